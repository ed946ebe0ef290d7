"""Events and their guests as they stand."""

from dataclasses import dataclass

from django.db.models import BooleanField, Count, ExpressionWrapper, F, Q, QuerySet

from shuke.actions.campaigns.models import Gathering, Guest
from shuke.records.access.scope import Scope
from shuke.records.customers.models import Customer
from shuke.records.customers.queries import matching
from shuke.records.messages.models import LEFT

Arm, Answer = Guest.Arm, Guest.Answer
ASKED = Q(arm=Arm.INVITED)


@dataclass(frozen=True)
class Turnout:
    asked: int
    pieces: int  # of the invitations, those that cost something
    coming: int  # said yes
    declined: int
    came: int  # customers who are known, whatever they had said
    walk_ins: int  # of them, those nobody had asked
    strangers: int
    held: int
    out: dict[str, int]  # not to be reached, by reason

    @property
    def heads(self) -> int:
        """Everybody who stood in the room."""
        return self.came + self.strangers


def visible_gatherings(scope: Scope) -> QuerySet[Gathering]:
    """Of the caller's stores; those of the whole business for those who work everywhere."""
    found = Gathering.objects.select_related("store", "offer__template", "offer__coupon")
    return found if scope.store_ids is None else found.filter(store__in=scope.store_ids)


def doors_of(scope: Scope) -> QuerySet[Gathering]:
    """Events at whose door the caller may stand: an event of the whole business has a door in every store."""
    found = Gathering.objects.select_related("store", "offer__template", "offer__coupon")
    return found if scope.store_ids is None else found.filter(Q(store__in=scope.store_ids) | Q(store__isnull=True))


def guests_at_door(gathering: Gathering, scope: Scope) -> QuerySet[Guest]:
    """All guests of a store's own event; of the whole business’s, those of the caller’s stores or let in by them."""
    guests = Guest.objects.filter(gathering=gathering)
    if scope.store_ids is None or gathering.store_id is not None:
        return guests
    own = Q(customer__home_store__in=scope.store_ids)
    return guests.filter(own | Q(seen_by=scope.staff_id, seen_by__isnull=False))


def piece(guest: str = "") -> Q:
    """Invitations that cost something: letters and calls as soon as they are given, messages when they left.

    Args:
        guest: the way to the guests from where the condition stands, such as "guests__".
    """
    is_given = Q(**{f"{guest}gift__isnull": False, f"{guest}gift__refusal": ""})
    return is_given & (Q(**{f"{guest}gift__send__isnull": True}) | Q(**{f"{guest}gift__send__state__in": LEFT}))


def turnout_of(gathering: Gathering) -> Turnout:
    guests = Guest.objects.filter(gathering=gathering)
    came = Q(came_at__isnull=False)
    counts = guests.aggregate(
        asked=Count("pk", filter=ASKED),
        pieces=Count("pk", filter=piece()),
        coming=Count("pk", filter=ASKED & Q(answer=Answer.YES)),
        declined=Count("pk", filter=ASKED & Q(answer=Answer.NO)),
        came=Count("pk", filter=came),
        walk_ins=Count("pk", filter=came & ~ASKED),
        held=Count("pk", filter=Q(arm=Arm.HELD)),
    )
    reasons = guests.filter(arm=Arm.OUT).values_list("reason").annotate(count=Count("pk"))
    return Turnout(strangers=gathering.strangers, out=dict(reasons), **counts)


def guests_of_events() -> QuerySet[Guest]:
    """Of all events and stores, as segments ask for them."""
    return Guest.objects.annotate(
        event=F("gathering__name"),
        held_on=F("gathering__held_on"),
        is_asked=ExpressionWrapper(ASKED, BooleanField()),
        has_come=ExpressionWrapper(Q(came_at__isnull=False), BooleanField()),
    )


def guests_found(gathering: Gathering, text: str, *, scope: Scope, limit: int) -> list[Guest]:
    """Of those who were invited or came: whom every word, a phone or a card finds; by name, those coming first."""
    shown = Q(arm__in=(Arm.INVITED, Arm.WALK_IN)) | Q(came_at__isnull=False)
    guests = guests_at_door(gathering, scope).filter(shown, customer__erased_at__isnull=True)
    if text.strip():
        found = matching(Customer.objects.filter(pk__in=guests.values("customer")), text)
        guests = guests.filter(customer__in=found.values("pk"))
    return list(guests.select_related("customer").order_by("-answer", "customer__name", "pk")[:limit])
