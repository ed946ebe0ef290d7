"""Builds the warehouse out of the records: months that changed are read again, all else is kept."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from shuke.lib.money import exponent
from shuke.lib.progress import Report
from shuke.lib.sources import Source
from shuke.warehouse import checks
from shuke.warehouse.cuts import CUTS, CutMark, CutWriter, Marks, marks_of, with_erased
from shuke.warehouse.dimensions import write_days, write_dimensions
from shuke.warehouse.engine import open_engine
from shuke.warehouse.extract import Extract, Month, MonthMark
from shuke.warehouse.facts import FactWriter
from shuke.warehouse.manifest import SCHEMA_VERSION, Folder, Manifest, MonthFiles
from shuke.warehouse.marts.data_quality import FIRST_POSSIBLE_ON, Money, data_quality
from shuke.warehouse.marts.order_return import order_return
from shuke.warehouse.points import PointsWriter
from shuke.warehouse.tables import Tables
from shuke.warehouse.writing import Writer

# Above this share of the rows one pass over whole tables is quicker than asking the database for single months.
WHOLE_SHARE = 0.3
# Single months are taken together up to so many orders, or rows of another fact, so that memory does not grow with the
# shop.
BATCH_ROWS = 300_000


@dataclass(frozen=True)
class Built:
    """What a build did."""

    manifest: Manifest
    months_read: tuple[Month, ...]


@dataclass(frozen=True)
class Plan:
    """Which months are kept and which are read, decided from marks alone."""

    kept: dict[Month, MonthFiles]
    batches: tuple[tuple[Month, ...] | None, ...]  # None: everything, in one pass
    read: tuple[Month, ...]


def build(*, folder: Folder, sources: Iterable[Source], currency: str, now: datetime, report: Report) -> Built:
    """Bring the warehouse up to the records; the caller holds `folder.only_one()`.

    Args:
        sources: what the record domains declare.
        currency: the reporting currency; orders in another are set aside.
        now: the moment of the build; orders of later days are listed as impossible.
    """
    before = folder.current_or_none()
    with open_engine(folder=folder.path) as backend:
        extract = Extract(backend, folder.path, sources)
        marks, ledger_marks = extract.marks("orders"), extract.marks("point_entries")
        plan, ledger_plan = plan_months(marks, before, currency=currency), plan_ledger(ledger_marks, before)
        report(f"warehouse: {len(plan.read)} of {len(marks)} months to read")
        draft = Manifest(
            generation=before.generation + 1 if before else 1,
            version=SCHEMA_VERSION,
            built_at=now.isoformat(),
            currency=currency,
            fingerprint=_fingerprint(marks, ledger_marks, currency),
        )
        writer = Writer(backend, folder, draft.generation)
        facts = FactWriter(extract, writer, currency=currency).write(plan.batches, marks)
        cuts = CutWriter(extract, writer)
        cut_months, cut_marks = _write_cuts(cuts, before, with_erased(before, backend, folder))
        others = write_dimensions(extract, writer, currency=currency)
        points = PointsWriter(extract, writer)
        ledger = {**ledger_plan.kept, **points.write(ledger_plan.batches, ledger_marks)}
        whole = {**facts.empty, **others, **points.empty(), **cuts.empty()}
        draft = replace(
            draft, months={**plan.kept, **facts.months}, ledger_months=ledger, cut_months=cut_months, tables=whole
        )
        draft = _with_derived(draft, Tables(backend, folder, draft), writer, built_on=now.date())
        tables = Tables(backend, folder, draft)
        done = checks.checked(
            draft, tables, extract=extract, marks=marks, ledger_marks=ledger_marks, cut_marks=cut_marks
        )
        folder.publish(done)
        extract.done()
    return Built(manifest=done, months_read=plan.read)


def plan_months(marks: dict[Month, MonthMark], before: Manifest | None, *, currency: str) -> Plan:
    """Keep what was read by the same mark, for the same currency and by the same version of the marts."""
    is_usable = before is not None and before.version == SCHEMA_VERSION and before.currency == currency
    return _plan(marks, before.months if before is not None and is_usable else {})


def plan_ledger(marks: dict[Month, MonthMark], before: Manifest | None) -> Plan:
    """Points have no currency: what was read by the same mark and by the same version of the marts is kept."""
    return _plan(marks, before.ledger_months if before is not None and before.version == SCHEMA_VERSION else {})


def _write_cuts(
    cuts: CutWriter, before: Manifest | None, stale: Collection[str]
) -> tuple[dict[str, dict[Month, MonthFiles]], dict[str, Marks]]:
    """Files and marks of contact, service and response, by source. Months with a file of `stale` are read again."""
    is_usable = before is not None and before.version == SCHEMA_VERSION
    written, marks = {}, {}
    for cut in CUTS:
        old = before.cut_months.get(cut.source, {}) if before is not None and is_usable else {}
        fresh = {month: kept for month, kept in old.items() if not {*kept.files[cut.table]} & {*stale}}
        marks[cut.source] = marks_of(cut, cuts.extract)
        plan = _plan(marks[cut.source], fresh)
        written[cut.source] = {**plan.kept, **cuts.write(cut, plan.batches, marks[cut.source])}
    return written, marks


def _plan(marks: Mapping[Month, MonthMark | CutMark], old: dict[Month, MonthFiles]) -> Plan:
    kept = {month: old[month] for month, mark in marks.items() if month in old and old[month].mark == str(mark)}
    read = tuple(month for month in marks if month not in kept)
    rows_to_read, rows = sum(marks[month].rows for month in read), sum(mark.rows for mark in marks.values())
    if rows_to_read > max(BATCH_ROWS, WHOLE_SHARE * rows):
        return Plan(kept={}, batches=(None,), read=tuple(marks))
    return Plan(kept=kept, batches=_batches(read, marks), read=read)


def _batches(months: Sequence[Month], marks: Mapping[Month, MonthMark | CutMark]) -> tuple[tuple[Month, ...], ...]:
    batches: list[list[Month]] = []
    room = 0
    for month in months:
        if not batches or marks[month].rows > room:
            batches.append([])
            room = BATCH_ROWS
        batches[-1].append(month)
        room -= marks[month].rows
    return tuple(map(tuple, batches))


def _with_derived(draft: Manifest, tables: Tables, writer: Writer, *, built_on: date) -> Manifest:
    """The marts that look at all months at once."""
    orders, lines = tables["fact_order"], tables["fact_order_line"]
    money = Money(draft.currency, exponent(draft.currency))
    findings = data_quality(
        orders, lines, tables["order_set_aside"], tables["dim_product"], money=money, built_on=built_on
    )
    first, latest = _days(orders, built_on=built_on)
    derived = {
        "order_return": writer.whole(order_return(lines), "order_return"),
        "data_quality": writer.whole(findings, "data_quality"),
        **write_days(writer, first=first, latest=latest),
    }
    return replace(draft, tables={**draft.tables, **derived})


def _days(orders: Any, *, built_on: date) -> tuple[date, date]:
    """First and latest possible day with an order; the day of the build where there is none."""
    possible = orders.filter(orders.ordered_on >= FIRST_POSSIBLE_ON, orders.ordered_on <= built_on)
    row = possible.aggregate(first=possible.ordered_on.min(), latest=possible.ordered_on.max()).to_pyarrow().to_pylist()
    return row[0]["first"] or built_on, row[0]["latest"] or built_on


def _fingerprint(marks: dict[Month, MonthMark], ledger_marks: dict[Month, MonthMark], currency: str) -> str:
    said = [*marks.items(), *ledger_marks.items()]
    told = "\n".join([currency, *(f"{month} {mark}" for month, mark in said)])
    return hashlib.sha256(told.encode()).hexdigest()[:16]
