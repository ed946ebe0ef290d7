"""The page on which a person sets up, renews and ends the second step of their own sign-in."""

from base64 import b32encode
from typing import Any

import segno
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from shuke.records.access import two_factor
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.web.answers import INVALID, get_or_post, refusals_in
from shuke.web.views.sign_in import CodeForm


@get_or_post
@staff_view("signed_in")
def set_up(request: StaffRequest) -> HttpResponse:
    """Turn it on, get new recovery codes, turn it off."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form, "code"):
            return _change(request, request.POST.get("do", ""), form.cleaned_data["code"])
    standing = two_factor.standing_of(request.user)
    device = None if standing.is_on else two_factor.begin(staff=request.user)
    context = {"form": form, "standing": standing, "key": device and _key(device), "picture": device and _qr(device)}
    return render(request, "web/two_factor.html", context, status=INVALID if form.errors else 200)


def _change(request: StaffRequest, what: str, code: str) -> HttpResponse:
    given: dict[str, Any] = {"scope": request.scope, "now": timezone.now(), "staff": request.user}
    if what == "off":
        two_factor.verify(staff=request.user, code=code)
        two_factor.turn_off(**given)
        messages.success(request, _("Signing in asks for the password alone again."))
        return redirect("two_factor")
    change = two_factor.renew_recovery_codes if what == "renew" else two_factor.turn_on
    return render(request, "web/recovery_codes.html", {"codes": change(**given, code=code)})


def _key(device: TOTPDevice) -> str:
    """The key as it is typed where no camera is at hand: in groups of four."""
    spelt = b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(spelt[at : at + 4] for at in range(0, len(spelt), 4))


def _qr(device: TOTPDevice) -> str:
    return segno.make(device.config_url, error="m").png_data_uri(scale=5)
