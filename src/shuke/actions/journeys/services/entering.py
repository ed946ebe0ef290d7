"""Coming in and being taken out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from shuke.actions.journeys.graph.nodes import Entry
from shuke.actions.journeys.models import Journey, JourneyRun
from shuke.actions.journeys.services.engine import Engine, origin_of
from shuke.lib.bulk import upsert_rows
from shuke.lib.errors import ShukeError
from shuke.records.access.scope import Scope, scope_of_system
from shuke.records.access.services import record_audit
from shuke.records.customers.models import Customer
from shuke.records.customers.queries.matching import survivors_of
from shuke.records.customers.services.lists import record_for_all

_COLUMNS = (
    "journey_id", "version_id", "customer_id", "key", "is_held_out", "drawn", "node", "visit",
    "entered_at", "arrived_at", "due_at", "trouble", "given", "left",
)  # fmt: skip


class NotEntering(ShukeError):
    """A customer who cannot be put into a journey."""


@dataclass(frozen=True)
class Comer:
    customer_id: int
    key: str  # of the occasion: the event, the change, the day
    at: datetime  # of the occasion: what is counted “since the entry” is counted from here


@transaction.atomic
def let_in(*, journey: Journey, comers: Sequence[Comer], engine: Engine, now: datetime) -> int:
    """Those who may come in and are not in yet; how many that were. Who was merged comes in as who they became.

    In a journey of “once”, whoever was in it before, or is part of somebody who was, stays out.
    """
    version = journey.version
    if version is None or not comers:
        return 0
    entry = engine.definition(version).nodes[engine.definition(version).entry]
    is_again = isinstance(entry, Entry) and entry.is_again
    survivors = _survivors({one.customer_id for one in comers})
    known = set() if is_again else _known(journey, survivors)
    rows: dict[tuple[int, str], tuple[object, ...]] = {}
    for one in comers:
        customer = survivors.get(one.customer_id)
        key = one.key if is_again else ""
        if customer is None or customer.pk in known or (customer.pk, key) in rows:
            continue
        drawn = engine.random.random()
        rows[customer.pk, key] = (
            journey.pk, version.pk, customer.pk, key, drawn * 100 < journey.hold_out_percent, drawn,
            engine.definition(version).entry, 0, one.at, one.at, now, "", {}, "",
        )  # fmt: skip
    of_comers = JourneyRun.objects.filter(journey=journey, customer__in=[pk for pk, _key in rows])
    before = set(of_comers.values_list("pk", flat=True))
    upsert_rows(JourneyRun._meta.db_table, _COLUMNS, rows.values(), key=("journey_id", "customer_id", "key"), update=())
    return _tell(journey, before, [pk for pk, _key in rows], now=now)


@transaction.atomic
def enter_customer(
    *, scope: Scope, journey: Journey, customer: Customer, key: str, engine: Engine, now: datetime
) -> JourneyRun:
    """One customer by hand or through the API, at once; in it already: their run. Raises NotEntering, NotAllowed."""
    scope.require("marketing.manage")
    if journey.state not in (Journey.State.RUNNING, Journey.State.PAUSED):
        raise NotEntering(_("“%(name)s” is not running: start it, then put people in.") % {"name": journey.name})
    survivor = survivors_of({customer})[customer.pk]
    scope.require_store(survivor.home_store_id)
    if survivor.erased_at is not None:
        raise NotEntering(_("This customer was erased; nobody is left to write to."))
    let_in(journey=journey, comers=[Comer(survivor.pk, key, now)], engine=engine, now=now)
    facts = {"journey": journey.pk, "customer": survivor.pk}
    record_audit(scope=scope, action="journey.enter", at=now, subject=f"journey:{journey.pk}", facts=facts)
    runs = JourneyRun.objects.filter(journey=journey, customer__in=_parts(survivor.pk))
    return runs.order_by("left_at", "-pk").filter(key__in={"", key}).latest("pk")


@transaction.atomic
def take_out(*, scope: Scope, run: JourneyRun, now: datetime) -> JourneyRun:
    """Ends one person's way, wherever they are; what was given or sent stays."""
    scope.require("marketing.manage")
    scope.require_store(run.customer.home_store_id)
    held = JourneyRun.objects.select_for_update().get(pk=run.pk)
    if held.left_at is None:
        held.left, held.left_at, held.trouble = JourneyRun.Left.TAKEN_OUT, now, ""
        held.save(update_fields=["left", "left_at", "trouble"])
        facts = {"run": run.pk, "customer": run.customer_id}
        record_audit(scope=scope, action="journey.take_out", at=now, subject=f"journey:{run.journey_id}", facts=facts)
    return held


def _survivors(customer_ids: Collection[int]) -> Mapping[int, Customer]:
    found = survivors_of(set(Customer.objects.filter(pk__in=customer_ids)))
    return {pk: one for pk, one in found.items() if one.erased_at is None}


def _known(journey: Journey, survivors: Mapping[int, Customer]) -> set[int]:
    """Those who were in it, themselves or by a record that is part of them."""
    whole = {one.pk for one in survivors.values()}
    own = JourneyRun.objects.filter(journey=journey, customer__in=whole).values_list("customer_id", flat=True)
    parts = JourneyRun.objects.filter(journey=journey, customer__merged_into__in=whole)
    return {*own, *(pk or 0 for pk in parts.values_list("customer__merged_into", flat=True))}


def _parts(customer_id: int) -> list[int]:
    merged = Customer.objects.filter(merged_into=customer_id).values_list("pk", flat=True)
    return [customer_id, *merged]


def _tell(journey: Journey, before: Collection[int], customer_ids: Collection[int], *, now: datetime) -> int:
    """On the timeline of each who is new; who is held out never knows of it. How many are new, held out or not."""
    runs = JourneyRun.objects.filter(journey=journey, customer__in=customer_ids)
    new = [row for row in runs.values_list("pk", "customer_id", "is_held_out") if row[0] not in before]
    record_for_all(
        scope=scope_of_system("journeys"), now=now, origin=origin_of(journey.pk), kind="journey.entered",
        customer_ids=[customer_id for _pk, customer_id, is_held_out in new if not is_held_out],
        facts={"journey": journey.pk},
    )  # fmt: skip
    return len(new)
