"""Leaving a list: the link in a message. Link scanners open it, so opening changes nothing; a POST does (RFC 8058)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from shuke.records.access.decorators import public_view
from shuke.records.messages.services import WrongLink, subscription_of
from shuke.records.messages.services import unsubscribe as leave
from shuke.records.stores.queries import business
from shuke.web.answers import get_or_post

TEMPLATE = "web/messages/unsubscribe.html"


@csrf_exempt  # mail programs post without our cookie: the signed token is what they have
@never_cache
@get_or_post
@public_view(reason="who unsubscribes is no colleague; the signed link says whose message it was")
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    try:
        send = subscription_of(token)
    except WrongLink as refusal:
        return render(request, TEMPLATE, {"refusal": str(refusal), "shop": business()}, status=404)
    if request.method == "POST":
        leave(now=timezone.now(), send=send, is_everything="everything" in request.POST)
    with override(send.language):
        return render(request, TEMPLATE, {"send": send, "shop": business(), "is_done": request.method == "POST"})
