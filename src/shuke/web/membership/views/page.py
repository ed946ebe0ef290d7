"""What the pages of membership share: the proof's banner, the zone, and how a form becomes a change."""

from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.db.models import Model, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from shuke.lib.paging import Page, WrongCursor, keyset_page
from shuke.records.access.decorators import StaffRequest
from shuke.records.membership.queries import latest_proof
from shuke.records.stores.queries import business
from shuke.web.membership.rows import findings_of

M = TypeVar("M", bound=Model)
ROWS_A_PAGE = 50
form_view = require_http_methods(["GET", "POST"])


def render_page(request: StaffRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    proof = latest_proof()
    shared = {"proof": proof, "findings": findings_of(proof), "zone": ZoneInfo(business().time_zone)}
    return render(request, template, shared | context)


def page_of(rows: QuerySet[M], *, sort: str, cursor: str) -> Page[M]:
    """A cursor that is none begins at the first page: an address somebody mistyped is no fault."""
    try:
        return keyset_page(rows, sort=sort, limit=ROWS_A_PAGE, starting_after=cursor)
    except WrongCursor:
        return keyset_page(rows, sort=sort, limit=ROWS_A_PAGE)


def next_url(request: StaffRequest, page: Page[M]) -> str:
    """The same question, from where this page ends."""
    if not page.next_cursor:
        return ""
    query = request.GET.copy()
    query["from"] = page.next_cursor
    return f"{request.path}?{query.urlencode()}"
