"""The customer list: its page, its count, the counts on its tabs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.web.answers import note_people_read
from shuke.web.customers.cells import cell
from shuke.web.customers.chips import Chip, chips_of
from shuke.web.customers.columns import Column
from shuke.web.customers.keyset import Slice, cursor_of, slice_of
from shuke.web.customers.listing import Row, rows_of, total_of
from shuke.web.customers.state import AFTER, BEFORE, VIEW
from shuke.web.customers.views.reading import ListRequest, list_request
from shuke.web.customers.views.serve import people_of_other_stores
from shuke.web.customers.views_offered import ALL, default_view

PAGE_SIZE = 25
LEGEND_VISITS = (108, 84, 56)  # of the small strip in the foot that explains the others


@require_GET
@staff_view("customers.view")
def customers(request: StaffRequest) -> HttpResponse:
    read = list_request(request)
    if not request.GET and (chosen := default_view(read.views, request.user)).key != ALL:
        return redirect(f"{request.path}?{VIEW}={chosen.key}")
    found, unread = read.customers_to_page()
    for sentence in unread:
        messages.warning(request, sentence)
    page = slice_of(
        found,
        read.sort,
        size=PAGE_SIZE,
        after=cursor_of(request.GET.get(AFTER, "")),
        before=cursor_of(request.GET.get(BEFORE, "")),
    )
    rows = rows_of(page.ids, setting=read.setting, columns=read.columns)
    note_people_read(request, len(rows), filters=read.state.narrowed_by)
    context = {
        "list": read,
        "page": page,
        "rows": [_shown(row, read.columns) for row in rows],
        "heads": [_head(column, read) for column in read.columns],
        "chips": [(chip, read.address(chip.without)) for chip in _chips(read)],
        "here": read.address(),
        "without_search": read.address(replace(read.state, q="")),
        "elsewhere": [] if rows or not read.state.q else people_of_other_stores(request, read.state.q),
        "last": page.start + len(page.ids) - 1,
        "legend": LEGEND_VISITS,
        "view_is_mine": read.view.may_be_changed_by(request.user),
        **_neighbours(page, read),
        **_rights(request),
    }
    template = "web/customers/list.html#results" if request.htmx else "web/customers/list.html"
    return render(request, template, context)


@require_GET
@staff_view("customers.view")
def count(request: StaffRequest) -> HttpResponse:
    """How many the list holds: asked for when the page stands, so that it never waits for it."""
    read = list_request(request)
    return render(request, "web/customers/count.html", {"total": total_of(read.customers()), "list": read})


@require_GET
@staff_view("customers.view")
def view_counts(request: StaffRequest) -> HttpResponse:
    """The counts on the tabs, in one answer."""
    read = list_request(request)
    shown = [view for view in read.views.values() if view.is_pinned or view == read.view]
    totals = [(view, total_of(read.customers_of_view(view))) for view in shown]
    return render(request, "web/customers/view_counts.html", {"totals": totals})


@dataclass(frozen=True)
class Shown:
    """A row as the table shows it."""

    of: Row
    cells: list[tuple[bool, str]]  # (is a number, HTML)


def _shown(row: Row, columns: Sequence[Column]) -> Shown:
    return Shown(row, [(column.is_number, cell(row, column)) for column in columns])


@dataclass(frozen=True)
class Head:
    column: Column
    url: str  # sorts by it; empty: cannot be sorted
    direction: str  # "ascending", "descending" or ""


def _head(column: Column, read: ListRequest) -> Head:
    if not column.sort:
        return Head(column, "", "")
    sort = read.sort
    if sort.order.key != column.sort:
        return Head(column, read.address(replace(read.state, sort=f"-{column.sort}")), "")
    direction = "descending" if sort.is_falling else "ascending"
    return Head(column, read.address(replace(read.state, sort=sort.turned.key)), direction)


def _chips(read: ListRequest) -> list[Chip]:
    return chips_of(read.state, filters=read.filters, setting=read.setting)


def _rights(request: StaffRequest) -> dict[str, bool]:
    verbs = ("register", "tag", "assign", "export", "merge")
    rights = {f"may_{verb}": request.scope.may(f"customers.{verb}") for verb in verbs}
    others = {"may_import": "imports.run", "may_segment": "marketing.manage"}
    return rights | {name: request.scope.may(permission) for name, permission in others.items()}


def _neighbours(page: Slice, read: ListRequest) -> dict[str, str]:
    return {
        "previous_url": read.address(before=str(page.before)) if page.before else "",
        "next_url": read.address(after=str(page.after)) if page.after else "",
    }
