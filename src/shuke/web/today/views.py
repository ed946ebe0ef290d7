from typing import TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shuke.lib.ids import is_id
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.access.scope import Scope
from shuke.records.customers.models import Customer
from shuke.scores.models import CustomerScore
from shuke.web import figures
from shuke.web.answers import note_people_read, with_toast
from shuke.web.frame import shown_scope
from shuke.web.insight import health
from shuke.web.insight.current import Current, current_refresh
from shuke.web.insight.foot import foot_of
from shuke.web.insight.views.answer import first_run
from shuke.web.today import calendar, page, queries, services
from shuke.web.today.advice import main_reason
from shuke.web.today.models import PutOff

M = TypeVar("M", bound=Model)

PEOPLE_A_PAGE = 50


@require_GET
@staff_view("customers.view")
def today(request: StaffRequest) -> HttpResponse:
    now = timezone.now()
    current = current_refresh(now=now)
    if current is None:
        return first_run(request)
    scope = shown_scope(request)
    context = {
        "current": current,
        "greeting": calendar.greeting(request.user.name or request.user.username, now=now, zone=current.zone),
        "day_line": calendar.day_line(current.today),
        "day": queries.day_in_shops(current.as_of, scope=scope),
        "list": page.act_list(current, scope=scope),
        "foot": foot_of(request.scope),
        **(_figures(current, scope) if request.scope.may("insight.view") else {}),
    }
    return render(request, "web/today/today.html", context)


def _figures(current: Current, scope: Scope) -> dict[str, object]:
    """The curve and the rail, for those who may see figures of all customers."""
    changes = queries.changes_on(current.as_of, scope=scope)
    found = health.health(as_of=current.as_of, stores=scope.store_ids)
    return {
        "sees_insight": True,
        "health": found,
        "chart": health.health_chart(found) if found else None,
        "levels": page.level_moves(current, changes, scope=scope),
        "movers": page.movers(current, scope=scope),
        "stages": page.stage_moves(changes),
        "before_on": page.day_before(current),
    }


@require_POST
@staff_view("customers.view")
def put_off(request: StaffRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    current = current_refresh(now=now)
    if current is None:
        return redirect("today")
    customer = get_object_or_404(Customer.objects.visible_to(request.scope), pk=pk)
    row = services.put_off(
        scope=request.scope,
        customer=customer,
        outcome=request.POST.get("outcome", ""),
        reason=_reason_of(customer),
        today=current.today,
        now=now,
    )
    return _list_again(request, current, _said(row))


@require_POST
@staff_view("customers.view")
def bring_back(request: StaffRequest, pk: int) -> HttpResponse:
    customer = get_object_or_404(Customer.objects.visible_to(request.scope), pk=pk)
    services.bring_back(scope=request.scope, customer=customer, now=timezone.now())
    return redirect("today_put_off")


@require_GET
@staff_view("customers.view")
def put_off_list(request: StaffRequest) -> HttpResponse:
    current = current_refresh(now=timezone.now())
    if current is None:
        return redirect("today")
    people = _paged(request, queries.put_off_people(scope=shown_scope(request), today=current.today))
    note_people_read(request, len(people))
    return render(request, "web/today/put_off.html", {"current": current, "page": people})


@require_GET
@staff_view("customers.view")
def changes(request: StaffRequest) -> HttpResponse:
    current = current_refresh(now=timezone.now())
    if current is None:
        return redirect("today")
    kind = request.GET.get("kind", "stage")
    before, after = (request.GET.get(side, "").split(",") for side in ("before", "after"))
    found = queries.people_who_changed(
        kind=kind, before=before, after=after, day=current.as_of, scope=shown_scope(request)
    )
    shown = _paged(request, found)
    note_people_read(request, len(shown), filters=["kind"])
    scores = CustomerScore.objects.in_bulk([change.customer_id for change in shown])
    context = {
        "current": current,
        "before_on": page.day_before(current),
        "word_kind": page.WORD_KINDS.get(kind, "stage"),
        "people": [(change, scores.get(change.customer_id)) for change in shown],
        "page": shown,
        "sees_money": request.scope.may("money.view"),
    }
    return render(request, "web/today/changes.html", context)


def _reason_of(customer: Customer) -> str:
    score = CustomerScore.objects.filter(customer=customer).first()
    return str(main_reason(score).get("code", "")) if score else ""


def _said(row: PutOff) -> str:
    return _("%(name)s comes back onto the list on %(day)s.") % {
        "name": row.customer.name or row.customer.number,
        "day": figures.short_day(row.until_on),
    }


def _list_again(request: StaffRequest, current: Current, sentence: str) -> HttpResponse:
    """The list without the person, the keyboard on the row that moved up."""
    if not request.htmx:
        return redirect(f"{reverse('today')}#acts")
    place = request.POST.get("place", "")
    acts = page.act_list(current, scope=shown_scope(request), focus=int(place) if is_id(place) else -1)
    context = {"current": current, "list": acts}
    return with_toast(render(request, "web/today/today.html#acts", context), sentence)


def _paged(request: StaffRequest, rows: QuerySet[M]) -> Page[M]:
    return Paginator(rows, PEOPLE_A_PAGE).get_page(request.GET.get("page"))
