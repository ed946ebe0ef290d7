"""The rows behind a number of an import."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shuke.intake.words import TABLES
from shuke.lib.ids import is_id
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.web.answers import note_people_read
from shuke.web.imports.outcome import CREATED, MODELS, UPDATED, touched
from shuke.web.imports.views.seen import seen_import

PAGE_SIZE = 50
NAMED_BY = {"orders": "customer_id", "customers": "pk"}  # tables whose rows name customers


@require_GET
@staff_view("imports.run")
def rows(request: StaffRequest, pk: int, table: str, what: str) -> HttpResponse:
    if table not in MODELS or what not in (CREATED, UPDATED):
        raise Http404
    run = seen_import(request, pk)
    found = touched(run, table, what, scope=request.scope)
    after = request.GET.get("after", "")
    page = list((found.filter(pk__gt=int(after)) if is_id(after) else found)[: PAGE_SIZE + 1])
    if table in NAMED_BY:
        note_people_read(request, len({getattr(row, NAMED_BY[table]) for row in page[:PAGE_SIZE]} - {None}))
    context = {
        "run": run,
        "table": table,
        "label": TABLES[table],
        "what": what,
        "rows": page[:PAGE_SIZE],
        "total": (run.counts.get(table) or {}).get(what, 0),
        "first_url": "?" if after else "",
        "next_url": f"?after={page[PAGE_SIZE - 1].pk}" if len(page) > PAGE_SIZE else "",
        "sees_money": request.scope.may("money.view"),
    }
    return render(request, "web/imports/rows.html", context)
