"""An event on paper, its invitations, its end: written, changed, sent out, cancelled, thrown away."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from decimal import Decimal

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _

from shuke.actions.campaigns.audience import customers_meant, read_audience
from shuke.actions.campaigns.models import LONGEST_DAYS, Gathering, Guest
from shuke.actions.campaigns.reach import Reach, reach_of
from shuke.actions.offers.models import Offer
from shuke.actions.offers.services import check_offer
from shuke.actions.segments.choosing import Ids
from shuke.jobs.services import enqueue
from shuke.lib.bulk import insert_rows
from shuke.lib.errors import ShukeError
from shuke.records.access.scope import Scope
from shuke.records.access.services import record_audit
from shuke.records.membership.models import Coupon
from shuke.records.messages.models import Template
from shuke.records.stores.models import Store
from shuke.records.stores.queries import business_day

State, Arm = Gathering.State, Guest.Arm
OF_OFFER = ("way", "template", "coupon", "points", "script", "cost_per_piece")
INVITE, CANCEL = "shuke.actions.campaigns.tasks.invite", "shuke.actions.campaigns.tasks.withdraw_invitations"
COLUMNS = ("gathering_id", "customer_id", "arm", "reason", "is_served", "answer")


class BadGathering(ShukeError):
    """Wishes with which there is no event."""


class WrongStep(ShukeError):
    """The event is not where this step could follow."""


@dataclass(frozen=True, kw_only=True)
class GatheringWishes:
    """What somebody writes on the page of a new event."""

    name: str
    kind: str
    store: Store | None = None
    held_on: date
    from_time: time
    until_time: time
    capacity: int | None = None
    cost: Decimal = Decimal(0)
    audience: str = ""  # a segment's text; empty: everybody
    segment_key: str = ""
    way: str = ""
    template: Template | None = None
    coupon: Coupon | None = None
    points: int = 0
    script: str = ""
    cost_per_piece: Decimal = Decimal(0)
    hold_out_share: Decimal = Decimal(0)
    net_revenue_per_sale: Decimal = Decimal(0)
    window_days: int = 28

    @property
    def invites(self) -> bool:
        return bool(self.way or self.template or self.coupon or self.points)


OF_GATHERING = tuple(field.name for field in fields(GatheringWishes) if field.name not in (*OF_OFFER, "audience"))


@transaction.atomic
def save_gathering(
    *, scope: Scope, now: datetime, wishes: GatheringWishes, gathering: Gathering | None = None
) -> Gathering:
    """An event whose invitations have not left. Raises BadGathering, EmptyOffer, UnreadableSegment, WrongAudience,
    WrongStep, NotAllowed for a store that is not the caller's."""
    scope.require_store(wishes.store.pk if wishes.store else None)
    _check(wishes)
    made = locked(scope, gathering, State.PLANNED) if gathering else Gathering(created_at=now)
    made.created_by_id = made.created_by_id or scope.staff_id
    made.audience = read_audience(wishes.audience)
    for name in OF_GATHERING:
        setattr(made, name, getattr(wishes, name))
    made.offer, unused = _saved_offer(made.offer, wishes), made.offer
    made.save()
    if unused is not None and made.offer is None:
        unused.delete()
    _tell(made, action="event.save", scope=scope, now=now)
    return made


@transaction.atomic
def delete_gathering(*, scope: Scope, now: datetime, gathering: Gathering) -> None:
    """Only while nobody was invited and nobody came. Raises WrongStep."""
    found = locked(scope, gathering, State.PLANNED)
    if found.guests.exists() or found.strangers:
        raise WrongStep(_("Somebody came to “%(name)s”: it stays. Cancel it instead.") % {"name": found.name})
    _tell(found, action="event.delete", scope=scope, now=now)
    offer = found.offer
    found.delete()
    if offer is not None:
        offer.delete()


