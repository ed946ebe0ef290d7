"""Who calls the API: a key in the Authorization header, or the session of somebody signed in."""

from typing import cast

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import APIKeyCookie, HttpBearer

from shuke.records.access.decorators import ApiRequest
from shuke.records.access.models import Staff
from shuke.records.access.scope import Scope, scope_of_key, scope_of_staff
from shuke.records.access.services import verify_api_key


class KeyAuth(HttpBearer):
    """`Authorization: Bearer shuke_…`."""

    def authenticate(self, request: HttpRequest, token: str) -> Scope | None:
        served = cast(ApiRequest, request)
        if not hasattr(served, "scope"):
            key = verify_api_key(secret=token, now=timezone.now())
            if key is None:
                return None
            served.scope = scope_of_key(key)
        return served.scope


class SessionAuth(APIKeyCookie):
    """The browser's session, with its CSRF token on writes."""

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> Scope | None:
        # A stranger is told 401; only somebody signed in has a token that can be missing.
        if "Authorization" in request.headers or not request.user.is_authenticated:
            return None
        return cast(Scope | None, super().__call__(request))

    def authenticate(self, request: HttpRequest, key: str | None) -> Scope:
        served = cast(ApiRequest, request)
        if not hasattr(served, "scope"):
            served.scope = scope_of_staff(cast(Staff, request.user))
        return served.scope


_key, _session = KeyAuth(), SessionAuth()
AUTHENTICATION = [_key, _session]


def caller_of(request: HttpRequest) -> Scope | None:
    """Who calls, before the operation itself asks; nobody when the key is wrong."""
    found = _key(request)
    if found is None and "Authorization" not in request.headers and request.user.is_authenticated:
        found = _session.authenticate(request, None)
    return cast(Scope | None, found)
