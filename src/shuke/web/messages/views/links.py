from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from shuke.records.access.decorators import public_view
from shuke.records.messages.services import WrongLink, followed_link, record_click
from shuke.records.stores.queries import business
from shuke.web.messages.views.unsubscribe import TEMPLATE


@never_cache
@require_safe
@public_view(reason="a link in a message: signed, and it leads where the message's text says")
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """On to the page, after noting that the link was opened; a look at the head alone is no opening."""
    try:
        send, link = followed_link(token)
    except WrongLink as refusal:
        return render(request, TEMPLATE, {"refusal": str(refusal), "shop": business()}, status=404)
    if request.method == "GET":
        record_click(now=timezone.now(), send=send, link=link)
    return redirect(link)
