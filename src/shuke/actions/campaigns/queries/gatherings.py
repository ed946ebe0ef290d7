"""Events and their guests as they stand."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from shuke.actions.campaigns.models import Gathering, Guest
from shuke.records.access.scope import Scope
from shuke.records.customers.models import Customer
from shuke.records.customers.queries import matching

Arm, Answer = Guest.Arm, Guest.Answer
ASKED = Q(arm=Arm.INVITED)


@dataclass(frozen=True)
class Turnout:
    asked: int
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

    @property
    def came_of_asked(self) -> int:
        return self.came - self.walk_ins


def visible_gatherings(scope: Scope) -> QuerySet[Gathering]:
    """Of the caller's stores; those of the whole business for those who work everywhere."""
    found = Gathering.objects.select_related("store", "offer__template", "offer__coupon")
    return found if scope.store_ids is None else found.filter(store__in=scope.store_ids)


def turnout_of(gathering: Gathering) -> Turnout:
    guests = Guest.objects.filter(gathering=gathering)
    came = Q(came_at__isnull=False)
    counts = guests.aggregate(
        asked=Count("pk", filter=ASKED),
        coming=Count("pk", filter=ASKED & Q(answer=Answer.YES)),
        declined=Count("pk", filter=ASKED & Q(answer=Answer.NO)),
        came=Count("pk", filter=came),
        walk_ins=Count("pk", filter=came & ~ASKED),
        held=Count("pk", filter=Q(arm=Arm.HELD)),
    )
    reasons = guests.filter(arm=Arm.OUT).values_list("reason").annotate(count=Count("pk"))
    return Turnout(strangers=gathering.strangers, out=dict(reasons), **counts)


def guests_found(gathering: Gathering, text: str, *, limit: int) -> list[Guest]:
    """Of those who were invited or came: whom every word, a phone or a card finds; by name, those coming first.

    Not narrowed by the stores of the caller: the list is the event's.
    """
    shown = Q(arm__in=(Arm.INVITED, Arm.WALK_IN)) | Q(came_at__isnull=False)
    guests = Guest.objects.filter(shown, gathering=gathering, customer__erased_at__isnull=True)
    if text.strip():
        found = matching(Customer.objects.filter(pk__in=guests.values("customer")), text)
        guests = guests.filter(customer__in=found.values("pk"))
    return list(guests.select_related("customer").order_by("-answer", "customer__name", "pk")[:limit])
