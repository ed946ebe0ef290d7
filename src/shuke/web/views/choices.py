"""Language, theme and store: chosen in the navigation, kept where the next page finds them."""

from django import forms
from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from shuke.records.access.decorators import StaffRequest, public_view, staff_view
from shuke.records.access.models import Staff
from shuke.web.frame import CHOSEN_STORE, THEME_COOKIE, THEMES, chosen_store, stores_of

A_YEAR_SECONDS = 365 * 24 * 3600
STORES_SHOWN = 50


class LanguageForm(forms.Form):
    language = forms.ChoiceField(choices=settings.LANGUAGES)


class ThemeForm(forms.Form):
    theme = forms.ChoiceField(choices=[(theme, theme) for theme in THEMES])


class StoreForm(forms.Form):
    store = forms.IntegerField(required=False)


@require_POST
@public_view(reason="the sign-in page is read in one's own language")
def choose_language(request: HttpRequest) -> HttpResponse:
    response, form = _back(request), LanguageForm(request.POST)
    if form.is_valid():
        language = form.cleaned_data["language"]
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=A_YEAR_SECONDS, samesite="Lax")
        if isinstance(request.user, Staff):
            Staff.objects.filter(pk=request.user.pk).update(language=language)
    return response


@require_POST
@public_view(reason="the theme of this device, also on the sign-in page")
def choose_theme(request: HttpRequest) -> HttpResponse:
    response, form = _back(request), ThemeForm(request.POST)
    if form.is_valid():
        response.set_cookie(THEME_COOKIE, form.cleaned_data["theme"], max_age=A_YEAR_SECONDS, samesite="Lax")
    return response


@require_GET
@staff_view("signed_in")
def stores_menu(request: StaffRequest) -> HttpResponse:
    """The stores to choose from; asked for when the menu opens, since a chain has hundreds."""
    query = request.GET.get("q", "").strip()
    mine = stores_of(request.scope)
    found = mine.filter(Q(name__icontains=query) | Q(code__istartswith=query))
    context = {
        "query": query,
        "stores": found[:STORES_SHOWN],
        "left_out": max(0, found.count() - STORES_SHOWN),
        "chosen": chosen_store(request, mine),
    }
    return render(request, "web/stores_found.html", context)


@require_POST
@staff_view("signed_in")
def choose_store(request: StaffRequest) -> HttpResponse:
    form = StoreForm(request.POST)
    chosen = form.cleaned_data["store"] if form.is_valid() else None
    if chosen is None:
        request.session.pop(CHOSEN_STORE, None)
    else:
        request.scope.require_store(chosen)
        request.session[CHOSEN_STORE] = chosen
    return _back(request)


def _back(request: HttpRequest) -> HttpResponseRedirect:
    """To where the choice was made, never to another site."""
    target = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(target if is_ours else reverse("today"))
