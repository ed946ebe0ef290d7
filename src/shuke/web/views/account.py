"""Coming, going, and the password."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.views import LoginView
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shuke.records.access.decorators import StaffRequest, public_view, staff_view
from shuke.records.access.services import change_password
from shuke.web.forms import Dressed


class SignIn(LoginView):
    template_name = "web/sign_in.html"
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """The person's language comes along, unless this device was told another one."""
        response = super().form_valid(form)
        language = form.get_user().language
        if language and check_for_language(language) and settings.LANGUAGE_COOKIE_NAME not in self.request.COOKIES:
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, samesite="Lax")
        return response


sign_in = public_view(reason="the sign-in page itself")(SignIn.as_view())


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


@require_http_methods(["GET", "POST"])
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
