"""The builder: conditions and groups, the same as a line of text, and live how many and who that is."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shuke.actions.segments.documents import read_document
from shuke.actions.segments.models import Segment
from shuke.actions.segments.parse import parse
from shuke.actions.segments.services import change_segment, create_segment, refresh_segment
from shuke.actions.segments.text import say
from shuke.lib.errors import ShukeError
from shuke.lib.ids import is_id
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.stores.queries import business, business_day
from shuke.web.answers import INVALID, get_or_post, go_to
from shuke.web.frame import shown_scope
from shuke.web.segments.counting import Counted, count_now
from shuke.web.segments.drafts import Group, Line, Meant, draft_of, meant_by
from shuke.web.segments.offered import Offer, offer_for
from shuke.web.segments.reading import after, focus_after, read_group, with_hows
from shuke.web.segments.shown import PERIODS, THINGS, shown_group
from shuke.web.segments.things import things_like

PAGE = "segments/builder.html"


@dataclass(frozen=True)
class Built:
    """What one request to the builder holds."""

    draft: Group
    offer: Offer
    text: str  # as it was written, where it cannot be read; else what the draft says
    unread: str = ""  # why the text cannot be read

    @property
    def meant(self) -> Meant:
        return meant_by(self.draft, field_named=self.offer.field)


@get_or_post
@staff_view("marketing.manage")
def new_segment(request: StaffRequest) -> HttpResponse:
    """`?text=` begins with a line of text."""
    return _build(request, None)


@get_or_post
@staff_view("marketing.manage")
def edit_segment(request: StaffRequest, pk: int) -> HttpResponse:
    return _build(request, get_object_or_404(Segment, pk=pk, is_static=False))


@require_POST
@staff_view("marketing.manage")
def live(request: StaffRequest) -> HttpResponse:
    """How many and who, and the line of text, while somebody fills in the form."""
    besides = _edited(request)
    built = _read(request, besides)
    return render(request, "segments/live_answer.html", _live(request, built, besides))


@require_GET
@staff_view("marketing.manage")
def things(request: StaffRequest) -> HttpResponse:
    """Products, categories and brands whose name or code begins or contains what was typed."""
    typed = next((str(value) for name, value in request.GET.items() if name.endswith(".name")), "")
    found = things_like(request.GET.get("thing", ""), typed)
    return render(request, "segments/things.html", {"things": found})


def _build(request: StaffRequest, segment: Segment | None) -> HttpResponse:
    if request.method == "GET":
        built = _begun(request, segment)
        words = {"name": segment.name, "description": segment.description} if segment else {}
        return render(request, PAGE, _page(request, built, segment, words))
    built = _read(request, segment)
    words = {name: request.POST.get(name, "") for name in ("name", "description")}
    if request.POST.get("do") == "save":
        return _save(request, built, segment, words)
    template = f"{PAGE}#tree" if request.htmx else PAGE
    context = _page(request, built, segment, words) | {"focus": focus_after(request.POST.get("do", ""), built.draft)}
    return render(request, template, context)


def _save(request: StaffRequest, built: Built, segment: Segment | None, words: dict[str, str]) -> HttpResponse:
    meant, now = built.meant, timezone.now()
    error = _cannot_save(built)
    if not error and meant.tree is not None:
        named: dict[str, Any] = {"scope": request.scope, "now": now, "tree": meant.tree, **words}
        try:
            saved = create_segment(**named) if segment is None else change_segment(segment=segment, **named)
        except ShukeError as refused:
            error = str(refused)
        else:
            refresh_segment(segment=saved, now=now)
            messages.success(request, _("The segment “%(name)s” is saved.") % {"name": saved.name})
            return go_to(request, "segment", saved.pk)
    context = _page(request, built, segment, words) | {"error": error}
    return render(request, PAGE, context, status=INVALID)


def _cannot_save(built: Built) -> str:
    if built.unread:
        return built.unread
    if built.meant.tree is None and not built.meant.incomplete:
        return _("Add a condition: a segment of everybody needs none.")
    return _("Complete the conditions that are marked, or take them away.") if built.meant.incomplete else ""


def _begun(request: StaffRequest, segment: Segment | None) -> Built:
    offer = _offer(request, segment)
    if segment is not None:
        tree = read_document(segment.tree)
        return Built(draft_of(tree), offer, say(tree))
    if text := request.GET.get("text", "").strip():
        return _parsed(text, offer, Group(parts=(Line(),)))
    return Built(Group(parts=(Line(),)), offer, "")


def _read(request: StaffRequest, segment: Segment | None) -> Built:
    offer = _offer(request, segment)
    draft = with_hows(read_group(request.POST), offer.hows)
    do = request.POST.get("do", "")
    if do == "read":
        return _parsed(request.POST.get("text", ""), offer, draft)
    draft = after(draft, do)
    tree = meant_by(draft, field_named=offer.field).tree
    return Built(draft, offer, "" if tree is None else say(tree))


def _parsed(text: str, offer: Offer, before: Group) -> Built:
    try:
        tree = parse(text)
    except ShukeError as unread:
        return Built(before, offer, text, str(unread))
    return Built(draft_of(tree), offer, say(tree))


def _offer(request: StaffRequest, segment: Segment | None) -> Offer:
    return offer_for(request.scope, currency=business().currency, besides=segment)


def _edited(request: StaffRequest) -> Segment | None:
    """The segment whose form it is."""
    pk = request.POST.get("segment", "")
    return get_object_or_404(Segment, pk=int(pk)) if is_id(pk) else None


def _page(request: StaffRequest, built: Built, segment: Segment | None, words: dict[str, str]) -> dict[str, Any]:
    return {
        "segment": segment,
        "words": words,
        "group": shown_group(built.draft, built.offer),
        "fields": built.offer.fields(),
        "things": [(key, str(words)) for key, words in THINGS.items()],
        "periods": [(key.value, str(words)) for key, words in PERIODS.items()],
        "sees_money": built.offer.sees_money,
        "currency": built.offer.currency,
        **_live(request, built, segment),
    }


def _live(request: StaffRequest, built: Built, segment: Segment | None) -> dict[str, Any]:
    meant = built.meant
    counted = Counted()
    if meant.tree is not None and not built.unread:
        counted = count_now(
            meant.tree,
            scope=shown_scope(request),
            today=business_day(timezone.now()),
            key=segment.key if segment else "",
        )
    return {"counted": counted, "incomplete": meant.incomplete, "text": built.text, "unread": built.unread}
