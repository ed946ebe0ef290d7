"""Settings of the service."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db import models
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from shuke.lib.dates import day_in
from shuke.lib.signed import new_secret
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.cases.models import AgentPlace, CannedReply, ClassRule, DeskDay, Hook, Target, Topic
from shuke.records.cases.queries import desk, unannounced_year
from shuke.records.cases.services import setting
from shuke.records.membership.cards.pictures import qr
from shuke.records.stores.queries import business
from shuke.web.answers import INVALID, get_or_post, go_to, refusals_in, render_form
from shuke.web.service.forms_setting import (
    ClassForm,
    DayForm,
    DeskForm,
    HookForm,
    PlaceForm,
    ReplyTextForm,
    TableForm,
    TargetForm,
    TopicForm,
)
from shuke.web.service.links import table_link
from shuke.web.settings.views.section import render_section

Save = Callable[[StaffRequest, dict[str, Any], Any], object]


def _shared(request: StaffRequest) -> dict[str, Any]:
    return {"scope": request.scope, "now": timezone.now()}


def _save_topic(request: StaffRequest, held: dict[str, Any], row: Any) -> object:
    return setting.save_topic(**_shared(request), topic=row, **held)


def _save_reply(request: StaffRequest, held: dict[str, Any], row: Any) -> object:
    return setting.save_reply(**_shared(request), reply=row, **held)


def _save(service: Callable[..., object]) -> Save:
    return lambda request, held, row: service(**_shared(request), **held)


# What stands on the page: its table, the form of a row, and the service that keeps it.
KINDS: dict[str, tuple[type[models.Model], type[forms.ModelForm], Save]] = {  # type: ignore[type-arg]
    "day": (DeskDay, DayForm, _save(setting.save_day)),
    "target": (Target, TargetForm, _save(setting.save_target)),
    "class": (ClassRule, ClassForm, _save(setting.save_class_rule)),
    "topic": (Topic, TopicForm, _save_topic),
    "reply": (CannedReply, ReplyTextForm, _save_reply),
    "place": (AgentPlace, PlaceForm, _save(setting.save_place)),
}
Dropped = DeskDay | Target | ClassRule | CannedReply
DROPPED: dict[str, type[Dropped]] = {"day": DeskDay, "target": Target, "class": ClassRule, "reply": CannedReply}


@get_or_post
@staff_view("settings.manage")
def service(request: StaffRequest) -> HttpResponse:
    form, shop = DeskForm(request.POST or None, held=desk()), business()
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            setting.save_desk(**_shared(request), week=form.week(), values=form.values())
            messages.success(request, _("Saved."))
            return go_to(request, "settings_service")
    today = day_in(shop.time_zone, timezone.now())
    context = {
        "form": form,
        "days": DeskDay.objects.filter(day__gte=today),
        "targets": Target.objects.order_by("priority", "service_class"),
        "classes": ClassRule.objects.select_related("goes_to"),
        "topics": Topic.objects.all(),
        "replies": CannedReply.objects.all(),
        "places": AgentPlace.objects.select_related("staff").prefetch_related("skills").order_by("staff__name"),
        "hooks": Hook.objects.filter(revoked_at__isnull=True).order_by("name"),
        "unannounced_year": unannounced_year(desk(), today=today, country=shop.country),
    }
    response = render_section(request, "service/settings.html", context)
    response.status_code = INVALID if form.errors else 200
    return response


@get_or_post
@staff_view("settings.manage")
def edit(request: StaffRequest, what: str, pk: int | None = None) -> HttpResponse:
    """A row of one of KINDS, new or known."""
    if what not in KINDS:
        raise Http404
    model, form_class, save = KINDS[what]
    row = get_object_or_404(model, pk=pk) if pk is not None else None
    form = form_class(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            save(request, form.cleaned_data, row)
            messages.success(request, _("Saved."))
            return go_to(request, "settings_service")
    return render_form(request, form, title=_title(what), submit=_("Save"))


@get_or_post
@staff_view("settings.manage")
def drop(request: StaffRequest, what: str, pk: int) -> HttpResponse:
    if what not in DROPPED:
        raise Http404
    row = get_object_or_404(DROPPED[what], pk=pk)
    assert isinstance(row, Dropped)
    if request.method == "GET":
        title = _("Drop “%(name)s”?") % {"name": row}
        return render_form(request, forms.Form(), title=title, submit=_("Drop"), danger=True)
    setting.drop(**_shared(request), row=row)
    return go_to(request, "settings_service")


@get_or_post
@staff_view("settings.manage")
def new_hook(request: StaffRequest) -> HttpResponse:
    """The secret is shown this once, on the page that answers."""
    form = HookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        held, secret = form.cleaned_data, new_secret()
        store_id = held["store"].pk if held["store"] else None
        hook = setting.open_hook(
            **_shared(request), name=held["name"], channel=held["channel"], store_id=store_id, secret=secret
        )
        says = _("Address /service/hooks/%(number)d/, secret %(secret)s. Copy it now: it is not shown again.")
        messages.success(request, says % {"number": hook.pk, "secret": secret})
        return go_to(request, "settings_service")
    return render_form(request, form, title=_("New connection"), submit=_("Make the secret"))


@get_or_post
@staff_view("settings.manage")
def end_hook(request: StaffRequest, pk: int) -> HttpResponse:
    hook = get_object_or_404(Hook, pk=pk)
    if request.method == "GET":
        title = _("End “%(name)s”?") % {"name": hook}
        return render_form(request, forms.Form(), title=title, submit=_("End the connection"), danger=True)
    setting.revoke_hook(**_shared(request), hook=hook)
    return go_to(request, "settings_service")


@require_GET
@staff_view("settings.manage")
def table_code(request: StaffRequest) -> HttpResponse:
    """A QR code to print: the form of one table."""
    form = TableForm(request.GET or None)
    link = table_link(form.cleaned_data["store"], form.cleaned_data["table"]) if form.is_valid() else ""
    picture = mark_safe(qr(link)) if link else ""  # drawn by us from a signed address
    return render_section(request, "service/table.html", {"form": form, "link": link, "picture": picture})


def _title(what: str) -> str:
    words = {
        "day": _("A day with hours of its own"),
        "target": _("Promise"),
        "class": _("Rule of a class"),
        "topic": _("Category or cause"),
        "reply": _("Canned reply"),
        "place": _("Who takes cases"),
    }
    return words[what]
