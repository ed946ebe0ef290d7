"""One event: its invitations, its guests and their answers, and what came of it."""

from dataclasses import dataclass
from decimal import Decimal

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from shuke.actions.campaigns.audience import say_audience
from shuke.actions.campaigns.models import Gathering, Guest
from shuke.actions.campaigns.queries.gatherings import Turnout, turnout_of
from shuke.actions.campaigns.services import guests
from shuke.lib.errors import ShukeError
from shuke.lib.money import from_minor
from shuke.outcomes.models import Outcome
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.stores.queries import business
from shuke.web.answers import go_to, with_toast
from shuke.web.campaigns.brought import OutcomeRow, rows_of
from shuke.web.campaigns.views.events.found import found_event, shared_of_events
from shuke.web.campaigns.words import REASONS, gives

PAGE = 50
State, Arm = Gathering.State, Guest.Arm
SHOWN = (Arm.INVITED, Arm.WALK_IN)
BOUGHT: dict[str, tuple[Promise, str]] = {  # group as counted → words, part of the customer list's filter
    "came": (gettext_lazy("Asked and came"), "came_asked"),
    "stayed_away": (gettext_lazy("Asked and did not come"), "away"),
    "walk_in": (gettext_lazy("Came without being asked"), "walk_in"),
    "held": (gettext_lazy("Held out"), "held"),
}


@dataclass(frozen=True)
class BoughtRow:
    words: Promise
    part: str
    people: int
    buyers: int
    spend: Decimal

    @property
    def share(self) -> float | None:
        return self.buyers / self.people if self.people else None

    @property
    def per_head(self) -> Decimal | None:
        return self.spend / self.people if self.people else None


@require_GET
@staff_view("marketing.view")
def event(request: StaffRequest, pk: int) -> HttpResponse:
    found = found_event(request, pk)
    turnout = turnout_of(found)
    cost = found.cost_with(turnout.pieces)
    page = Paginator(guests_of(found), PAGE).get_page(request.GET.get("page"))
    context = {
        **shared_of_events(request),
        "event": found,
        "turnout": turnout,
        "gives": gives(found.offer) if found.offer else "",
        "audience": say_audience(found.audience),
        "reasons": [(REASONS.get(reason, reason), count) for reason, count in turnout.out.items()],
        "per_guest": cost / turnout.heads if turnout.heads else None,
        "cost": cost,
        "bought": bought_rows(found),
        "outcome": outcome_of(found),
        "page": page,
        "answers": Guest.Answer.choices,
        "steps": steps_of(found, turnout, request),
    }
    return render(request, "campaigns/events/event.html", context)


@require_POST
@staff_view("marketing.manage")
def answer(request: StaffRequest, pk: int, guest: int) -> HttpResponse:
    """One guest's answer; the row alone where a fragment is asked for."""
    said = request.POST.get("answer", "")
    if said not in Guest.Answer:
        raise Http404
    event = found_event(request, pk)
    found = get_object_or_404(guests_of(event), pk=guest)
    refusal = ""
    try:
        found = guests.record_answer(scope=request.scope, now=timezone.now(), guest=found, answer=Guest.Answer(said))
    except ShukeError as error:
        refusal = str(error)
    if not request.htmx:
        return go_to(request, "event", pk)
    context = {
        "guest": guests_of(event).get(pk=found.pk),
        "event": event,
        "answers": Guest.Answer.choices,
        "may_answer": True,
    }
    response = render(request, "campaigns/events/guest.html", context)
    return with_toast(response, refusal, level="error") if refusal else response


def guests_of(gathering: Gathering) -> QuerySet[Guest]:
    """Who was asked or came, by name."""
    shown = Guest.objects.filter(gathering=gathering, customer__erased_at__isnull=True, arm__in=SHOWN)
    return shown.select_related("customer", "gathering", "gift__send").order_by("customer__name", "pk")


def steps_of(gathering: Gathering, turnout: Turnout, request: StaffRequest) -> set[str]:
    """What this person may do with it now, by name."""
    if not request.scope.may("marketing.manage"):
        return set()
    if gathering.state == State.CANCELLED:
        return set()
    if gathering.state == State.INVITED:
        return {"cancel"}
    end = "cancel" if turnout.heads else "delete"  # nothing is lost with what nobody came to
    return {"edit", end, *(["invite"] if gathering.offer_id else [])}


def bought_rows(gathering: Gathering) -> list[BoughtRow]:
    """Empty before a refresh counted it."""
    currency = business().currency
    found = []
    for group, (words, part) in BOUGHT.items():
        row = gathering.counted.get(group)
        if row and row["people"]:
            spend = from_minor(row["spend_minor"], currency)
            found.append(BoughtRow(words, part, row["people"], row["buyers"], spend))
    return found


def outcome_of(gathering: Gathering) -> OutcomeRow | None:
    """What the invitation changed; None where nobody was held out, or nothing was measured yet."""
    found = list(Outcome.objects.filter(kind=Outcome.Kind.EVENT, key=str(gathering.pk)))
    return rows_of(found)[0] if found else None
