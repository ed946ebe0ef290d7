"""What is done to a segment: counted, kept as it is, joined with another, renamed, deleted."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from shuke.actions.segments.models import Segment
from shuke.actions.segments.services import (
    Algebra,
    change_segment,
    combine_segments,
    delete_segment,
    refresh_segment,
    snapshot_segment,
)
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.stores.queries import business_day
from shuke.web import figures
from shuke.web.answers import get_or_post, go_to, is_saved, refusals_in, render_form
from shuke.web.forms import Dressed, choose_from

ALGEBRA = (
    (Algebra.UNION.value, gettext_lazy("in this one or the other")),
    (Algebra.INTERSECTION.value, gettext_lazy("in both")),
    (Algebra.MINUS.value, gettext_lazy("in this one and not in the other")),
)


class NameForm(Dressed, forms.Form):
    name = forms.CharField(label=gettext_lazy("Name of the segment"), max_length=80)


class WordsForm(NameForm):
    description = forms.CharField(label=gettext_lazy("What it is for"), max_length=400, required=False)


class CombineForm(NameForm):
    how = forms.ChoiceField(label=gettext_lazy("Customers who are"), choices=ALGEBRA, widget=forms.RadioSelect)
    other = forms.ModelChoiceField(label=gettext_lazy("The other segment"), queryset=Segment.objects.none())
    field_order = ("how", "other", "name")


@require_POST
@staff_view("marketing.manage")
def count_again(request: StaffRequest, pk: int) -> HttpResponse:
    found = refresh_segment(segment=get_object_or_404(Segment, pk=pk, is_static=False), now=timezone.now())
    if not found.refusal:
        messages.success(request, _("Counted: %(count)s.") % {"count": figures.number(found.count)})
    return go_to(request, "segment", pk)


@get_or_post
@staff_view("marketing.manage")
def snapshot(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Segment, pk=pk)
    form = NameForm(request.POST or None, initial={"name": _dated(found)})
    made: list[Segment] = []

    def save(values: dict[str, Any]) -> None:
        now = timezone.now()
        made.append(snapshot_segment(scope=request.scope, now=now, segment=found, name=values["name"]))

    if is_saved(request, form, save):
        messages.success(request, _("The segment “%(name)s” is saved.") % {"name": made[0].name})
        return go_to(request, "segment", made[0].pk)
    says = _("Who is in the segment now stays in the new one, whatever changes.")
    return render_form(request, form, title=_("Keep as it is now"), submit=_("Keep"), says=says)


@get_or_post
@staff_view("marketing.manage")
def combine(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Segment, pk=pk)
    form = CombineForm(request.POST or None, initial={"how": Algebra.INTERSECTION.value})
    choose_from(form, "other", Segment.objects.exclude(pk=pk))
    made: list[Segment] = []

    def save(values: dict[str, Any]) -> None:
        how, now = Algebra(values.pop("how")), timezone.now()
        made.append(
            combine_segments(
                scope=request.scope, now=now, first=found, second=values["other"], how=how, name=values["name"]
            )
        )

    if is_saved(request, form, save):
        messages.success(request, _("The segment “%(name)s” is saved.") % {"name": made[0].name})
        return go_to(request, "segment", made[0].pk)
    title = _("“%(name)s” and another segment") % {"name": found.name}
    says = _("The new segment follows both.")
    return render_form(request, form, title=title, submit=_("Make the segment"), says=says)


@get_or_post
@staff_view("marketing.manage")
def rename(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Segment, pk=pk)
    form = WordsForm(request.POST or None, initial={"name": found.name, "description": found.description})

    def save(values: dict[str, Any]) -> None:
        change_segment(scope=request.scope, now=timezone.now(), segment=found, **values)

    if is_saved(request, form, save):
        messages.success(request, _("Saved."))
        return go_to(request, "segment", pk)
    return render_form(request, form, title=found.name, submit=_("Save"))


@get_or_post
@staff_view("marketing.manage")
def drop(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Segment, pk=pk)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        with refusals_in(form):
            delete_segment(scope=request.scope, now=timezone.now(), segment=found)
            messages.success(request, _("Deleted."))
            return go_to(request, "segments")
    title = _("Delete “%(name)s”?") % {"name": found.name}
    says = _("Who entered and left goes with it. The customers in it stay as they are.")
    return render_form(request, form, title=title, submit=_("Delete"), says=says, danger=True)


def _dated(found: Segment) -> str:
    today = figures.day(business_day(timezone.now()))
    return f"{found.name[:60]} · {today}"
