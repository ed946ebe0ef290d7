"""Parts of a case's page that come after it: the customer beside it, canned replies, and what is said meanwhile."""

from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.cases.models import CannedReply
from shuke.records.stores.queries import business
from shuke.web.service.beside import beside, improvements_of, latest_of
from shuke.web.service.reading import canned_for, lines_of, newest_of, reply_facts
from shuke.web.service.views.inbox import case_or_404


@require_GET
@staff_view("cases.view")
def customer_beside(request: StaffRequest, pk: int) -> HttpResponse:
    case, now, shop = case_or_404(request, pk), timezone.now(), business()
    context = {
        "case": case,
        "here": now.astimezone(ZoneInfo(shop.time_zone)),
        "beside": beside(case, request.scope, now=now, shop=shop),
        "linked": case.orders.select_related("store"),
        "improvements": improvements_of(case),
        "may_work": request.scope.may("cases.work"),
    }
    return render(request, "service/beside.html", context)


@require_GET
@staff_view("cases.view")
def customer_latest(request: StaffRequest, pk: int) -> HttpResponse:
    """The latest purchases and touches, below what is to know before speaking."""
    case, now, shop = case_or_404(request, pk), timezone.now(), business()
    context = {
        "latest": latest_of(case, request.scope, now=now, shop=shop),
        "here": now.astimezone(ZoneInfo(shop.time_zone)),
    }
    return render(request, "service/latest.html", context)


@require_GET
@staff_view("cases.work")
def canned_replies(request: StaffRequest, pk: int) -> HttpResponse:
    """To choose from, their gaps filled with the facts of the case."""
    case = case_or_404(request, pk)
    facts = reply_facts(case, str(request.user), zone=ZoneInfo(business().time_zone))
    return render(request, "service/canned.html", {"canned": canned_for(CannedReply.objects.all(), facts)})


@require_GET
@staff_view("cases.view")
def conversation(request: StaffRequest, pk: int) -> HttpResponse:
    """The history alone, nothing where the page shows all of it: what is being written below it stays."""
    case = case_or_404(request, pk)
    lines = lines_of(case)
    if request.GET.get("until") == str(newest_of(lines)):
        return HttpResponse(status=204)
    context = {
        "case": case,
        "lines": lines,
        "newest": newest_of(lines),
        "zone": ZoneInfo(business().time_zone),
        "may_work": request.scope.may("cases.work"),
    }
    return render(request, "service/lines.html", context)
