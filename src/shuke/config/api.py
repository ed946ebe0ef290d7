"""`/api/v1`: mounts the domains' routers and says how each refusal is told."""

from typing import Any

from django.core.exceptions import ValidationError as ModelError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError
from ninja.openapi.schema import OpenAPISchema

from shuke import __version__
from shuke.actions.campaigns.api import router as campaigns_router
from shuke.actions.campaigns.event_api import router as events_router
from shuke.actions.campaigns.step_api import router as campaign_steps_router
from shuke.actions.care.api import router as care_router
from shuke.actions.journeys.api import router as journeys_router
from shuke.actions.segments.api import router as segments_router
from shuke.config.api_schema import with_problems
from shuke.lib.errors import ShukeError
from shuke.lib.problems import FieldError, Problem, errors_of_model, errors_of_schema, problem_response
from shuke.outcomes.api import router as outcomes_router
from shuke.records.access.api import AUTHENTICATION
from shuke.records.access.api import router as access_router
from shuke.records.access.scope import NotAllowed
from shuke.records.cases.api import routers as cases_routers
from shuke.records.catalog.api import router as catalog_router
from shuke.records.customers.api import (
    bookings_router,
    details_router,
    merging_router,
    people_router,
    policies_router,
    relations_router,
)
from shuke.records.customers.custom import WrongCustomValue
from shuke.records.customers.services import AlreadyBooked, BookingNumberUsed, DuplicateCustomers, IdentityTaken
from shuke.records.departures.api import router as departures_router
from shuke.records.membership.api import routers as membership_routers
from shuke.records.membership.checkout import ReceiptUsed
from shuke.records.membership.ledger.decide import NotEnoughPoints
from shuke.records.membership.services import CauseUsed, CouponRefused, SoldOut
from shuke.records.messages.api import router as messages_router
from shuke.records.sales.api import router as sales_router
from shuke.scores.api import router as scores_router
from shuke.scores.basket_api import router as baskets_router
from shuke.scores.groups.api import router as groups_router
from shuke.scores.setting_api import router as score_settings_router
from shuke.scores.trials.api import router as trials_router
from shuke.web.erasing.api import router as erasing_router
from shuke.web.service.api import router as questions_router


class Api(NinjaAPI):
    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        return with_problems(super().get_openapi_schema(**options))


api = Api(
    title="Shuke",
    version=__version__,
    description="Everything the pages do. Sign in with `Authorization: Bearer <key>` or the browser's session.",
    auth=AUTHENTICATION,
    docs_url=None,  # its page loads scripts from elsewhere, which our content policy forbids
)
OPEN = (
    access_router, catalog_router, people_router, details_router, merging_router, sales_router, *membership_routers,
    *cases_routers, care_router, messages_router, groups_router, policies_router, departures_router, scores_router,
    score_settings_router, journeys_router, baskets_router, trials_router, segments_router, campaigns_router,
    campaign_steps_router, events_router, outcomes_router, erasing_router, bookings_router, relations_router,
    questions_router,
)  # fmt: skip
for router in OPEN:
    api.add_router("", router)


@api.exception_handler(AuthenticationError)
def not_signed_in(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    detail = "Send a valid API key as “Authorization: Bearer …”, or sign in."
    return problem_response(request, Problem(status=401, detail=detail), headers={"WWW-Authenticate": "Bearer"})


@api.exception_handler(NotAllowed)
def not_allowed(request: HttpRequest, error: NotAllowed) -> HttpResponse:
    return problem_response(request, Problem(status=403, detail=str(error)))


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem_response(request, Problem(status=404, detail="Nothing here that you may see."))


@api.exception_handler(ValidationError)
def not_readable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problem_response(request, Problem(status=422, kind="validation", errors=errors_of_schema(error.errors)))


@api.exception_handler(ModelError)
def does_not_fit(request: HttpRequest, error: ModelError) -> HttpResponse:
    return problem_response(request, Problem(status=422, kind="validation", errors=errors_of_model(error)))


@api.exception_handler(WrongCustomValue)
def wrong_custom_value(request: HttpRequest, error: WrongCustomValue) -> HttpResponse:
    errors = [FieldError(field=f"body.custom.{error.key}", detail=str(error))]
    return problem_response(request, Problem(status=422, kind="validation", errors=errors))


@api.exception_handler(DuplicateCustomers)
def is_known(request: HttpRequest, error: DuplicateCustomers) -> HttpResponse:
    visible = [match for match in error.candidates if request.scope.covers_store(match.customer.home_store_id)]  # type: ignore[attr-defined]
    candidates = [{"number": m.customer.number, "name": m.customer.name, "by": m.by} for m in visible]
    problem = Problem(status=409, kind="duplicate-customers", detail=str(error), more={"candidates": candidates})
    return problem_response(request, problem)


@api.exception_handler(IdentityTaken)
def identity_taken(request: HttpRequest, error: IdentityTaken) -> HttpResponse:
    return problem_response(request, Problem(status=409, kind="identity-taken", detail=str(error)))


@api.exception_handler(AlreadyBooked)
def booked_already(request: HttpRequest, error: AlreadyBooked) -> HttpResponse:
    return problem_response(request, Problem(status=409, kind="already-booked", detail=str(error)))


@api.exception_handler(NotEnoughPoints)
def not_enough_points(request: HttpRequest, error: NotEnoughPoints) -> HttpResponse:
    more = {"asked": error.asked, "available": error.available}
    return problem_response(request, Problem(status=409, kind="not-enough-points", detail=str(error), more=more))


@api.exception_handler(CouponRefused)
def coupon_refused(request: HttpRequest, error: CouponRefused) -> HttpResponse:
    return problem_response(request, Problem(status=409, kind="coupon-refused", detail=str(error)))


@api.exception_handler(SoldOut)
def sold_out(request: HttpRequest, error: SoldOut) -> HttpResponse:
    return problem_response(request, Problem(status=409, kind="sold-out", detail=str(error)))


@api.exception_handler(CauseUsed)
@api.exception_handler(ReceiptUsed)
@api.exception_handler(BookingNumberUsed)
def already_recorded(request: HttpRequest, error: ShukeError) -> HttpResponse:
    return problem_response(request, Problem(status=409, kind="already-recorded", detail=str(error)))


@api.exception_handler(ShukeError)
def refused(request: HttpRequest, error: ShukeError) -> HttpResponse:
    return problem_response(request, Problem(status=422, detail=str(error)))


@api.exception_handler(Throttled)
def too_many(request: HttpRequest, error: Throttled) -> HttpResponse:
    headers = {"Retry-After": str(error.wait)} if error.wait else {}
    return problem_response(request, Problem(status=429, detail=str(error)), headers=headers)


@api.exception_handler(HttpError)
def other_refusal(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem_response(request, Problem(status=error.status_code, detail=str(error)))
