"""The door of the customer's own pages: a key in a cookie of its own, looked at on every request."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from shuke.records.access.decorators import public_view
from shuke.records.membership.queries.members import people_in
from shuke.web.own.keys import KeyRefused, key_of, owner_of, token_of
from shuke.web.own.models import OwnKey
from shuke.web.own.visitor import Visitor

P = ParamSpec("P")

COOKIE = "shuke_own"
COOKIE_PATH = "/own/"
_A_MONTH_SECONDS = 30 * 24 * 3600


def own_view(
    view: Callable[Concatenate[HttpRequest, Visitor, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A page of the customer's own: led to the door without a key that is good at this moment."""

    @wraps(view)
    def checked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        now = timezone.now()
        try:
            key = key_of(request.COOKIES.get(COOKIE, ""), now=now)
        except KeyRefused:
            return kept_private(redirect("own_enter"))
        customer = owner_of(key)
        visitor = Visitor(key, customer, frozenset(people_in(customer.pk)), now)
        return kept_private(view(request, visitor, *args, **kwargs))

    return public_view(reason="a customer's own page, opened by a key of theirs and by nothing else")(checked)


def with_key(response: HttpResponse, key: OwnKey) -> HttpResponse:
    response.set_cookie(
        COOKIE,
        token_of(key),
        max_age=_A_MONTH_SECONDS,
        path=COOKIE_PATH,
        httponly=True,
        secure=settings.HTTPS,
        samesite="Lax",
    )
    return kept_private(response)


def without_key(response: HttpResponse) -> HttpResponse:
    response.delete_cookie(COOKIE, path=COOKIE_PATH, samesite="Lax")
    return kept_private(response)


def kept_private(response: HttpResponse) -> HttpResponse:
    """Not indexed, not cached. (That no other site learns the address is the whole installation's referrer policy.)"""
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Cache-Control"] = "private, no-store"
    return response
