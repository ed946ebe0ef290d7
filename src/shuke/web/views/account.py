"""Going, the password, and the tour."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.access.services import change_password
from shuke.web.answers import get_or_post
from shuke.web.forms import Dressed


class PasswordForm(Dressed, PasswordChangeForm):
    pass


@require_POST
@staff_view("signed_in")
def sign_out(request: StaffRequest) -> HttpResponse:
    remembers_language = bool(request.user.language)
    logout(request)
    response = redirect("sign_in")
    if remembers_language:
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME, samesite="Lax")
    return response


@get_or_post
@staff_view("signed_in")
def password(request: StaffRequest) -> HttpResponse:
    form = PasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        change_password(
            scope=request.scope, now=timezone.now(), staff=request.user, password=form.cleaned_data["new_password1"]
        )
        update_session_auth_hash(request, request.user)
        messages.success(request, _("The password is changed; other devices are signed out."))
        return redirect("today")
    return render(request, "web/password.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@staff_view("signed_in")
def tour_seen(request: StaffRequest) -> HttpResponse:
    request.user.has_seen_tour = True
    request.user.save(update_fields=["has_seen_tour"])
    return HttpResponse(status=204)