@transaction.atomic
def send_invitations(*, scope: Scope, now: datetime, gathering: Gathering, seed: int, as_of: date | None) -> Gathering:
    """Its guests are fixed, some held out by chance, and written to in the background.

    Args:
        seed: of the draw, kept so that it can be repeated.
        as_of: the day of the latest scores, for an audience that asks for purchases or scores.

    Raises:
        WrongStep: they left already, the day is over, nothing is sent to anybody, or nobody can be reached.
        EmptyOffer, WrongAudience; NoWarehouse.
    """
    found = locked(scope, gathering, State.PLANNED)
    today = business_day(now)
    if found.offer is None:
        raise WrongStep(_("Nothing is sent to anybody: choose how the invitation arrives."))
    if found.held_on < today:
        raise WrongStep(_("“%(name)s” is over: nobody can be asked any more.") % {"name": found.name})
    check_offer(found.offer)
    reach = reach_of(customers_meant(found.audience, scope=scope, today=today, as_of=as_of).ids, found.offer)
    came = set(found.guests.values_list("customer_id", flat=True))
    held = _held(reach.ids, float(found.hold_out_share), seed)
    if not reach.count - len(held):
        raise WrongStep(_("Nobody of this audience can be reached: widen it, or choose another way."))
    insert_rows(Guest._meta.db_table, COLUMNS, _rows(found.pk, reach, held, came))
    found.state, found.seed, found.invited_at, found.invited_on = State.INVITED, seed, now, today
    found.save(update_fields=["state", "seed", "invited_at", "invited_on"])
    _tell(found, action="event.invite", scope=scope, now=now, facts={"seed": seed, "reached": reach.count})
    enqueue(INVITE, gathering_id=found.pk)
    return found


@transaction.atomic
def cancel_gathering(*, scope: Scope, now: datetime, gathering: Gathering) -> Gathering:
    """It does not take place; invitations that have not left are taken back."""
    found = locked(scope, gathering, State.PLANNED, State.INVITED)
    found.state = State.CANCELLED
    found.save(update_fields=["state"])
    _tell(found, action="event.cancel", scope=scope, now=now)
    enqueue(CANCEL, key=f"event:cancel:{found.pk}", gathering_id=found.pk)
    return found


def locked(scope: Scope, gathering: Gathering, *states: Gathering.State, is_at_door: bool = False) -> Gathering:
    """The row as it stands now, locked until the transaction ends. Raises WrongStep outside of `states`, NotAllowed.

    Args:
        is_at_door: an event of the whole business has a door in every store.
    """
    held = Gathering.objects.select_for_update(of=("self",)).select_related("offer__template", "offer__coupon")
    found = held.get(pk=gathering.pk)
    if not (is_at_door and found.store_id is None):
        scope.require_store(found.store_id)
    if found.state not in states:
        raise WrongStep(
            _("“%(name)s” is %(state)s: this step cannot follow. Load the page again.")
            % {"name": found.name, "state": State(found.state).label}
        )
    return found


def _check(wishes: GatheringWishes) -> None:
    if not wishes.name.strip():
        raise BadGathering(_("Give the event a name, so that others know what is meant."))
    if wishes.until_time <= wishes.from_time:
        raise BadGathering(_("The event ends before it begins: look at its hours."))
    if not 1 <= wishes.window_days <= LONGEST_DAYS:
        raise BadGathering(_("Purchases count for 1 to %(most)s days.") % {"most": LONGEST_DAYS})
    if not 0 <= wishes.hold_out_share < 1:
        raise BadGathering(_("Hold out from 0% to below 100% of the audience."))


def _saved_offer(offer: Offer | None, wishes: GatheringWishes) -> Offer | None:
    if not wishes.invites:
        return None
    made = offer or Offer()
    for name in OF_OFFER:
        setattr(made, name, getattr(wishes, name))
    check_offer(made)
    made.save()
    return made


def _held(ids: Ids, share: float, seed: int) -> set[int]:
    """Drawn by chance, rounded to whole people."""
    return set(np.random.default_rng(seed).permutation(ids)[: round(len(ids) * share)].tolist())


def _rows(pk: int, reach: Reach, held: set[int], came: set[int]) -> Iterator[tuple[object, ...]]:
    """Who came before anybody was asked stays a walk-in."""
    for customer in reach.ids.tolist():
        if customer not in came:
            yield (pk, customer, (Arm.HELD if customer in held else Arm.INVITED).value, "", False, "")
    for reason, ids in reach.refused.items():
        for customer in ids.tolist():
            if customer not in came:
                yield (pk, customer, Arm.OUT.value, reason, False, "")


def _tell(
    gathering: Gathering, *, action: str, scope: Scope, now: datetime, facts: dict[str, object] | None = None
) -> None:
    told = {"name": gathering.name, **(facts or {})}
    record_audit(scope=scope, action=action, at=now, subject=f"event:{gathering.pk}", facts=told)
