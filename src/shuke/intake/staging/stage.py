"""The walk through the file."""

import json
import shutil
from collections import Counter
from collections.abc import Callable
from collections.abc import Mapping as Facts
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from shuke.intake.checks import Ground, Refusal, check
from shuke.intake.mapping import Mapping
from shuke.intake.reading import Batch, Description, Source
from shuke.intake.reasons import Reason
from shuke.intake.staging.refused import RefusedFile
from shuke.intake.staging.tables import KEYS, ONE_PART, SCHEMAS, TABLES, cut, part_path, read_part, tables_of

# A partition is read whole in pass 2; this much text makes some 200,000 order lines of it.
PART_BYTES = 16 * 2**20
MOST_PARTS = 64
# Packed files unpack to about this many times their size.
UNPACKED_RATIO = 7

SUMMARY, REFUSED = "summary.json", "rejected.parquet"
# Cells somebody corrected in the preview: line → {column: value}; an empty mapping drops the line.
Corrections = Facts[int, Facts[str, str]]


@dataclass
class Staged:
    """What pass 1 found, as kept in summary.json."""

    parts: int
    lines: int = 0  # rows of the file, good and refused
    good: int = 0
    refused: Counter[str] = field(default_factory=Counter)  # reason → rows
    warned: Counter[str] = field(default_factory=Counter)
    noticed: Counter[str] = field(default_factory=Counter)  # accepted and worth a look → rows
    amount_e4: int = 0  # of the good order lines, all currencies added up
    first_on: str = ""
    latest_on: str = ""


def stage_file(
    source: Source,
    *,
    mapping: Mapping,
    ground: Ground,
    folder: Path,
    corrections: Corrections | None = None,
    progress: Callable[[float], None] = lambda share: None,
) -> Staged:
    """Check `source` into `folder` (which must not exist). Raises SourceRefused where the file cannot be read on."""
    new = folder.with_name(folder.name + ".new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    staged = Staged(parts=_parts_for(source.description))
    with ExitStack() as stack:
        refused = RefusedFile(new / REFUSED, source.description.columns)
        stack.callback(refused.close)
        writer = stack.enter_context(_Writer(new, mapping.kind, staged.parts))
        for batch in source.batches():
            checked = check(_corrected(batch, corrections or {}), mapping, ground)
            refused.write(checked.refusals)
            writer.write(checked.rows)
            _count(staged, batch, checked.rows)
            staged.noticed += checked.noticed
            staged.refused.update(one.reason.code for one in checked.refusals if not one.is_warning)
            staged.warned.update(one.reason.code for one in checked.refusals if one.is_warning)
            progress(batch.share)
        writer.close()
        doubles = two_names(new, mapping, staged.parts)
        refused.write(doubles)
        staged.warned.update(one.reason.code for one in doubles)
    (new / SUMMARY).write_text(json.dumps(vars(staged), ensure_ascii=False), encoding="utf-8")
    new.replace(folder)
    return staged


def read_staged(folder: Path) -> Staged | None:
    """What an earlier pass 1 left, None when it did not come to its end."""
    path = folder / SUMMARY
    if not path.exists():
        return None
    data = json.loads(path.read_text(encoding="utf-8"))
    counters = {name: Counter(data[name]) for name in ("refused", "warned", "noticed")}
    return Staged(**{**data, **counters})


class _Writer:
    """One Parquet file a table and partition, opened when its first row comes."""

    def __init__(self, folder: Path, kind: str, parts: int) -> None:
        self._folder, self._kind, self._parts = folder, kind, parts
        self._open: dict[Path, pq.ParquetWriter] = {}

    def __enter__(self) -> "_Writer":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        for file in self._open.values():
            file.close()

    def write(self, rows: pa.Table) -> None:
        for name, table in tables_of(self._kind, rows).items():
            if name not in TABLES[self._kind]:
                continue
            for part, piece in cut(table, KEYS[name], 1 if name in ONE_PART else self._parts):
                path = part_path(self._folder, name, part)
                if path not in self._open:
                    self._open[path] = pq.ParquetWriter(path, SCHEMAS[name], compression="zstd")
                self._open[path].write_table(piece)


def two_names(folder: Path, mapping: Mapping, parts: int) -> list[Refusal]:
    """One customer number under two names: the first is kept, every other is a warning in the line that has it."""
    column = ", ".join(mapping.columns_of("customer_name" if mapping.kind == "orders" else "name"))
    found = []
    for part in range(parts if column else 0):
        kept: dict[str, str] = {}
        for row in read_part(folder, "customers", part).sort_by("line").to_pylist():
            first = kept.setdefault(row["customer"], row["name"]) if row["name"] else row["name"]
            if first != row["name"]:
                reason = Reason("two_names", {"customer": row["customer"], "kept": first, "other": row["name"]})
                found.append(Refusal(row["line"], column, row["name"], reason, (), is_warning=True))
    return sorted(found, key=lambda refusal: refusal.line)


def _parts_for(description: Description) -> int:
    is_packed = description.compression or description.format != "text"
    size = description.size_bytes * (UNPACKED_RATIO if is_packed else 1)
    return min(MOST_PARTS, 1 + size // PART_BYTES)


def _corrected(batch: Batch, corrections: Corrections) -> Batch:
    """The batch with the cells people put right and without the rows they dropped."""
    rows = [row for row, line in enumerate(batch.lines.tolist()) if line in corrections] if corrections else []
    if not rows:
        return batch
    columns = {name: column.to_pylist() for name, column in batch.columns.items()}
    dropped = set()
    for row in rows:
        cells = corrections[int(batch.lines[row])]
        if not cells:
            dropped.add(row)
        for column, value in cells.items():
            columns[column][row] = value
    keep = pa.array([row not in dropped for row in range(len(batch))])
    kept = {name: pa.array(values, type=pa.string()).filter(keep) for name, values in columns.items()}
    return Batch(batch.lines[keep.to_numpy(zero_copy_only=False)], kept, batch.misfits, batch.share)


def _count(staged: Staged, batch: Batch, rows: pa.Table) -> None:
    staged.lines += len(batch) + len(batch.misfits)
    staged.good += len(rows)
    if "ordered_on" not in rows.column_names or not len(rows):
        return
    staged.amount_e4 += pc.sum(rows["amount_e4"]).as_py()
    days = pc.min_max(rows["ordered_on"]).as_py()
    staged.first_on = min(filter(None, (staged.first_on, days["min"].isoformat())))
    staged.latest_on = max(staged.latest_on, days["max"].isoformat())
