"""Files to take along: an empty one to fill in, and the rows that were refused."""

from collections.abc import Iterator
from pathlib import PurePath

from django.http import Http404, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from shuke.intake.models import ImportRun
from shuke.intake.queries import refused_csv
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.access.services import record_audit
from shuke.web.imports.outcome import rows_refused
from shuke.web.imports.template_files import template_lines
from shuke.web.imports.views.seen import seen_import


@require_GET
@staff_view("imports.run")
def template(request: StaffRequest, kind: str) -> StreamingHttpResponse:
    if kind not in ImportRun.Kind.values:
        raise Http404
    return _csv(f"shuke-{kind}.csv", template_lines(kind))


@require_GET
@staff_view("imports.run")
def refused(request: StaffRequest, pk: int) -> StreamingHttpResponse:
    """Line, column, value and reason, then the row as it stood: put right, it can be imported as it is."""
    run = seen_import(request, pk)
    facts = {"file": run.file_name, "rows": rows_refused(run)}
    record_audit(scope=request.scope, action="import.refused_rows", at=timezone.now(), subject=run.origin, facts=facts)
    return _csv(f"{PurePath(run.file_name).stem}-refused.csv", refused_csv(run))


def _csv(name: str, lines: Iterator[str]) -> StreamingHttpResponse:
    return StreamingHttpResponse(
        (line.encode() for line in lines),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": content_disposition_header(True, name) or ""},
    )
