from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shuke.lib.ids import is_id
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.stores.queries import business
from shuke.web.imports.outcome import lines_of, rows_refused
from shuke.web.imports.rights import kinds_for, visible_imports
from shuke.web.imports.standing import standings_of

PAGE_SIZE = 30


@require_GET
@staff_view("imports.run")
def imports(request: StaffRequest) -> HttpResponse:
    runs = visible_imports(request.scope).order_by("-pk")
    before = request.GET.get("before", "")
    found = list((runs.filter(pk__lt=int(before)) if is_id(before) else runs)[: PAGE_SIZE + 1])
    standings = standings_of(found[:PAGE_SIZE])
    context = {
        "rows": [(each, lines_of(each.run.counts, each.run), rows_refused(each.run)) for each in standings],
        "kinds": kinds_for(request.scope),
        "is_moving": any(each.phase.is_moving for each in standings),
        "previous_url": "?" if before else "",
        "next_url": f"?before={found[PAGE_SIZE - 1].pk}" if len(found) > PAGE_SIZE else "",
        "zone": ZoneInfo(business().time_zone),
    }
    template = "web/imports/list.html#runs" if request.htmx else "web/imports/list.html"
    return render(request, template, context)
