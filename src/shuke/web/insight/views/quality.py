"""Can the figures be trusted: what was odd in the data, what was refused, whether the build is sound."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from shuke.lib.sheets import csv_lines
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.access.scope import Scope
from shuke.warehouse import read
from shuke.warehouse.checks import compare
from shuke.web import figures
from shuke.web.frame import shown_scope
from shuke.web.imports.outcome import WithRefused, latest_with_refused
from shuke.web.imports.rights import visible_imports
from shuke.web.insight import quality as findings
from shuke.web.insight.current import Current, current_refresh
from shuke.web.insight.views.answer import answer

ROWS_A_PAGE = 100
IMPORTS_SHOWN = 5


@require_GET
@staff_view("insight.view")
def quality(request: StaffRequest) -> HttpResponse:
    return answer(request, "web/insight/quality.html", _quality)


def _quality(request: StaffRequest, current: Current, scope: Scope) -> dict[str, object]:
    checks, state = read.check_results(), read.state()
    return {
        "state": state,
        "built_at": figures.moment(state.built_at, current.zone),
        "findings": findings.findings_of(read.quality_counts(stores=scope.store_ids)),
        "checks": checks,
        "failures": findings.failures_of(checks),
        "imports": _imports(request.scope),
        "zone": current.zone,
    }


def _imports(scope: Scope) -> list[WithRefused]:
    """Files that left rows out, for those who may put them right."""
    return latest_with_refused(visible_imports(scope), count=IMPORTS_SHOWN) if scope.may("imports.run") else []


@require_GET
@staff_view("insight.view")
def finding(request: StaffRequest, code: str) -> HttpResponse:
    """The rows behind one count."""
    scope = shown_scope(request)
    counted = findings.findings_of(read.quality_counts(stores=scope.store_ids))
    found = next((finding for finding in counted if finding.code == code), None)
    if found is None:
        raise Http404
    pages = Paginator(range(found.rows), ROWS_A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    rows = read.quality_rows(code, stores=scope.store_ids, limit=ROWS_A_PAGE, offset=(page.number - 1) * ROWS_A_PAGE)
    context = {"current": current_refresh(now=timezone.now()), "finding": found, "rows": rows, "page": page}
    return render(request, "web/insight/finding.html", context)


@require_GET
@staff_view("insight.view")
def finding_file(request: StaffRequest, code: str) -> HttpResponseBase:
    rows = read.quality_rows(code, stores=shown_scope(request).store_ids, limit=None)
    lines = csv_lines(findings.HEADS, findings.as_records(rows))
    return StreamingHttpResponse(
        (line.encode() for line in lines),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{code}.csv"'},
    )


@require_GET
@staff_view("runs.view")
def comparison(request: StaffRequest) -> HttpResponse:
    """Records beside warehouse, counted now; those of the entire business, whatever store is chosen."""
    return render(request, "web/insight/comparison.html", {"rows": compare()})
