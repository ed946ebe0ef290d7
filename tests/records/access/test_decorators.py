from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails
from tests.records import make

from shuke.records.access.decorators import StaffRequest, public_view, staff_view
from shuke.records.access.models import Role

pytestmark = pytest.mark.django_db


@staff_view("customers.export")
def page(request: StaffRequest, number: int) -> HttpResponse:
    return HttpResponse(f"{number} for {request.scope.caller}")


def request_of(user: Any, **headers: str) -> HttpRequest:
    request = RequestFactory().get("/customers/?tag=vip", headers=headers)
    request.user = user
    request.htmx = HtmxDetails(request)  # type: ignore[attr-defined]
    return request


def test_stranger_is_sent_to_sign_in_and_back() -> None:
    answer = page(request_of(AnonymousUser()), number=1)

    assert answer.status_code == 302
    assert answer["Location"].endswith("?next=/customers/%3Ftag%3Dvip")


def test_stranger_s_fragment_sends_the_whole_page_to_sign_in() -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/customers/7"}

    answer = page(request_of(AnonymousUser(), **headers), number=1)

    assert answer.status_code == 401
    assert answer["HX-Redirect"].endswith("?next=/customers/7")


def test_role_without_the_right_is_refused() -> None:
    with pytest.raises(PermissionDenied, match="ask the owner"):
        page(request_of(make.staff(Role.FRONT_LINE)), number=1)


def test_role_with_the_right_gets_the_page_and_a_scope() -> None:
    analyst = make.staff(Role.ANALYST)

    assert page(request_of(analyst), number=7).content.decode() == f"7 for staff:{analyst.pk}"


def test_no_browser_keeps_a_page_for_the_next_person() -> None:
    kept_a_day = staff_view("signed_in")(lambda request: HttpResponse(headers={"Cache-Control": "max-age=86400"}))

    assert page(request_of(make.staff()), number=1)["Cache-Control"] == "private, no-store"
    assert kept_a_day(request_of(make.staff()))["Cache-Control"] == "max-age=86400"


def test_pages_say_what_they_need() -> None:
    @public_view(reason="health check")
    def health(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    assert page.required_permission == "customers.export"  # type: ignore[attr-defined]
    assert health.public_reason == "health check"  # type: ignore[attr-defined]


def test_a_right_outside_the_table_is_a_mistake() -> None:
    with pytest.raises(LookupError, match="permissions"):
        staff_view("customers.fly")
