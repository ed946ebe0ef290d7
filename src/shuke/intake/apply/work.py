"""What every step is given, and what every step offers."""

import json
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Facts
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from shuke.intake.mapping import Mapping
from shuke.intake.numbers import SCALE
from shuke.intake.staging import read_part
from shuke.records.access.scope import Scope

# Customers, products and stores handled in one transaction.
KEYS_PER_BATCH = 5_000

CREATED, UPDATED, UNCHANGED, SKIPPED = "created", "updated", "unchanged", "skipped"


@dataclass(frozen=True)
class Work:
    """One run's circumstances. `origin` marks the rows it creates."""

    run_id: int
    origin: str
    mapping: Mapping
    folder: Path
    parts: int
    now: datetime
    scope: Scope
    time_zone: str  # of the business: for stores a file names and does not describe
    currency: str
    country: str


@dataclass(frozen=True)
class Counts:
    """How many of a table's things were (or would be) created, updated, …; and what is worth a look."""

    done: Facts[str, int] = field(default_factory=dict)
    noticed: Facts[str, int] = field(default_factory=dict)
    noticed_at: Facts[str, Sequence[int]] = field(default_factory=dict)  # lines of the file, where one is at fault


@dataclass(frozen=True)
class RecordPlan:
    """What becomes of the rows of one table that is told by its key."""

    created: Sequence[Facts[str, Any]]
    updated: Sequence[tuple[int, Facts[str, Any], Facts[str, Any]]]  # id, before, after
    unchanged: int
    skipped: int

    def counts(self) -> Counts:
        done = {CREATED: len(self.created), UPDATED: len(self.updated)}
        return Counts({**done, UNCHANGED: self.unchanged, SKIPPED: self.skipped})


Rows = TypeVar("Rows")
Plan = TypeVar("Plan")


class Step(Protocol, Generic[Rows, Plan]):
    """One table. `batches` is the same on every call; `decide` reads the records and writes nothing."""

    table: str

    def batches(self, work: Work, part: int) -> Iterator[Rows]: ...

    def decide(self, work: Work, rows: Rows) -> Plan: ...

    def counts(self, plan: Plan) -> Counts: ...

    def write(self, work: Work, plan: Plan) -> None: ...


def merged_by_key(work: Work, table: str, part: int, key: str) -> list[Facts[str, Any]]:
    """One row a key, in the order of the file: of everything said about it, what was said first."""
    merged: dict[str, dict[str, Any]] = {}
    for row in read_part(work.folder, table, part).sort_by("line").to_pylist():
        held = merged.setdefault(row[key], row)
        if held is not row:
            both = _custom_of_both(held, row)
            held.update({name: value for name, value in row.items() if held[name] in ("", None)}, **both)
    return list(merged.values())


def _custom_of_both(first: Facts[str, Any], second: Facts[str, Any]) -> dict[str, str]:
    """Custom fields are one cell of JSON here: of two such cells each field counts by itself."""
    if not first.get("custom") or not second.get("custom"):
        return {}
    both = {**json.loads(second["custom"]), **json.loads(first["custom"])}
    return {"custom": json.dumps(both, ensure_ascii=False)}


def slices(rows: Sequence[Facts[str, Any]]) -> Iterator[Sequence[Facts[str, Any]]]:
    for start in range(0, len(rows), KEYS_PER_BATCH):
        yield rows[start : start + KEYS_PER_BATCH]


def decimal_of(value_e4: int | None) -> Decimal | None:
    return None if value_e4 is None else Decimal(value_e4).scaleb(-SCALE)
