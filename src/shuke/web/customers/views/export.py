"""The list as a file. A right of its own, and a row in the audit log, for it takes personal data out."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_POST

from shuke.lib.sheets import Cell, csv_lines, write_xlsx
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.access.services import record_audit
from shuke.records.customers.querysets import CustomerQuerySet
from shuke.web.answers import go_to
from shuke.web.customers.export import exported_rows, heads
from shuke.web.customers.keyset import ordered_ids
from shuke.web.customers.views.bulk import Chosen
from shuke.web.customers.views.reading import ListRequest, list_request

CSV, XLSX = "csv", "xlsx"


@require_POST
@staff_view("customers.export")
def export(request: StaffRequest) -> HttpResponseBase:
    """Those ticked, or all of the list; `format` is csv or xlsx."""
    read = list_request(request)
    form = Chosen(request.POST)
    if not form.is_valid():
        return go_to(request, "customers")
    customers = form.customers(read)
    form_of_file = XLSX if request.POST.get("format") == XLSX else CSV
    _record(request, read, customers, form_of_file)
    name = f"customers-{read.setting.as_of.isoformat()}.{form_of_file}"
    return _xlsx(read, customers, name) if form_of_file == XLSX else _csv(read, customers, name)


def _record(request: StaffRequest, read: ListRequest, customers: CustomerQuerySet, form_of_file: str) -> None:
    facts = {"customers": customers.count(), "format": form_of_file, "list": read.state.parameters()}
    record_audit(scope=request.scope, action="customers.export", at=timezone.now(), facts=facts)


def _csv(read: ListRequest, customers: CustomerQuerySet, name: str) -> StreamingHttpResponse:
    lines = csv_lines(heads(read.columns), _rows(read, customers))
    return StreamingHttpResponse(
        (line.encode() for line in lines),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _xlsx(read: ListRequest, customers: CustomerQuerySet, name: str) -> FileResponse:
    file = tempfile.NamedTemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the response closes it, and so removes it
    write_xlsx(Path(file.name), sheet="customers", heads=heads(read.columns), rows=_rows(read, customers))
    return FileResponse(file, as_attachment=True, filename=name)


def _rows(read: ListRequest, customers: CustomerQuerySet) -> Iterator[list[Cell]]:
    return exported_rows(ordered_ids(customers, read.sort), setting=read.setting, columns=read.columns)
