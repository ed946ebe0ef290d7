"""What every page and endpoint declares: who may open it. A test lists the routes and fails on an undeclared one."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django_htmx.middleware import HtmxDetails

from shuke.records.access.models import Staff
from shuke.records.access.permissions import ROLES_OF
from shuke.records.access.scope import Scope, scope_of_staff

P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)
T = TypeVar("T")


class StaffRequest(HttpRequest):
    """The request inside a `staff_view`: somebody is signed in, and on whose rows they work is known."""

    user: Staff
    scope: Scope
    htmx: HtmxDetails


class ApiRequest(HttpRequest):
    """The request inside an API operation: a key or a session stands behind it."""

    scope: Scope


def staff_view(
    permission: str,
) -> Callable[[Callable[Concatenate[StaffRequest, P], R]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]]:
    """Open to signed-in staff whose role has `permission`; puts `request.scope`.

    No browser keeps the answer: on a till that several people share, Back after signing out would show it.
    """
    _known(permission)

    def decorate(
        view: Callable[Concatenate[StaffRequest, P], R],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def checked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            served = cast(StaffRequest, request)
            served.scope = scope_of_staff(served.user)
            if not served.scope.may(permission):
                role = _("Your role does not include this page; ask the owner for it.")
                raise PermissionDenied(served.scope.wants_every_store(permission) or role)
            response = view(served, *args, **kwargs)
            response.headers.setdefault("Cache-Control", "private, no-store")
            return response

        checked.required_permission = permission  # type: ignore[attr-defined]
        return checked

    return decorate


def public_view(*, reason: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Open to everybody, and says why: "sign-in itself", "health check of the load balancer"."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        view.public_reason = reason  # type: ignore[attr-defined]
        return view

    return decorate


def api_operation(
    permission: str,
) -> Callable[[Callable[Concatenate[ApiRequest, P], T]], Callable[Concatenate[ApiRequest, P], T]]:
    """An API operation for callers whose role has `permission`; stands below the router's own decorator."""
    _known(permission)

    def decorate(operation: Callable[Concatenate[ApiRequest, P], T]) -> Callable[Concatenate[ApiRequest, P], T]:
        @wraps(operation)
        def checked(request: ApiRequest, /, *args: P.args, **kwargs: P.kwargs) -> T:
            request.scope.require(permission)
            return operation(request, *args, **kwargs)

        checked.required_permission = permission  # type: ignore[attr-defined]
        return checked

    return decorate


def _known(permission: str) -> None:
    if permission not in ROLES_OF:
        raise LookupError(f"“{permission}” is not in records/access/permissions.py: add the row there first.")


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """A fragment cannot show the sign-in page: the browser is sent there as a whole and comes back to the page."""
    htmx = cast(HtmxDetails | None, getattr(request, "htmx", None))
    if not htmx:
        return redirect_to_login(request.get_full_path())
    target = redirect_to_login(htmx.current_url_abs_path or "/")
    return HttpResponse(status=401, headers={"HX-Redirect": target.url})
