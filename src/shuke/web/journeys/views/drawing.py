"""Changing the drawing: by the forms of the steps, or by what was dragged on the canvas."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shuke.actions.journeys.graph.definition import Definition, read_definition
from shuke.actions.journeys.graph.drawing import add_node, change_node, connect, move_node, remove_node
from shuke.actions.journeys.graph.nodes import kind_of
from shuke.actions.journeys.models import Journey
from shuke.actions.journeys.services import save_draft
from shuke.lib.errors import ShukeError
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.web.answers import get_or_post, go_to, is_saved, render_form, with_toast
from shuke.web.journeys.forms import KindForm, NodeForm, node_made
from shuke.web.journeys.shown import name_of
from shuke.web.journeys.views.shared import journey_of
from shuke.web.journeys.words import KIND_NAMES


@require_POST
@staff_view("journeys.manage")
def draw(request: StaffRequest, pk: int) -> HttpResponse:
    """`node` moved to `x`, `y`, or its way `branch` led to `to`: what the canvas sends."""
    found, said = journey_of(pk), request.POST
    definition, node = read_definition(found.draft), said.get("node", "")
    try:
        if "to" in said:
            changed = connect(definition, node, said.get("branch", ""), said["to"])
        else:
            changed = move_node(definition, node, x=_whole(said.get("x")), y=_whole(said.get("y")))
        _save(request, found, changed)
    except ShukeError as refused:
        return with_toast(HttpResponse(status=204), str(refused), level="error")
    return HttpResponse(status=204)


@get_or_post
@staff_view("journeys.manage")
def add(request: StaffRequest, pk: int) -> HttpResponse:
    """A step of a chosen kind; `after` and `branch` say where it stands."""
    found, made = journey_of(pk), list[str]()
    form = KindForm(request.POST or None, initial=request.GET.dict())

    def save(values: dict[str, str]) -> None:
        definition, key = add_node(
            read_definition(found.draft), node_made(values["kind"]), after=values["after"], branch=values["branch"]
        )
        _save(request, found, definition)
        made.append(key)

    if is_saved(request, form, save):
        return go_to(request, reverse("journey", args=[pk]) + _view(request) + f"#{made[0]}")
    return render_form(request, form, title=_("New step"), submit=_("Add the step"))


@get_or_post
@staff_view("journeys.manage")
def change(request: StaffRequest, pk: int, key: str) -> HttpResponse:
    found = journey_of(pk)
    definition = read_definition(found.draft)
    if key not in definition.nodes:
        return redirect("journey", pk)
    kind = kind_of(definition.nodes[key])
    form = NodeForm(request.POST if request.method == "POST" else None, kind=kind, definition=definition, key=key)

    def save(values: dict[str, str]) -> None:
        _save(
            request, found,
            change_node(definition, key, form.node(), name=values["name"].strip(), targets=form.targets()),
        )  # fmt: skip

    if is_saved(request, form, save):
        return _back(request, pk)
    title = name_of(definition, key)
    says = "" if title == str(KIND_NAMES[kind]) else str(KIND_NAMES[kind])
    return render_form(request, form, title=title, submit=_("Save the step"), says=says)


@get_or_post
@staff_view("journeys.manage")
def remove(request: StaffRequest, pk: int, key: str) -> HttpResponse:
    found, form = journey_of(pk), forms.Form(request.POST if request.method == "POST" else None)
    definition = read_definition(found.draft)
    if is_saved(request, form, lambda said: _save(request, found, remove_node(definition, key))):
        return _back(request, pk)
    title = _("Take “%(name)s” away?") % {"name": name_of(definition, key)}
    says = _("What led here leads on to the next step. Who is inside finishes the version they came in with.")
    return render_form(request, form, title=title, submit=_("Take away"), says=says, danger=True)


def _save(request: StaffRequest, journey: Journey, definition: Definition) -> Journey:
    return save_draft(scope=request.scope, now=timezone.now(), journey=journey, definition=definition)


def _back(request: StaffRequest, pk: int) -> HttpResponse:
    """To the view from which the form was opened."""
    return go_to(request, reverse("journey", args=[pk]) + _view(request))


def _view(request: StaffRequest) -> str:
    return "?view=list" if "view=list" in request.headers.get("HX-Current-URL", "") else ""


def _whole(said: str | None) -> int:
    try:
        return round(float(said or 0))
    except (ValueError, OverflowError):
        return 0
