"""One import: the wizard while it is set up, its progress while it runs, what it changed once it is over."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shuke.intake.models import ImportRun
from shuke.intake.reasons import SourceRefused
from shuke.intake.words import say
from shuke.lib.ids import is_id
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.stores.queries import business
from shuke.scores.queries import latest_run
from shuke.web.answers import go_to
from shuke.web.imports.columns import choices_of, columns_of, missing_fields
from shuke.web.imports.dry_run import REFUSED, dry_run_of
from shuke.web.imports.facts import facts_of
from shuke.web.imports.outcome import changes_nothing, lines_of, noticed_of, refused_of, rows_in, rows_refused
from shuke.web.imports.preview import MODES, preview_of
from shuke.web.imports.sample import Sample, sample_of
from shuke.web.imports.services import remembered
from shuke.web.imports.standing import Phase, Standing, standing_of
from shuke.web.imports.views.seen import seen_import

_LAST_PAGE = 1_000_000  # beyond the last of any file


@require_GET
@staff_view("imports.run")
def import_page(request: StaffRequest, pk: int) -> HttpResponse:
    standing = standing_of(seen_import(request, pk))
    if standing.phase.is_setting_up:
        return render_wizard(request, standing)
    if standing.phase in (Phase.DONE, Phase.UNDONE):
        # A page that was watching the progress is taken to what came of it.
        return go_to(request, "import", pk) if request.htmx else _result(request, standing)
    template = "web/imports/running.html#running" if request.htmx else "web/imports/running.html"
    return render(request, template, {**_head(request, standing), "step": 4})


@require_GET
@staff_view("imports.run")
def rail(request: StaffRequest, pk: int) -> HttpResponse:
    """What the page asks again and again while the check runs."""
    standing = standing_of(seen_import(request, pk))
    if not standing.phase.is_setting_up:
        return go_to(request, "import", pk)
    context = {**_head(request, standing), **_rail(standing), "reload": standing.phase is not Phase.CHECKING}
    return render(request, "web/imports/rail.html", context)


@require_GET
@staff_view("imports.run")
def preview(request: StaffRequest, pk: int) -> HttpResponse:
    """Other lines of the file, without the page around them."""
    standing = standing_of(seen_import(request, pk))
    if not standing.phase.is_setting_up:
        return go_to(request, "import", pk)
    context = {**_head(request, standing), **_preview(request, standing.run, sample_of(standing.run))}
    return render(request, "web/imports/preview.html", context)


def render_wizard(request: StaffRequest, standing: Standing) -> HttpResponse:
    run, dry = standing.run, dry_run_of(standing.run)
    sample, unreadable = _sample(run)
    shop = business()
    context = {
        **_head(request, standing),
        **_rail(standing),
        "step": 3,
        "facts": facts_of(run, sample, business=shop),
        "columns": columns_of(run, sample, dry),
        "choices": choices_of(run),
        "remembered": remembered(run),
        "unreadable": unreadable,
        **(_preview(request, run, sample) if sample else {}),
    }
    template = "web/imports/wizard.html#wizard" if request.htmx else "web/imports/wizard.html"
    return render(request, template, context)


def _result(request: StaffRequest, standing: Standing) -> HttpResponse:
    run = standing.run
    context = {
        **_head(request, standing),
        "step": 5,
        "lines": lines_of(run.counts, run),
        "refused": refused_of(run.staged.get("refused") or {}),
        "warned": refused_of(run.staged.get("warned") or {}, is_warning=True),
        "noticed": noticed_of(run),
        "awaits_refresh": run.kind == ImportRun.Kind.ORDERS and not _is_scored(run),
        "may_undo": standing.phase is Phase.DONE and request.scope.may("imports.undo"),
    }
    return render(request, "web/imports/result.html", context)


def _is_scored(run: ImportRun) -> bool:
    """Whether a refresh has begun since the import, so that its orders are in the figures."""
    scores = latest_run()
    return scores is not None and run.finished_at is not None and scores.started_at >= run.finished_at


def _head(request: StaffRequest, standing: Standing) -> dict[str, Any]:
    return {
        "run": standing.run,
        "standing": standing,
        "phase": standing.phase,
        "rows_in": rows_in(standing.run),
        "rows_refused": rows_refused(standing.run),
        "zone": ZoneInfo(business().time_zone),
    }


def _rail(standing: Standing) -> dict[str, Any]:
    run, dry = standing.run, dry_run_of(standing.run)
    refused = run.detected.get(REFUSED)
    return {
        "dry": dry,
        "seconds": timedelta(seconds=dry.seconds) if dry else None,
        "share_in": rows_in(run) / run.staged["lines"] if run.staged.get("lines") else None,
        "changes_nothing": dry is not None and changes_nothing(dry.counts),
        "noticed": noticed_of(run) if dry else [],
        "lines": lines_of(dry.counts) if dry else [],
        "refused": refused_of(run.staged.get("refused") or {}),
        "warned": refused_of(run.staged.get("warned") or {}, is_warning=True),
        "missing": missing_fields(run),
        "question": say(refused) if refused else "",
        "asks_store": bool(refused and refused["code"].startswith("store_")),
    }


def _preview(request: StaffRequest, run: ImportRun, sample: Sample) -> dict[str, Any]:
    page = request.GET.get("page", "")
    shown = preview_of(
        run,
        sample,
        mode=request.GET.get("show", ""),
        code=request.GET.get("reason", ""),
        page=min(max(1, int(page)), _LAST_PAGE) if is_id(page) else 1,
    )
    return {"preview": shown, "modes": MODES.items()}


def _sample(run: ImportRun) -> tuple[Sample | None, str]:
    """The file, or why it cannot be read any more."""
    try:
        return sample_of(run), ""
    except SourceRefused as refused:
        return None, say(refused.reason)
