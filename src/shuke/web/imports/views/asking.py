"""What a person changes in the wizard: columns, the reading, a cell, the mapping's name."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from shuke.intake.models import ImportRun
from shuke.intake.reasons import SourceRefused
from shuke.intake.services.ground import known_fields
from shuke.intake.words import say
from shuke.lib.ids import is_id
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.web.answers import INVALID, get_or_post, go_to, render_form
from shuke.web.frame import stores_of
from shuke.web.imports.forms import CorrectionForm, MappingNameForm, ReadingForm
from shuke.web.imports.preview import corrected_row, line_cells
from shuke.web.imports.services import change_reading, correct_cell, name_mapping, remembered
from shuke.web.imports.standing import Phase, check_soon, standing_of
from shuke.web.imports.told import told_columns
from shuke.web.imports.views.page import render_wizard
from shuke.web.imports.views.seen import seen_import

INPUT = "column-"


@require_POST
@staff_view("imports.run")
def columns(request: StaffRequest, pk: int) -> HttpResponse:
    """What each column becomes."""
    run = seen_import(request, pk)
    changed = request.htmx.trigger_name or ""
    told = told_columns(run, _chosen(request, run), changed=_place(changed))
    return _read_anew(request, change_reading(run_id=run.pk, told=told))


@get_or_post
@staff_view("imports.run")
def reading(request: StaffRequest, pk: int) -> HttpResponse:
    """Encoding, delimiter, header, dates, store: how the file is read."""
    run = seen_import(request, pk)
    may_overwrite = request.scope.store_ids is None
    form = ReadingForm(request.POST or None, run=run, stores=stores_of(request.scope), may_overwrite=may_overwrite)
    if request.method == "POST" and form.is_valid():
        try:
            run = change_reading(run_id=run.pk, told=form.told(), options=form.options())
        except SourceRefused as refused:
            form.add_error(None, say(refused.reason))
        else:
            check_if_ready(run)
            return go_to(request, "import", run.pk)
    says = _("What is left as detected is judged from the file itself.")
    return render_form(request, form, title=_("How the file is read"), says=says, submit=_("Read it so"))


@get_or_post
@staff_view("imports.run")
def mapping_name(request: StaffRequest, pk: int) -> HttpResponse:
    run = seen_import(request, pk)
    known = remembered(run)
    form = MappingNameForm(request.POST or None, initial={"name": known.name if known else run.file_name})
    if request.method == "POST" and form.is_valid():
        name_mapping(run=run, name=form.cleaned_data["name"], now=timezone.now())
        return go_to(request, "import", run.pk)
    says = _("The next file with the same header is read the same way.")
    return render_form(request, form, title=_("Name of this mapping"), says=says, submit=_("Keep the name"))


@get_or_post
@staff_view("imports.run")
def cell(request: StaffRequest, pk: int, line: int) -> HttpResponse:
    """GET: the cell as a field. POST: its row, checked with the new value."""
    run = seen_import(request, pk)
    form = CorrectionForm(request.POST if request.method == "POST" else request.GET)
    if not form.is_valid():
        return HttpResponse(status=INVALID)
    column, value = form.cleaned_data["column"], form.cleaned_data["value"]
    cells = line_cells(run, line)
    if column not in cells:
        raise Http404
    if request.method == "GET":
        context = {"run": run, "line": line, "column": column, "value": cells.get(column, "")}
        return render(request, "web/imports/cell.html", context)
    run = correct_cell(run_id=run.pk, line=line, column=column, value=value)
    check_if_ready(run)
    shown = request.POST.getlist("shown")
    row = corrected_row(run, line, {**cells, column: value}, [name for name in shown if name in cells])
    response = render(request, "web/imports/row.html", {"run": run, "row": row, "standing": standing_of(run)})
    trigger_client_event(response, "sk:asked")
    return response


def check_if_ready(run: ImportRun) -> None:
    if standing_of(run).phase in (Phase.UNCHECKED, Phase.CHECK_FAILED):
        check_soon(run)


def _read_anew(request: StaffRequest, run: ImportRun) -> HttpResponse:
    check_if_ready(run)
    run = get_object_or_404(ImportRun.objects.select_related("started_by"), pk=run.pk)
    return render_wizard(request, standing_of(run)) if request.htmx else go_to(request, "import", run.pk)


def _chosen(request: StaffRequest, run: ImportRun) -> dict[int, str]:
    fields = known_fields(run.kind)
    said = {place: request.POST.get(f"{INPUT}{place}", "") for place in range(len(run.detected["columns"]))}
    return {place: field if field in fields else "" for place, field in said.items()}


def _place(name: str) -> int | None:
    number = name.removeprefix(INPUT)
    return int(number) if is_id(number) else None
