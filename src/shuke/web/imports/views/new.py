"""The first step: which file."""

from dataclasses import replace
from pathlib import Path

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from shuke.intake.models import ImportRun
from shuke.intake.reasons import Reason, SourceRefused
from shuke.intake.words import say
from shuke.lib.ids import is_id
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.web.answers import INVALID, get_or_post, go_to
from shuke.web.imports.forms import NewImportForm
from shuke.web.imports.rights import kinds_for, visible_imports
from shuke.web.imports.services import begin_import
from shuke.web.imports.standing import Phase, check_soon, standing_of
from shuke.web.imports.upload import IntoUploads, StoredFile, TooLarge


# Reading the token reads the body, so where its bytes go must be settled first: `_new_import` checks it.
@csrf_exempt
@get_or_post
@staff_view("imports.run")
def new_import(request: StaffRequest) -> HttpResponseBase:
    handler = IntoUploads(request)
    request.upload_handlers = [handler]
    try:
        return _new_import(request, handler)
    finally:
        handler.drop_unclaimed()


@csrf_protect
def _new_import(request: StaffRequest, handler: IntoUploads) -> HttpResponse:
    like = _like(request)
    form = NewImportForm(
        request.POST or None, request.FILES or None, kinds=kinds_for(request.scope), initial=_initial(request, like)
    )
    if request.method == "POST":
        try:
            handler.require_within_limit()
        except TooLarge as refused:
            form.errors.pop("file", None)
            form.add_error("file", str(refused))
        if form.is_valid():
            run = _begun(request, form, like)
            if run is not None:
                handler.claim()
                return go_to(request, "import", run.pk)
    context = {"form": form, "like": like, "limit_mb": handler.limit_bytes // 2**20}
    return render(request, "web/imports/new.html", context, status=INVALID if form.errors else 200)


def _begun(request: StaffRequest, form: NewImportForm, like: ImportRun | None) -> ImportRun | None:
    """None where the file is no table; the form says why."""
    file = form.cleaned_data["file"]
    assert isinstance(file, StoredFile)
    kind = form.cleaned_data["kind"]
    try:
        run = begin_import(
            path=Path(file.path),
            file_name=file.name or "",
            kind=kind,
            now=timezone.now(),
            by=request.user,
            like=like if like is not None and like.kind == kind else None,
        )
    except SourceRefused as refused:
        form.add_error("file", say(_named(refused.reason, file.name or "")))
        return None
    if standing_of(run).phase is Phase.UNCHECKED:
        check_soon(run)
    _say_if_known(request, run)
    return run


def _named(reason: Reason, name: str) -> Reason:
    """The file is called as the person called it, not as it lies in our folder."""
    return replace(reason, facts={**reason.facts, "name": name}) if "name" in reason.facts else reason


def _say_if_known(request: StaffRequest, run: ImportRun) -> None:
    done = visible_imports(request.scope).filter(kind=run.kind, sha256=run.sha256, state=ImportRun.State.DONE)
    if done.exclude(pk=run.pk).exists():
        messages.info(request, _("This very file was imported before: again it changes nothing."))


def _like(request: StaffRequest) -> ImportRun | None:
    """The import whose columns and settings this one takes over."""
    pk = request.GET.get("like", "")
    return visible_imports(request.scope).filter(pk=int(pk)).first() if is_id(pk) else None


def _initial(request: StaffRequest, like: ImportRun | None) -> dict[str, str]:
    return {"kind": like.kind if like else request.GET.get("kind", ImportRun.Kind.ORDERS)}
