"""What no recommendation offers."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.catalog.queries import exclusions
from shuke.records.catalog.services import exclude_from_recommendations, recommend_again
from shuke.web.answers import get_or_post, go_to, refusals_in, render_form
from shuke.web.settings.forms.recommending import ExclusionForm
from shuke.web.settings.views.section import render_section
from shuke.web.wants.subject import subject_of


@require_GET
@staff_view("marketing.manage")
def not_recommended(request: StaffRequest) -> HttpResponse:
    return render_section(request, "web/settings/not_recommended.html", {"rows": exclusions()})


@get_or_post
@staff_view("marketing.manage")
def exclude(request: StaffRequest) -> HttpResponse:
    """`of` in the address names what was looked at."""
    form = ExclusionForm(request.POST or None, subject=subject_of(request.GET.get("of", "")))
    if request.method == "POST" and form.is_valid():
        of, reason = form.cleaned_data["what"], form.cleaned_data["reason"]
        with refusals_in(form, "what"):
            exclude_from_recommendations(scope=request.scope, now=timezone.now(), of=of, reason=reason)
            messages.success(request, _("“%(name)s” is not recommended any more.") % {"name": of})
            return go_to(request, "settings_not_recommended")
    says = _("It leaves every list at once: next baskets, and who would want it. The next refresh fills the places.")
    return render_form(request, form, title=_("Never recommend"), says=says, submit=_("Never recommend it"))


@get_or_post
@staff_view("marketing.manage")
def allow(request: StaffRequest, pk: int) -> HttpResponse:
    exclusion = get_object_or_404(exclusions(), pk=pk)
    if request.method == "GET":
        title = _("Recommend “%(name)s” again?") % {"name": exclusion}
        says = _("It returns to the lists with the next refresh.")
        return render_form(request, forms.Form(), title=title, says=says, submit=_("Recommend it again"))
    recommend_again(scope=request.scope, now=timezone.now(), exclusion=exclusion)
    messages.success(request, _("“%(name)s” may be recommended again.") % {"name": exclusion})
    return go_to(request, "settings_not_recommended")
