"""How well we keep our word, what people complain of, and what is changed for it."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from shuke.lib.dates import day_in, midnight
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.cases.models import Case, Improvement
from shuke.records.cases.queries import cases_of
from shuke.records.cases.queries.reports import (
    DIMENSIONS,
    ParetoRow,
    breaches,
    came_in,
    kinds_of,
    pareto,
    praised,
    repeat_complainers,
    satisfaction,
    service_levels,
)
from shuke.records.cases.services import finish_improvement
from shuke.records.stores.queries import business, business_day, business_moment
from shuke.web.answers import go_to
from shuke.web.frame import shown_scope
from shuke.web.insight.charts import Chart, Sheet

PERIODS = (30, 90, 365)
BY = {
    "category": pgettext_lazy("of a case", "Category"),
    "store": gettext_lazy("Store"),
    "product": gettext_lazy("Product"),
    "cause": gettext_lazy("Cause"),
}

ANSWERED = {
    "yes": gettext_lazy("satisfied"),
    "no": gettext_lazy("not satisfied"),
    "silent": gettext_lazy("could not be reached"),
}


@require_GET
@staff_view("cases.view")
def reports(request: StaffRequest) -> HttpResponse:
    now, shop = timezone.now(), business()
    chosen = request.GET.get("days", "")
    days = int(chosen) if chosen in {str(one) for one in PERIODS} else PERIODS[1]
    by = request.GET.get("by", "category")
    by = by if by in DIMENSIONS else "category"
    since_on = day_in(shop.time_zone, now) - timedelta(days=days - 1)
    cases = came_in(shown_scope(request), since=midnight(shop.time_zone, since_on), until=now)
    rows = pareto(cases, by=by)
    answers = satisfaction(cases)
    said = answers["yes"] + answers["no"]
    labels = dict(Case.Kind.choices)
    context = {
        "days": days,
        "periods": PERIODS,
        "by": by,
        "dimensions": BY,
        "since": since_on.isoformat(),
        "kinds": [(key, labels[key], count) for key, count in kinds_of(cases)],
        "levels": service_levels(cases, now=now),
        "breaches": breaches(cases, now=now),
        "praised": praised(cases),
        "rows": rows,
        "chart": _chart(rows) if rows else None,
        "repeats": repeat_complainers(cases),
        "answers": [(key, ANSWERED[key], count) for key, count in answers.items()],
        "satisfied": answers["yes"] / said if said else None,
        "zone": ZoneInfo(shop.time_zone),
    }
    return render(request, "service/reports.html", context)


@require_GET
@staff_view("cases.view")
def improvements(request: StaffRequest) -> HttpResponse:
    """Open ones by their day, then what is done; and complaints that nobody has learned from yet."""
    seen = cases_of(request.scope)
    rows = Improvement.objects.filter(case__in=seen).select_related("owner", "cause", "case")
    here = business_moment(timezone.now())
    closed = seen.filter(kind=Case.Kind.COMPLAINT, status=Case.Status.CLOSED, cause__isnull=True)
    context = {
        "open": rows.filter(done_on__isnull=True).order_by("due_on", "pk"),
        "done": rows.filter(done_on__isnull=False).order_by("-done_on", "-pk")[:50],
        "unlearned": closed.order_by("-closed_at")[:50],
        "today": here.date(),
        "here": here,
        "may_work": request.scope.may("cases.work"),
    }
    return render(request, "service/improvements.html", context)


@require_POST
@staff_view("cases.work")
def improvement_done(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Improvement, pk=pk, case__in=cases_of(request.scope))
    now = timezone.now()
    finish_improvement(scope=request.scope, now=now, improvement=found, done_on=business_day(now))
    return go_to(request, "service_improvements")


def _chart(rows: list[ParetoRow]) -> Chart:
    names = [row.name or _("not said") for row in rows]
    heads = (_("Topic"), _("Complaints"), _("Share in %"), _("Running share in %"))
    table = [(name, row.count, round(row.share * 100, 1), round(row.cumulated * 100, 1))
             for name, row in zip(names, rows, strict=True)]  # fmt: skip
    data: dict[str, object] = {"names": names, "series": [{"name": _("Complaints"), "values": [r.count for r in rows]}]}
    return Chart(Sheet("complaints", heads, table), "bars", _("Complaints by topic, the most frequent first"), data)
