"""Beginning, holding, going on with and taking back an import."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shuke.intake.models import ImportRun
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.access.scope import Scope
from shuke.web.answers import get_or_post, go_to, render_form
from shuke.web.imports import services
from shuke.web.imports.dry_run import dry_run_of
from shuke.web.imports.rights import NotYours, may_run_kind, stores_outside
from shuke.web.imports.standing import Phase, check_soon, hold_import, run_soon, standing_of, undo_soon
from shuke.web.imports.undoing import UndoForm, what_undo_does
from shuke.web.imports.views.seen import seen_import


@require_POST
@staff_view("imports.run")
def check(request: StaffRequest, pk: int) -> HttpResponse:
    run = seen_import(request, pk)
    if standing_of(run).phase in (Phase.UNCHECKED, Phase.CHECK_FAILED):
        check_soon(run)
    return go_to(request, "import", pk)


@require_POST
@staff_view("imports.run")
def start(request: StaffRequest, pk: int) -> HttpResponse:
    """Begins, or goes on where it broke off. A second click finds it begun and changes nothing."""
    run = seen_import(request, pk)
    phase = standing_of(run).phase
    if phase is Phase.CHECKED:
        _require_own_rows(run, request.scope)
        run_soon(run)
    elif phase is Phase.BROKEN:
        run_soon(run)
    return go_to(request, "import", pk)


@require_POST
@staff_view("imports.run")
def hold(request: StaffRequest, pk: int) -> HttpResponse:
    """Stops after the batch at hand; what is written stays, and it can go on."""
    standing = standing_of(seen_import(request, pk))
    if standing.phase is Phase.RUNNING:
        hold_import(standing, now=timezone.now())
    return go_to(request, "import", pk)


@get_or_post
@staff_view("imports.undo")
def undo(request: StaffRequest, pk: int) -> HttpResponse:
    run = seen_import(request, pk)
    phase = standing_of(run).phase
    if phase not in (Phase.DONE, Phase.UNDO_BROKEN):
        return go_to(request, "import", pk)
    if request.method == "POST":
        undo_soon(run, request.user)
        return go_to(request, "import", pk)
    return render_form(
        request, UndoForm(), title=_("Undo this import?"), says=what_undo_does(run), submit=_("Undo it"), danger=True
    )


@require_POST
@staff_view("imports.run")
def discard(request: StaffRequest, pk: int) -> HttpResponse:
    run = seen_import(request, pk)
    if standing_of(run).phase.is_setting_up:
        services.discard(run_id=run.pk)
        messages.success(request, _("“%(file)s” was discarded; nothing was imported.") % {"file": run.file_name})
    return go_to(request, "imports")


def _require_own_rows(run: ImportRun, scope: Scope) -> None:
    """The dry run said so already; the stores are looked at again, for rights may have changed since."""
    dry = dry_run_of(run)
    if dry is None or dry.outside.is_any or stores_outside(run, scope) or not may_run_kind(run, scope):
        raise NotYours(_("The file holds rows of stores that are not yours; ask the owner to import it."))
