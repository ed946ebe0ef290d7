"""The guests of an event: invited in batches, their answers, and who came."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, QuerySet, When
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from shuke.actions.campaigns.models import Gathering, Guest
from shuke.actions.campaigns.services.gatherings import WrongStep, locked
from shuke.actions.offers.models import CALL, Gift
from shuke.actions.offers.services import give, record_outcome, said_of_products
from shuke.lib.errors import ShukeError
from shuke.records.access.scope import Scope, scope_of_system
from shuke.records.customers.models import Customer
from shuke.records.customers.queries import own_and_merged, survivor_of
from shuke.records.customers.services import record_event
from shuke.records.messages.models import State as SendState
from shuke.records.messages.services import cancel_messages

AT_ONCE = 50  # guests in a transaction, as members of a campaign
CAME, DID_NOT_COME = "event.came", "event.not_came"
Arm, Answer, State = Guest.Arm, Guest.Answer, Gathering.State
OPEN = (State.PLANNED, State.INVITED)


class NoPlaceLeft(ShukeError):
    """As many as there are places said that they come."""


@transaction.atomic
def invite_batch(*, gathering_id: int, now: datetime, random_bytes: Callable[[int], bytes]) -> int:
    """How many were invited; 0 when nobody is left, or it was cancelled meanwhile."""
    held = Gathering.objects.select_for_update(of=("self",)).select_related("offer__template", "offer__coupon", "store")
    gathering = held.filter(pk=gathering_id, state=State.INVITED).first()
    if gathering is None:
        return 0
    waiting = to_invite(gathering).select_related("customer__merged_into", "customer__home_store")
    guests = list(waiting.order_by("pk")[:AT_ONCE])
    people = [survivor_of(guest.customer) for guest in guests]
    assert gathering.offer is not None
    of_products = said_of_products(offer=gathering.offer, people=people, now=now)
    for guest, person in zip(guests, people, strict=True):
        more = {**of_products[person.pk], **_words(gathering, person.language)}
        guest.gift = _invitation(gathering, person, now=now, random_bytes=random_bytes, more=more)
        guest.is_served = True
    Guest.objects.bulk_update(guests, ["gift", "is_served"])
    return len(guests)


def to_invite(gathering: Gathering) -> QuerySet[Guest]:
    return Guest.objects.filter(gathering=gathering, arm=Arm.INVITED, is_served=False)


def withdraw_invitations(*, gathering_id: int, now: datetime) -> int:
    """Messages of a cancelled event that have not left; how many."""
    waiting = Guest.objects.filter(gathering=gathering_id, gift__send__state=SendState.QUEUED)
    sends = list(waiting.values_list("gift__send", flat=True))
    return cancel_messages(scope=scope_of_system(f"event:{gathering_id}"), now=now, sends=sends)


@transaction.atomic
def record_answer(*, scope: Scope, now: datetime, guest: Guest, answer: Guest.Answer) -> Guest:
    """What somebody who was asked said; said again, the later word holds. Raises NoPlaceLeft, WrongStep, NotAllowed."""
    gathering = locked(scope, guest.gathering, State.INVITED)
    found = Guest.objects.select_related("gift__offer", "gift__customer").get(pk=guest.pk)
    if found.arm != Arm.INVITED:
        raise WrongStep(_("Only those who were invited can answer."))
    if answer == Answer.YES and found.answer != Answer.YES:
        _require_place(gathering)
    found.answer, found.answered_at = answer, now
    found.save(update_fields=["answer", "answered_at"])
    if found.gift is not None and found.gift.offer.way == CALL:
        system = scope_of_system(f"event:{gathering.pk}")  # the event is the caller's, whosever customer it is
        record_outcome(scope=system, now=now, gift=found.gift, outcome=Gift.Outcome(answer))
    return found


@transaction.atomic
def check_in(*, scope: Scope, now: datetime, gathering: Gathering, customer: Customer) -> Guest:
    """Came: whoever was not asked is a walk-in. Stands on the customer's timeline; a second time changes nothing.

    Whether the caller may act for this customer is decided where they were found. Raises WrongStep, NotAllowed.
    """
    found = locked(scope, gathering, *OPEN, is_at_door=True)
    person = survivor_of(customer)
    guests = Guest.objects.filter(gathering=found, customer__in=own_and_merged(person.pk))
    # Who was held out and comes all the same stays held out: those who were drawn are compared.
    guest = guests.order_by(F("came_at").asc(nulls_last=True), Case(When(arm=Arm.INVITED, then=0), default=1)).first()
    guest = guest or Guest(gathering=found, customer=person, arm=Arm.WALK_IN)
    if guest.came_at is None:
        guest.came_at, guest.seen_by_id = now, scope.staff_id
        guest.save()
        _write(CAME, guest, scope=scope, now=now)
    return guest


@transaction.atomic
def undo_check_in(*, scope: Scope, now: datetime, guest: Guest) -> None:
    """Touched by mistake. Raises WrongStep, NotAllowed."""
    locked(scope, guest.gathering, *OPEN, is_at_door=True)
    found = Guest.objects.select_for_update(of=("self",)).select_related("gathering").get(pk=guest.pk)
    if found.came_at is None:
        return
    _write(DID_NOT_COME, found, scope=scope, now=now)
    if found.arm == Arm.WALK_IN:
        found.delete()
        return
    found.came_at, found.seen_by = None, None
    found.save(update_fields=["came_at", "seen_by"])


@transaction.atomic
def count_strangers(*, scope: Scope, gathering: Gathering, change: int) -> Gathering:
    """People at the door whom nobody knows; never below zero. Raises WrongStep, NotAllowed."""
    found = locked(scope, gathering, *OPEN, is_at_door=True)
    found.strangers = max(found.strangers + change, 0)
    found.save(update_fields=["strangers"])
    return found


def _require_place(gathering: Gathering) -> None:
    coming = Guest.objects.filter(gathering=gathering, answer=Answer.YES).count()
    if gathering.capacity is not None and coming >= gathering.capacity:
        raise NoPlaceLeft(
            _("All %(places)s places are taken: somebody has to step back first, or the event needs more places.")
            % {"places": gathering.capacity}
        )


def _write(kind: str, guest: Guest, *, scope: Scope, now: datetime) -> None:
    facts = {"event": guest.gathering_id, "event_name": guest.gathering.name, "arm": guest.arm}
    record_event(
        scope=scope, kind=kind, now=now, origin=f"event:{guest.gathering_id}", customer_id=guest.customer_id,
        store_id=guest.gathering.store_id, facts=facts,
    )  # fmt: skip


def _invitation(
    gathering: Gathering,
    person: Customer,
    *,
    now: datetime,
    random_bytes: Callable[[int], bytes],
    more: Mapping[str, str],
) -> Gift | None:
    """By the person of today: two guests who became one get one invitation."""
    assert gathering.offer is not None
    if person.erased_at is not None:
        return None
    return give(
        scope=scope_of_system(f"event:{gathering.pk}"),
        now=now,
        offer=gathering.offer,
        customer=person,
        key=f"event:{gathering.pk}:{person.pk}",
        origin=f"event:{gathering.pk}",
        random_bytes=random_bytes,
        more=more,
    )


def _words(gathering: Gathering, language: str) -> Mapping[str, str]:
    """What an invitation may say of the event."""
    with override(language or settings.LANGUAGE_CODE):
        return {
            "event": gathering.name,
            "event_day": date_format(gathering.held_on, "DATE_FORMAT"),
            "event_time": time_format(gathering.from_time, "H:i"),
            "event_place": gathering.store.name if gathering.store else "",
        }
