"""The marketing plan: targets of a month, quarter or year, what is reached, and what was spent for it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_GET

from shuke.actions.campaigns.models import Target
from shuke.actions.campaigns.models.targets import MEASURES, first_day
from shuke.actions.campaigns.queries.spending import Spending, spendings, spent_between
from shuke.actions.campaigns.services.targets import TargetWishes, count_target, delete_target, save_target
from shuke.actions.segments.models import Segment
from shuke.lib.money import from_minor
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.stores.queries import business, business_day
from shuke.warehouse.tables import open_tables
from shuke.web.answers import get_or_post, go_to, refusals_in, render_form
from shuke.web.campaigns.views.shown import of_others, scored_on, shared, works_everywhere
from shuke.web.forms import Dressed

ROWS = 100
MONEY = ("revenue", "budget")
WORDS = {
    "customers": gettext_lazy("Customers who buy"),
    "orders": pgettext_lazy("target", "Orders"),
    "revenue": pgettext_lazy("target", "Revenue"),
    "members": gettext_lazy("Members"),
    "budget": gettext_lazy("Budget spent"),
}


@dataclass(frozen=True)
class MeasureRow:
    words: Promise
    is_money: bool
    is_budget: bool  # less is better than more
    target: Decimal | int
    actual: Decimal | int | None  # None: not counted yet
    url: str  # who they are; empty for what counts no customers

    @property
    def reached(self) -> float | None:
        return float(self.actual / self.target) if self.actual is not None and self.target else None


@dataclass(frozen=True)
class TargetRow:
    target: Target
    gone: float  # share of the period that is over
    measures: list[MeasureRow]


class TargetForm(Dressed, forms.Form):
    period = forms.ChoiceField(label=pgettext_lazy("target", "Period"), choices=Target.Period.choices)
    from_on = forms.DateField(
        label=gettext_lazy("A day of it"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    segment = forms.ModelChoiceField(
        label=gettext_lazy("Segment"), queryset=Segment.objects.all(), required=False,
        empty_label=gettext_lazy("all customers"),
    )  # fmt: skip
    customers = forms.IntegerField(label=WORDS["customers"], min_value=1, max_value=2_000_000_000, required=False)
    orders = forms.IntegerField(label=WORDS["orders"], min_value=1, max_value=2_000_000_000, required=False)
    revenue = forms.DecimalField(
        label=WORDS["revenue"], min_value=Decimal("0.01"), max_digits=16, decimal_places=2, required=False
    )
    members = forms.IntegerField(label=WORDS["members"], min_value=1, max_value=2_000_000_000, required=False)
    budget = forms.DecimalField(
        label=gettext_lazy("Budget"), min_value=Decimal("0.01"), max_digits=16, decimal_places=2, required=False,
        help_text=gettext_lazy("What campaigns and events of these days may cost."),
    )  # fmt: skip
    note = forms.CharField(label=pgettext_lazy("target", "Note"), max_length=200, required=False)


@require_GET
@staff_view("marketing.view")
def plan(request: StaffRequest) -> HttpResponse:
    if not works_everywhere(request):
        return of_others(request, _("Marketing plan"))
    context = shared(request)
    today = business_day(timezone.now())
    targets, sees_money = list(Target.objects.select_related("segment")[:ROWS]), bool(context["money"])
    spent = spendings() if any(target.budget for target in targets) else []
    rows = [_row(target, today, spent, sees_money=sees_money) for target in targets]
    context["groups"] = [
        (pgettext("target", "Now"), [row for row in rows if row.target.from_on <= today <= row.target.until_on]),
        (_("To come"), [row for row in rows if row.target.from_on > today]),
        (_("Over"), [row for row in rows if row.target.until_on < today]),
    ]
    return render(request, "campaigns/targets.html", context)


@get_or_post
@staff_view("marketing.manage")
def new(request: StaffRequest) -> HttpResponse:
    month = first_day(Target.Period.MONTH, business_day(timezone.now()))
    return _write(request, None, {"period": Target.Period.MONTH.value, "from_on": month})


@get_or_post
@staff_view("marketing.manage")
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    target = get_object_or_404(Target, pk=pk)
    names = ("period", "from_on", "segment", "note", *MEASURES)
    return _write(request, target, {name: getattr(target, name) for name in names})


@get_or_post
@staff_view("marketing.manage")
def delete(request: StaffRequest, pk: int) -> HttpResponse:
    if not works_everywhere(request):
        return of_others(request, _("Marketing plan"))
    target = get_object_or_404(Target, pk=pk)
    if request.method == "GET":
        says = _("The target goes; what was sold and sent stays.")
        return render_form(
            request, forms.Form(), title=_("Delete this target?"), says=says, submit=_("Delete the target"), danger=True
        )
    delete_target(scope=request.scope, now=timezone.now(), target=target)
    messages.success(request, _("Deleted."))
    return go_to(request, "marketing_plan")


def _write(request: StaffRequest, target: Target | None, initial: dict[str, Any]) -> HttpResponse:
    if not works_everywhere(request):
        return of_others(request, _("Marketing plan"))
    form = TargetForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            wishes = TargetWishes(**form.cleaned_data)
            saved = save_target(scope=request.scope, now=timezone.now(), wishes=wishes, target=target)
            _count_now(saved)
            messages.success(request, _("Saved."))
            return go_to(request, "marketing_plan")
    title = _("Change the target") if target else _("New target")
    return render_form(request, form, title=title, submit=_("Save"))


def _count_now(target: Target) -> None:
    """With the figures of the latest refresh, where there was one."""
    as_of = scored_on()
    if as_of is not None and target.from_on <= as_of:
        with open_tables() as tables:
            count_target(target=target, tables=tables, as_of=as_of)


def _row(target: Target, today: date, spent: list[Spending], *, sees_money: bool) -> TargetRow:
    measures = [
        MeasureRow(
            words=WORDS[measure],
            is_money=measure in MONEY,
            is_budget=measure == "budget",
            target=getattr(target, measure),
            actual=_actual(target, measure, spent),
            url=_people_url(target) if measure in ("customers", "orders", "revenue") else "",
        )
        for measure in MEASURES
        if getattr(target, measure) is not None and (sees_money or measure not in MONEY)
    ]
    return TargetRow(target, target.share_gone(target.counted_as_of or today), measures)


def _actual(target: Target, measure: str, spent: list[Spending]) -> Decimal | int | None:
    if measure == "budget":
        key = target.segment.key if target.segment else ""
        return spent_between(spent, from_on=target.from_on, until_on=target.until_on, segment_key=key)
    if measure == "revenue":
        minor = target.counted.get("revenue_minor")
        return None if minor is None else from_minor(minor, business().currency)
    found: int | None = target.counted.get(measure)
    return found


def _people_url(target: Target) -> str:
    """A segment of exactly those who bought in the period, as it is drawn up."""
    bought = f"bought(between {target.from_on} and {target.until_on})"
    text = f"segment({target.segment.key}) and {bought}" if target.segment else bought
    return f"{reverse('new_segment')}?{urlencode({'text': text})}"
