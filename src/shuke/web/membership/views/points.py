"""Points that a person gives, takes or mirrors: with a reason, within the limit of their role, once."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.membership.models import Entry, Member, Plan
from shuke.records.membership.services import (
    Cause,
    adjust_by_hand,
    compensate_by_hand,
    left_to_reverse,
    limit_by_hand,
    reverse_by_hand,
)
from shuke.web import figures
from shuke.web.answers import get_or_post, go_to, is_saved, render_form
from shuke.web.membership.forms.points import AdjustForm, CompensateForm, ReverseForm
from shuke.web.membership.rows import accounts_seen_by


@get_or_post
@staff_view("points.adjust")
def adjust(request: StaffRequest, pk: int) -> HttpResponse:
    return _moved(request, pk, AdjustForm(request.POST or None), adjust_by_hand, title=_("Adjust points"))


@get_or_post
@staff_view("points.compensate")
def compensate(request: StaffRequest, pk: int) -> HttpResponse:
    return _moved(request, pk, CompensateForm(request.POST or None), compensate_by_hand, title=_("Compensate"))


@get_or_post
@staff_view("points.adjust")
def reverse_row(request: StaffRequest, pk: int) -> HttpResponse:
    """A mirror cannot be taken back, so its form says what it does."""
    entries = Entry.objects.select_related("member__plan", "member__customer", "member__home_store")
    entry: Entry = get_object_or_404(entries.filter(member__in=accounts_seen_by(request.scope)), pk=pk)
    form = ReverseForm(request.POST or None, left=left_to_reverse(entry) or 1)

    def save(values: dict[str, Any]) -> None:
        reverse_by_hand(
            scope=request.scope, now=timezone.now(), entry=entry, points=values["points"], cause=_cause(values)
        )

    if is_saved(request, form, save):
        messages.success(request, _("Reversed."))
        return go_to(request, "member", entry.member_id)
    says = _("A row that mirrors this one is written. It stays: a reversal itself cannot be reversed.")
    says = _with_limit(says, request, entry.member.plan)
    return render_form(request, form, title=_("Reverse this row"), submit=_("Reverse"), says=says, danger=True)


def _moved(
    request: StaffRequest, pk: int, form: forms.Form, verb: Callable[..., list[Entry]], *, title: str
) -> HttpResponse:
    member: Member = get_object_or_404(accounts_seen_by(request.scope), pk=pk)

    def save(values: dict[str, Any]) -> None:
        verb(scope=request.scope, now=timezone.now(), member=member, points=values["points"], cause=_cause(values))

    if is_saved(request, form, save):
        messages.success(request, _("The points of %(name)s have moved.") % {"name": member.customer})
        return go_to(request, "member", member.pk)
    says = _with_limit(str(member.customer), request, member.plan)
    return render_form(request, form, title=title, submit=title, says=says)


def _cause(values: dict[str, Any]) -> Cause:
    return Cause(source="staff", key=values["key"], reason=values["reason"], note=values["note"])


def _with_limit(says: str, request: StaffRequest, plan: Plan) -> str:
    limit = limit_by_hand(request.scope, plan)
    if limit is None:
        return says
    return says + " · " + _("at most %(points)s points a customer and day") % {"points": figures.number(limit)}
