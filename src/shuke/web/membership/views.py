"""Who is a member, what they hold, and whether the ledger adds up."""

from typing import TypeVar
from zoneinfo import ZoneInfo

from django.db.models import Model, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from shuke.lib.paging import Page, WrongCursor, keyset_page
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.membership.models import Member
from shuke.records.membership.queries import balance_of, entries_of, expirations_of, latest_proof, purse_members
from shuke.records.stores.queries import business
from shuke.web.frame import shown_scope
from shuke.web.membership.rows import findings_of, member_rows, members_seen_by, plan_rows

M = TypeVar("M", bound=Model)
ROWS_A_PAGE = 50


@require_GET
@staff_view("membership.view")
def members(request: StaffRequest) -> HttpResponse:
    seen, now, proof = members_seen_by(shown_scope(request)), timezone.now(), latest_proof()
    page = _page(seen, sort="-id", cursor=request.GET.get("from", ""))
    sees_money = request.scope.may("money.view")
    context = {
        "plans": plan_rows(seen, sees_money=sees_money, now=now),
        "rows": member_rows(page.data, now=now),
        "next_url": f"{reverse('membership')}?from={page.next_cursor}" if page.next_cursor else "",
        "is_first": "from" not in request.GET,
        "sees_money": sees_money,
        "proof": proof,
        "findings": findings_of(proof),
        "zone": ZoneInfo(business().time_zone),
    }
    return render(request, "membership/members.html", context)


@require_GET
@staff_view("membership.view")
def member(request: StaffRequest, pk: int) -> HttpResponse:
    """One person's points: every row with its reason, what expires when, the cards."""
    found: Member = get_object_or_404(members_seen_by(request.scope), pk=pk)
    now, purse = timezone.now(), purse_members(found)
    ids = [one.pk for one in purse]
    page = _page(entries_of(ids), sort="-id", cursor=request.GET.get("from", ""))
    context = {
        "member": purse[0],
        "balance": balance_of(ids, now=now),
        "expirations": expirations_of(ids, now=now)[:12],
        "cards": found.cards.order_by("-pk"),
        "entries": page.data,
        "next_url": f"{reverse('member', args=[pk])}?from={page.next_cursor}" if page.next_cursor else "",
        "steps": found.tier_changes.select_related("before", "after").order_by("-pk")[:12],
        "zone": ZoneInfo(business().time_zone),
    }
    return render(request, "membership/member.html", context)


def _page(rows: QuerySet[M], *, sort: str, cursor: str) -> Page[M]:
    """A cursor that is none begins at the first page: an address somebody mistyped is no fault."""
    try:
        return keyset_page(rows, sort=sort, limit=ROWS_A_PAGE, starting_after=cursor)
    except WrongCursor:
        return keyset_page(rows, sort=sort, limit=ROWS_A_PAGE)
