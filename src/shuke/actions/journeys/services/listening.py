"""Hearing of what happens: who comes in, who had waited for it, who reached the goal, who became somebody else.

Logs are read by a cursor that moves in the transaction of what was done about it: nothing is heard twice or missed.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from shuke.actions.journeys.graph.nodes import PURCHASE, Entry, Goal
from shuke.actions.journeys.models import Journey, JourneyCursor, JourneyRun, JourneyVersion
from shuke.actions.journeys.queries.days import whose_day_is
from shuke.actions.journeys.queries.facts import kinds_of
from shuke.actions.journeys.services.engine import ORIGIN, Engine
from shuke.actions.journeys.services.entering import Comer, let_in
from shuke.actions.journeys.services.joining import join_runs
from shuke.actions.segments.models import Segment, SegmentChange
from shuke.actions.segments.queries import changes_after
from shuke.records.customers.models import Customer, Event
from shuke.records.customers.queries.events import events_after
from shuke.records.customers.queries.merges import MERGED
from shuke.records.sales.models import Order
from shuke.records.sales.queries import orders_after
from shuke.records.stores.queries import business_day

AT_ONCE = 2000
# Longer ago, a birthday that was missed is better left alone.
MOST_DAYS_LATE = 7
OPEN = (Journey.State.RUNNING, Journey.State.PAUSED)


@dataclass(frozen=True)
class Heard:
    """Something that happened to a customer."""

    pk: int
    kind: str
    customer_id: int
    at: datetime
    origin: str

    @property
    def is_history(self) -> bool:
        """Imports begin nothing, and what journeys do begins no journey: two could call each other for ever."""
        return self.origin.startswith(("import:", "demo", ORIGIN))


def follow_logs(*, engine: Engine, now: datetime, heartbeat: Callable[[], None] = lambda: None) -> int:
    """Reads events, orders and segments to their ends, and the days that began; how many came in.

    While a journey is paused people still come in, and wait at its entry.
    """
    came = 0
    for log in ("events", "orders"):
        while (heard := _read(log, engine=engine, now=now)) is not None:
            came += heard
            heartbeat()
    for journey in Journey.objects.filter(state__in=OPEN).select_related("version"):
        came += _follow_segment(journey, engine=engine, now=now)
        came += _follow_days(journey, engine=engine, now=now)
        heartbeat()
    return came


@transaction.atomic
def _read(log: str, *, engine: Engine, now: datetime) -> int | None:
    """One stretch of a log; None at its end, or while another worker reads it."""
    newest = (Event if log == "events" else Order).objects.aggregate(pk=Max("pk"))["pk"] or 0
    if not JourneyCursor.objects.filter(log=log, at__lt=newest).exists():
        if not JourneyCursor.objects.filter(log=log).exists():  # the first time: what was before is history
            JourneyCursor.objects.get_or_create(log=log, defaults={"at": newest})
        return None
    cursor = JourneyCursor.objects.select_for_update(skip_locked=True).filter(log=log).first()
    if cursor is None:
        return None
    heard, cursor_at = _events(cursor.at) if log == "events" else _orders(cursor.at)
    if cursor_at == cursor.at:
        return None
    came = _act_on(heard, engine=engine, now=now)
    cursor.at = cursor_at
    cursor.save(update_fields=["at"])
    return came


def _events(cursor: int) -> tuple[list[Heard], int]:
    events = events_after(cursor, limit=AT_ONCE)
    heard = [
        Heard(one.pk, one.kind, one.customer_id, one.recorded_at, one.origin)
        for one in events
        if one.customer_id is not None
    ]
    return heard, events[-1].pk if events else cursor


def _orders(cursor: int) -> tuple[list[Heard], int]:
    orders = orders_after(cursor, limit=AT_ONCE)
    heard = [
        Heard(pk, PURCHASE, customer_id, at, origin)
        for pk, customer_id, at, origin, has_sale in orders
        if customer_id is not None and has_sale
    ]
    return heard, orders[-1][0] if orders else cursor


def _act_on(heard: Sequence[Heard], *, engine: Engine, now: datetime) -> int:
    if not heard:
        return 0
    if merged := {one.customer_id for one in heard if one.kind == MERGED}:
        join_runs(merged, now=now)
    came = 0
    for journey in Journey.objects.filter(state__in=OPEN).select_related("version"):
        came += _let_in_by(heard, journey, engine=engine, now=now)
    _wake(heard, engine=engine, now=now)
    return came


def _let_in_by(heard: Iterable[Heard], journey: Journey, *, engine: Engine, now: datetime) -> int:
    entry, since = _entry(journey, engine), journey.started_at
    if entry is None or entry.on != "event" or since is None:
        return 0
    comers = [
        Comer(one.customer_id, f"{one.kind}:{one.pk}", one.at)
        for one in heard
        if one.kind == entry.event and not one.is_history and one.at >= since
    ]
    return let_in(journey=journey, comers=comers, engine=engine, now=now)


def _wake(heard: Sequence[Heard], *, engine: Engine, now: datetime) -> None:
    """Whoever waits for it is looked at at once; the goal counts for those too who left before they reached it."""
    people = _people(heard)
    for version in JourneyVersion.objects.filter(journey__state__in=OPEN).select_related("journey"):
        definition = engine.definition(version)
        kinds = kinds_of(definition) & people.keys()
        if not kinds:
            continue
        ids = {pk for kind in kinds for pk in people[kind]}
        runs = JourneyRun.objects.filter(version=version, customer__in=ids)
        # Those too who are being moved at this moment: this waits for them, so that none is put to sleep past it.
        runs.filter(left_at__isnull=True).update(due_at=now)
        goal = definition.nodes.get(definition.goal)
        if isinstance(goal, Goal) and goal.event in kinds:
            # Who is inside of what the goal ends is told so as they leave.
            told = runs.filter(left_at__isnull=False) if goal.is_end else runs
            _reach(told.filter(goal_at__isnull=True), goal, people[goal.event])


def _people(heard: Sequence[Heard]) -> dict[str, dict[int, datetime]]:
    """kind → customer → the first moment; of a person, all their records."""
    ids = {one.customer_id for one in heard}
    wholes = dict(Customer.objects.filter(pk__in=ids, merged_into__isnull=False).values_list("pk", "merged_into"))
    parts = defaultdict(set)
    whole_ids = ids | set(wholes.values())
    for part, whole in Customer.objects.filter(merged_into__in=whole_ids).values_list("pk", "merged_into"):
        parts[whole].add(part)
    found: dict[str, dict[int, datetime]] = defaultdict(dict)
    for one in heard:
        whole = wholes.get(one.customer_id, one.customer_id)
        for pk in (whole, *parts.get(whole, ())):
            found[one.kind][pk] = min(one.at, found[one.kind].get(pk, one.at))
    return found


def _reach(runs: Iterable[JourneyRun], goal: Goal, moments: Mapping[int, datetime]) -> None:
    reached = []
    for run in runs:
        at = moments.get(run.customer_id)
        if at is not None and run.entered_at < at <= run.entered_at + timedelta(days=goal.days):
            run.goal_at = at
            reached.append(run)
    JourneyRun.objects.bulk_update(reached, ["goal_at"], batch_size=200)


def _entry(journey: Journey, engine: Engine) -> Entry | None:
    if journey.version is None:
        return None
    definition = engine.definition(journey.version)
    node = definition.nodes.get(definition.entry)
    return node if isinstance(node, Entry) else None


def _follow_segment(journey: Journey, *, engine: Engine, now: datetime) -> int:
    entry, came = _entry(journey, engine), 0
    if entry is None or entry.on != "segment":
        return 0
    segment = Segment.objects.filter(key=entry.segment).first()
    while segment is not None:
        with transaction.atomic():
            held = Journey.objects.select_for_update(of=("self",)).select_related("version").get(pk=journey.pk)
            changes = changes_after(
                held.segment_cursor, limit=AT_ONCE, segment=segment, kind=SegmentChange.Kind.ENTERED
            )
            if not changes:
                break
            comers = [
                Comer(one.customer_id, f"segment:{one.pk}", now)
                for one in changes
                if held.started_at is not None and one.changed_at >= held.started_at
            ]
            came += let_in(journey=held, comers=comers, engine=engine, now=now)
            held.segment_cursor = changes[-1].pk
            held.save(update_fields=["segment_cursor"])
    return came


def _follow_days(journey: Journey, *, engine: Engine, now: datetime) -> int:
    """Those whose day has begun, in the time zone of the business; days missed while nothing ran too, up to a week."""
    entry, today = _entry(journey, engine), business_day(now)
    if entry is None or entry.on != "day" or (journey.scanned_on is not None and journey.scanned_on >= today):
        return 0
    with transaction.atomic():
        held = Journey.objects.select_for_update(of=("self",)).select_related("version").get(pk=journey.pk)
        latest = held.scanned_on or today - timedelta(days=1)
        came, late = 0, min((today - latest).days, MOST_DAYS_LATE)
        for back in range(late - 1, -1, -1):
            day = today - timedelta(days=back)
            comers = [Comer(pk, f"day:{day}", now) for pk in whose_day_is(entry, day)]
            for start in range(0, len(comers), AT_ONCE):
                came += let_in(journey=held, comers=comers[start : start + AT_ONCE], engine=engine, now=now)
        held.scanned_on = today
        held.save(update_fields=["scanned_on"])
    return came
