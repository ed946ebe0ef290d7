"""Who is a member, what they hold, what became of it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET

from shuke.lib.paging import page_or_first
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.membership.models import Card, Member
from shuke.records.membership.queries import balance_of, entries_of, expirations_of, purse_members
from shuke.web.answers import next_url, note_people_read
from shuke.web.frame import shown_scope
from shuke.web.membership.finding import asked_members, filters_of
from shuke.web.membership.reversible import with_left
from shuke.web.membership.rows import accounts_seen_by, member_rows, members_seen_by, plan_rows
from shuke.web.membership.views.page import ROWS_A_PAGE, render_page


@require_GET
@staff_view("membership.view")
def members(request: StaffRequest) -> HttpResponse:
    seen, now = members_seen_by(shown_scope(request)), timezone.now()
    asked = filters_of(request.GET)
    page = page_or_first(
        asked_members(seen, asked, scope=shown_scope(request)),
        sort="-id",
        limit=ROWS_A_PAGE,
        cursor=request.GET.get("from", ""),
    )
    note_people_read(request, len(page.data), filters=["q"] if asked.q else [])
    sees_money = request.scope.may("money.view")
    context = {
        "plans": plan_rows(seen, sees_money=False, now=now) if not asked.is_set else [],
        "rows": member_rows(page.data, now=now),
        "next_url": next_url(request, page),
        "is_first": "from" not in request.GET,
        "sees_money": sees_money,
        "asked": asked,
    }
    return render_page(request, "membership/members.html", context)


@require_GET
@staff_view("membership.view")
def member(request: StaffRequest, pk: int) -> HttpResponse:
    """One person's points: every row with its reason, what expires when, the cards."""
    found: Member = get_object_or_404(accounts_seen_by(request.scope), pk=pk)
    now, purse = timezone.now(), purse_members(found)
    ids = [one.pk for one in purse]
    page = page_or_first(entries_of(ids), sort="-id", limit=ROWS_A_PAGE, cursor=request.GET.get("from", ""))
    context = {
        "member": purse[0],
        "balance": balance_of(ids, now=now),
        "expirations": expirations_of(ids, now=now)[:12],
        "cards": Card.objects.filter(member__in=ids).order_by("-pk"),
        "entries": with_left(page.data),
        "next_url": next_url(request, page),
        "steps": purse[0].tier_changes.select_related("before", "after").order_by("-pk")[:12],
        "may_enrol": request.scope.may("membership.enrol"),
        "may_compensate": request.scope.may("points.compensate"),
        "may_adjust": request.scope.may("points.adjust"),
    }
    return render_page(request, "membership/member.html", context)
