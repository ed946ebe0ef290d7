"""Facts of contact, service and response: what they are made of, and how the months of a plan are read into them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ibis

from shuke.records.customers.models import ErasedMark
from shuke.warehouse.engine import Backend
from shuke.warehouse.extract import Extract, Month, MonthMark
from shuke.warehouse.manifest import Folder, Manifest, MonthFiles
from shuke.warehouse.marts import fact_case, fact_response, fact_touch
from shuke.warehouse.marts.local_days import dated, local_days
from shuke.warehouse.staging import contact, offer, people, response, service
from shuke.warehouse.writing import Writer


@dataclass(frozen=True)
class Cut:
    """A fact table, or the part of it that comes from one source: read month by month of that source."""

    source: str  # whose rows it has, one each
    table: str
    schema: Mapping[str, str]
    rows: Callable[..., Any]  # of the staged sources, by name
    others: tuple[str, ...]  # what is read with it
    watched: tuple[str, ...] = ()  # of these a change too means that the month is read again


_PLACES = ("customers", "stores", "businesses")
_TOUCH, _CASE, _RESPONSE = fact_touch.SCHEMA, fact_case.SCHEMA, fact_response.SCHEMA
CUTS = (
    Cut("message_sends", "fact_touch", _TOUCH, fact_touch.touches_of_messages, _PLACES),
    Cut("care_tries", "fact_touch", _TOUCH, fact_touch.touches_of_care, ("care_tasks", *_PLACES)),
    Cut("offer_calls", "fact_touch", _TOUCH, fact_touch.touches_of_calls, _PLACES),
    Cut("cases", "fact_case", _CASE, fact_case.cases_told, ("case_answers", *_PLACES), watched=("case_answers",)),
    Cut(
        "campaign_members",
        "fact_response",
        _RESPONSE,
        fact_response.responses_to_campaigns,
        ("campaigns", "customers"),
        watched=("campaigns",),
    ),
    Cut("cell_members", "fact_response", _RESPONSE, fact_response.responses_in_cells, ("cell_tables", "customers")),
)
STAGES: Mapping[str, Callable[[Any], Any]] = {
    "message_sends": contact.message_sends,
    "care_tries": contact.care_tries,
    "care_tasks": contact.care_tasks,
    "offer_calls": contact.offer_calls,
    "cases": service.cases,
    "case_answers": service.case_answers,
    "campaigns": response.campaigns,
    "campaign_members": response.campaign_members,
    "cell_tables": response.cell_tables,
    "cell_members": response.cell_members,
    "customers": people.customers,
    "stores": offer.stores,
    "businesses": offer.businesses,
}


@dataclass(frozen=True)
class CutMark:
    """What the records say of one month of a cut; another one means that it is read again."""

    rows: int
    said: str

    def __str__(self) -> str:
        return self.said


Marks = dict[Month, CutMark]


def marks_of(cut: Cut, extract: Extract) -> Marks:
    own = extract.marks(cut.source)
    watched = [extract.marks(name) for name in cut.watched]
    return {month: _mark(mark, [marks.get(month) for marks in watched]) for month, mark in own.items()}


def _mark(own: MonthMark, watched: Sequence[MonthMark | None]) -> CutMark:
    return CutMark(own.rows, "|".join([str(own), *map(str, watched)]))


class CutWriter:
    def __init__(self, extract: Extract, writer: Writer) -> None:
        self.extract = extract
        self.writer = writer

    def write(self, cut: Cut, batches: Sequence[tuple[Month, ...] | None], marks: Marks) -> dict[Month, MonthFiles]:
        """Read each batch of months (None: all there are) and write its files."""
        files: dict[Month, list[str]] = {}
        for number, months in enumerate(batches):
            files |= self.writer.by_month(self._read(cut, months), f"{cut.table}-{cut.source}", batch=number)
        # A month that came after the marks were taken waits for the next build.
        return {month: MonthFiles(str(marks[month]), {cut.table: files[month]}) for month in files if month in marks}

    def empty(self) -> dict[str, list[str]]:
        """Files without rows, that give a business without any of it the columns."""
        tables = {cut.table: cut.schema for cut in CUTS}
        return {name: self.writer.whole(_without_rows(schema), f"{name}-empty") for name, schema in tables.items()}

    def _read(self, cut: Cut, months: tuple[Month, ...] | None) -> Any:
        names = (cut.source, *cut.others)
        raw = self.extract.land(*names, months=months)
        rows = cut.rows(**{name: STAGES[name](table) for name, table in zip(names, raw, strict=True)})
        if "zone" in rows.columns:
            days = rows.select("zone", "utc_on").distinct().to_pyarrow()
            turns = local_days(zip(days["zone"].to_pylist(), days["utc_on"].to_pylist(), strict=True))
            rows = dated(rows, self.extract.backend.create_table("local_days", turns, temp=True, overwrite=True))
        return rows.select(*(rows[name].cast(kind) for name, kind in cut.schema.items()), "month")


def with_erased(before: Manifest | None, backend: Backend, folder: Folder) -> set[str]:
    """Files of the build before in which somebody stands who was erased since: marks of the records do not show it."""
    erased = sorted(set(ErasedMark.objects.values_list("customer_id", flat=True)))
    kept = [name for table in {cut.table for cut in CUTS} for name in before.files(table)] if before else []
    if not kept or not erased:
        return set()
    names = {str(folder.path / name): name for name in kept}
    rows = backend.read_parquet([*names], table_name="kept", filename=True, union_by_name=True)
    gone = ibis.memtable({"customer_key": erased}, schema={"customer_key": "int64"})
    found = rows.semi_join(gone, "customer_key").select("filename").distinct().to_pyarrow()
    return {names[path] for path in found["filename"].to_pylist()}


def _without_rows(schema: Mapping[str, str]) -> Any:
    return ibis.memtable(ibis.schema(schema).to_pyarrow().empty_table())
