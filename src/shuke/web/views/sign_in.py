"""Signing in: name and password, and for those who set it up a code after them."""

from datetime import datetime, timedelta

from django import forms
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import check_for_language, pgettext_lazy

from shuke.records.access import two_factor
from shuke.records.access.decorators import public_view
from shuke.records.access.models import Staff
from shuke.web.answers import INVALID, get_or_post, refusals_in
from shuke.web.forms import Dressed

BACKEND = "django.contrib.auth.backends.ModelBackend"
# The session of somebody whose password was right: who it was, and until when the code may follow.
PENDING = "pending_sign_in"
PATIENCE = timedelta(minutes=5)


class SignIn(LoginView):
    template_name = "web/sign_in.html"
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        staff = form.get_user()
        if two_factor.is_asked_of(staff):
            _remember(self.request, staff, now=timezone.now())
            return redirect(f"{reverse('sign_in_code')}?{urlencode({'next': self.get_redirect_url()})}")
        return _in_language_of(staff, self.request, super().form_valid(form))


sign_in = public_view(reason="the sign-in page itself")(SignIn.as_view())


class CodeForm(Dressed, forms.Form):
    code = forms.CharField(
        label=pgettext_lazy("of an authenticator", "Code"),
        max_length=32,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "autofocus": True}),
    )


@public_view(reason="the second step of signing in: opens only after a right password, for five minutes")
@get_or_post
def sign_in_code(request: HttpRequest) -> HttpResponse:
    staff = _remembered(request, now=timezone.now())
    if staff is None:
        return redirect("sign_in")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form, "code"):
            two_factor.verify(staff=staff, code=form.cleaned_data["code"])
            login(request, staff, backend=BACKEND)
            return _in_language_of(staff, request, redirect(_onward(request)))
    return render(request, "web/sign_in_code.html", {"form": form}, status=INVALID if form.errors else 200)


def _in_language_of(staff: Staff, request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The person's language comes along, unless this device was told another one."""
    language = staff.language
    if language and check_for_language(language) and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, samesite="Lax")
    return response


def _remember(request: HttpRequest, staff: Staff, *, now: datetime) -> None:
    request.session.cycle_key()
    # With the proof of the password: changed meanwhile, it has to be given anew.
    request.session[PENDING] = {
        "staff": staff.pk,
        "proof": staff.get_session_auth_hash(),
        "until": (now + PATIENCE).timestamp(),
    }


def _remembered(request: HttpRequest, *, now: datetime) -> Staff | None:
    known = request.session.get(PENDING)
    if known is None or known["until"] < now.timestamp():
        return None
    staff = Staff.objects.filter(pk=known["staff"], is_active=True).first()
    return staff if staff is not None and staff.get_session_auth_hash() == known["proof"] else None


def _onward(request: HttpRequest) -> str:
    wanted = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else settings.LOGIN_REDIRECT_URL
