"""The timeline: what was bought, said and learned, and when the scores moved, newest first, a page at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from heapq import merge
from itertools import islice
from zoneinfo import ZoneInfo

from shuke.records.access.models import Staff
from shuke.records.access.scope import Scope
from shuke.records.sales.models import OrderLine
from shuke.records.sales.queries import Cursor, Entry, timeline_of
from shuke.records.stores.models import Store
from shuke.scores.models import ScoreChange

PAGE_SIZE = 20
SCORE = "score"
# What the timeline can be narrowed to, and the sources each stands for.
KINDS: Mapping[str, frozenset[str]] = {
    "all": frozenset({"order", "event", "consent", SCORE}),
    "purchases": frozenset({"order"}),
    "records": frozenset({"event", "consent"}),
    "scores": frozenset({SCORE}),
}
PRODUCTS_NAMED = 3


@dataclass(frozen=True)
class Story:
    entries: list[Entry]
    products: Mapping[int, list[str]]  # of each order shown: its largest lines
    stores: Mapping[int, str]
    staff: Mapping[int, str]
    after: str  # cursor of the last entry when there are more, else empty


def story_of(customer_id: int, *, scope: Scope, zone: ZoneInfo, kind: str = "all", before: str = "") -> Story:
    """One page. At most seven queries, however long the story is."""
    sources, cursor = KINDS[kind], cursor_of(before)
    told = timeline_of(customer_id, scope=scope, before=cursor, limit=PAGE_SIZE + 1, sources=sources - {SCORE})
    moved = _score_changes(customer_id, zone, cursor) if SCORE in sources else []
    together = merge(told, moved, key=lambda entry: entry.cursor, reverse=True)
    entries = list(islice(together, PAGE_SIZE + 1))
    page = entries[:PAGE_SIZE]
    stores = {entry.store_id for entry in page if entry.store_id}
    staff = {entry.staff_id for entry in page if entry.staff_id}
    return Story(
        entries=page,
        products=_products([entry.id for entry in page if entry.source == "order"]),
        stores=dict(Store.objects.filter(pk__in=stores).values_list("pk", "name")) if stores else {},
        staff={person.pk: str(person) for person in Staff.objects.filter(pk__in=staff)} if staff else {},
        after=_written(page[-1].cursor) if len(entries) > PAGE_SIZE else "",
    )


def cursor_of(text: str) -> Cursor | None:
    """The cursor in an address; None where there is none or it was tampered with."""
    try:
        moment, source, pk = text.split("~")
        return Cursor(at=datetime.fromtimestamp(int(moment) / 1_000_000, tz=UTC), source=source, id=int(pk))
    except (ValueError, OverflowError, OSError):
        return None


def _written(cursor: Cursor) -> str:
    return f"{round(cursor.at.timestamp() * 1_000_000)}~{cursor.source}~{cursor.id}"


def _score_changes(customer_id: int, zone: ZoneInfo, before: Cursor | None) -> list[Entry]:
    """A move is dated by the day of the run that saw it: it stands at that day's end, above its orders."""
    changes = ScoreChange.objects.filter(customer=customer_id).order_by("-seen_on", "-pk")
    entries = [
        Entry(
            at=datetime.combine(change.seen_on, time(23, 59, 59), tzinfo=zone).astimezone(UTC),
            source=SCORE,
            id=change.pk,
            kind=f"{SCORE}.{change.kind}",
            facts={"before": change.before, "after": change.after},
            origin=f"run:{change.run_id}",
        )
        for change in changes
    ]
    return [entry for entry in entries if before is None or entry.cursor < before]


def _products(order_ids: Sequence[int]) -> dict[int, list[str]]:
    if not order_ids:
        return {}
    lines = OrderLine.objects.filter(order__in=order_ids).order_by("order", "-amount")
    named: dict[int, list[str]] = {}
    for order_id, name in lines.values_list("order", "product__name"):
        products = named.setdefault(order_id, [])
        if name not in products and len(products) < PRODUCTS_NAMED:
            products.append(name)
    return named
