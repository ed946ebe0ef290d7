"""The door: a link, or a code for one's phone number or mailbox."""

import secrets

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shuke.records.access.decorators import public_view
from shuke.web.answers import INVALID, get_or_post, refusals_in
from shuke.web.own.codes import WrongCode, ask_code, leaves_by_sms, use_code
from shuke.web.own.decorators import COOKIE, kept_private, with_key, without_key
from shuke.web.own.forms import AddressForm, CodeForm
from shuke.web.own.keys import KeyRefused, key_of, owner_of, revoke_key
from shuke.web.own.models import OwnKey
from shuke.web.own.visitor import scope_of_customer
from shuke.web.views.choices import A_YEAR_SECONDS

GONE = 410
_tickets = Signer(sep=".", salt="shuke.own.ticket")


def new_secret() -> str:
    return secrets.token_hex(16)


@require_GET
@public_view(reason="a customer's link: its signature is looked at before anything is read")
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Puts the key into a cookie, so that it stands in no address the page leads on from."""
    now = timezone.now()
    try:
        key = key_of(token, now=now)
    except KeyRefused as refused:
        context = {"form": AddressForm(), "by_sms": leaves_by_sms(), "sentence": str(refused)}
        return without_key(render(request, "own/enter.html", context, status=GONE))
    OwnKey.objects.filter(pk=key.pk).update(opened_at=now)
    response = redirect("own_page")
    language = owner_of(key).language.lower()
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and language in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=A_YEAR_SECONDS, samesite="Lax")
    return with_key(response, key)


@get_or_post
@public_view(reason="asking for a code answers the same to everybody, known or not")
def enter(request: HttpRequest) -> HttpResponse:
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form, "address"):
            code = ask_code(
                now=timezone.now(),
                address=form.cleaned_data["address"].strip(),
                caller=request.META.get("REMOTE_ADDR", ""),
                language=get_language() or settings.LANGUAGE_CODE,
                new_secret=new_secret,
            )
            kind = "email" if code.kind == "email" else "sms" if leaves_by_sms() else "phone"
            ticket = _tickets.sign(str(code.pk))
            return kept_private(redirect(f"{reverse('own_code')}?by={kind}&ticket={ticket}"))
    status = INVALID if form.errors else 200
    context = {"form": form, "by_sms": leaves_by_sms()}
    return kept_private(render(request, "own/enter.html", context, status=status))


@get_or_post
@public_view(reason="typing the code: it is tried five times and used once")
def code(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST or None, initial={"ticket": request.GET.get("ticket", "")})
    if request.method == "POST" and form.is_valid():
        with refusals_in(form, "digits"):
            key = use_code(
                now=timezone.now(),
                code_id=_code_id(form.cleaned_data["ticket"]),
                digits=form.cleaned_data["digits"],
                new_secret=new_secret,
            )
            return with_key(redirect("own_page"), key)
    context = {"form": form, "by": request.GET.get("by", "")}
    return kept_private(render(request, "own/code.html", context, status=INVALID if form.errors else 200))


@require_POST
@public_view(reason="leaving one's own page")
def leave(request: HttpRequest) -> HttpResponse:
    """This device is forgotten. A key made by a code ends with it; a link or card stays good."""
    now = timezone.now()
    try:
        key = key_of(request.COOKIES.get(COOKIE, ""), now=now)
    except KeyRefused:
        return without_key(redirect("own_enter"))
    if key.kind == OwnKey.Kind.CODE:
        revoke_key(scope=scope_of_customer(owner_of(key)), now=now, key=key)
    return without_key(redirect("own_enter"))


def _code_id(ticket: str) -> int:
    try:
        return int(_tickets.unsign(ticket))
    except BadSignature:
        raise WrongCode(_("This code is wrong or over. Check its six digits, or ask for a new one.")) from None
