"""Some lines of the file with what is wrong in them: the first, those around the bad ones, or the bad ones only."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import pyarrow as pa
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuke.intake.checks import Refusal
from shuke.intake.folders import refused_of
from shuke.intake.models import ImportRun
from shuke.intake.queries import refusals_of
from shuke.intake.reading import Batch, Options, open_source
from shuke.intake.staging.refused import columns_of as refused_columns
from shuke.intake.words import FIELDS as FIELD_WORDS
from shuke.intake.words import REASONS, say
from shuke.web.imports.columns import PEOPLE, shown_value
from shuke.web.imports.sample import Sample
from shuke.web.imports.services import check_row

FIRST, AROUND, BAD = "first", "around", "bad"
MODES = {FIRST: _("First lines"), AROUND: _("Around the bad ones"), BAD: _("Only bad")}
LINES = 12
BAD_AROUND = 6  # bad lines shown with their neighbours
BAD_A_PAGE = 20
COLUMNS = 8
# What a person knows a row by, the most telling first; the rest of the width goes to other columns.
TELLING = (
    "order", "ordered_at", "name", "product", "quantity", "amount", "gross", "unit_price", "store", "customer_name",
    "birthday", "category", "brand", "price", "time_zone", "currency",
)  # fmt: skip
SHORT: Mapping[str, Promise] = {
    "order": _("Order"),
    "ordered_at": _("Date"),
    "customer": _("Customer"),
    "customer_name": _("Name"),
    "customer_card": _("Card"),
    "customer_phone": _("Phone"),
    "customer_email": _("E-mail"),
    "product": _("Product"),
    "quantity": pgettext_lazy("short for quantity", "Qty"),
    "amount": _("Total"),
}
NUMBERS = ("quantity", "amount", "gross", "unit_price", "discount", "cost", "price")


@dataclass(frozen=True)
class Cell:
    column: str
    text: str
    is_number: bool
    fault: str = ""  # "refused" or "asks"


@dataclass(frozen=True)
class Row:
    line: int
    cells: Sequence[Cell]
    reason: str = ""
    tone: str = "ok"  # "ok", "bad", "ask" or "put-right"
    code: str = ""

    @property
    def is_editable(self) -> bool:
        """A row of another width has no cell that could be put right."""
        return not self.code.startswith("cells_too_")


@dataclass(frozen=True)
class Head:
    column: str
    label: str
    is_number: bool


@dataclass(frozen=True)
class Preview:
    mode: str
    heads: Sequence[Head]
    rows: Sequence[Row]
    bad: int  # lines refused or warned of
    code: str = ""  # only rows with this reason
    page: int = 1
    has_more: bool = False

    @property
    def says(self) -> str:
        return str(REASONS.get(self.code, ""))


def preview_of(run: ImportRun, sample: Sample, *, mode: str = "", code: str = "", page: int = 1) -> Preview:
    bad = sum((run.staged.get("refused") or {}).values()) + sum((run.staged.get("warned") or {}).values())
    mode = mode if mode in MODES else AROUND if bad else FIRST
    if mode == BAD or code:
        found = (one for one in refusals_of(run) if not code or one.reason.code == code)
        refusals = list(islice(found, (page - 1) * BAD_A_PAGE, page * BAD_A_PAGE + 1))
        bad_rows = [(one.line, _cells(run, one, sample), one) for one in refusals[:BAD_A_PAGE]]
        return _laid_out(run, BAD, bad_rows, bad, code=code, page=page, has_more=len(refusals) > BAD_A_PAGE)
    if mode == AROUND and bad:
        return _laid_out(run, AROUND, list(_around(run, sample)), bad)
    faults = {one.line: one for one in islice(refusals_of(run), LINES)}
    rows = [(line, cells, faults.get(line)) for line, cells in sample.rows(0, LINES)]
    return _laid_out(run, FIRST, rows, bad)


def line_cells(run: ImportRun, line: int) -> dict[str, str]:
    """A row as it is read now, with what was corrected; nothing where no row of the file's width stands there."""
    for batch in open_source(Path(run.path), Options(**run.options)).batches():
        if len(batch) and batch.lines[-1] >= line:
            found = next(Sample(batch).rows(Sample(batch).place_of(line) or 0, 1))
            return {**found[1], **run.corrections.get(str(line), {})} if found[0] == line else {}
    return {}


def corrected_row(run: ImportRun, line: int, cells: Mapping[str, str], columns: Sequence[str]) -> Row:
    """The row checked by itself, at once; the whole file is checked in the background."""
    texts = {column: pa.array([cells.get(column, "")]) for column in run.detected["columns"]}
    checked = check_row(run, Batch(np.array([line], dtype=np.int64), texts))
    return row_of(run, line, cells, next(iter(checked.refusals), None), columns)


def row_of(run: ImportRun, line: int, cells: Mapping[str, str], refusal: Refusal | None, columns: Sequence[str]) -> Row:
    """One row as it is shown; a corrected one that is good says so."""
    fields, cells = _fields(run), {**cells, **run.corrections.get(str(line), {})}
    at_fault = refusal.column.split(", ") if refusal else []
    fault = "asks" if refusal and refusal.is_warning else "refused"
    shown = [_cell(column, cells.get(column, ""), fields, fault if column in at_fault else "") for column in columns]
    if refusal is None:
        corrected = str(line) in run.corrections
        return Row(line, shown, tone="put-right" if corrected else "ok")
    tone = "ask" if refusal.is_warning else "bad"
    return Row(line, shown, say(refusal.reason), tone, refusal.reason.code)


def shown_columns(run: ImportRun, at_fault: Sequence[str] = ()) -> list[str]:
    """In the order of the file."""
    by_field = run.mapping["columns"]
    who = [field for field in PEOPLE if field in by_field][:1]
    chosen = [column for field in (*who, *TELLING) for column in by_field.get(field, ())]
    chosen += [column for names in by_field.values() for column in names]
    width = [*dict.fromkeys(chosen)][:COLUMNS]
    return [column for column in run.detected["columns"] if column in width or column in at_fault]


def _laid_out(
    run: ImportRun,
    mode: str,
    rows: Sequence[tuple[int, Mapping[str, str], Refusal | None]],
    bad: int,
    *,
    code: str = "",
    page: int = 1,
    has_more: bool = False,
) -> Preview:
    at_fault = [column for _line, _cells, one in rows if one for column in one.column.split(", ")]
    columns, fields = shown_columns(run, at_fault), _fields(run)
    heads = [Head(column, _head(fields.get(column, ""), column), fields.get(column) in NUMBERS) for column in columns]
    shown = [row_of(run, line, cells, one, columns) for line, cells, one in rows]
    return Preview(mode, heads, shown, bad, code, page, has_more)


def _head(field: str, column: str) -> str:
    words: Promise | str = SHORT[field] if field in SHORT else FIELD_WORDS.get(field, column)
    return str(words)


def _around(run: ImportRun, sample: Sample) -> Iterator[tuple[int, Mapping[str, str], Refusal | None]]:
    """Each of the first bad lines between its neighbours; those deeper in the file stand alone."""
    faults = {one.line: one for one in islice(refusals_of(run), BAD_AROUND)}
    shown: dict[int, Mapping[str, str]] = {}
    for line, one in faults.items():
        place = sample.place_of(line)
        if place is not None:
            shown.update(sample.rows(max(0, place - 1), 3))
        shown[line] = _cells(run, one, sample)
    for line in sorted(shown):
        yield line, shown[line], faults.get(line)


def _cells(run: ImportRun, refusal: Refusal, sample: Sample) -> Mapping[str, str]:
    if refusal.cells:
        return dict(zip(refused_columns(refused_of(run)), refusal.cells, strict=False))
    place = sample.place_of(refusal.line)
    found = next(sample.rows(place, 1), None) if place is not None else None
    return found[1] if found is not None and found[0] == refusal.line else {}


def _cell(column: str, value: str, fields: Mapping[str, str], fault: str) -> Cell:
    field = fields.get(column, "")
    return Cell(column, value if fault else shown_value(field, value), field in NUMBERS, fault)


def _fields(run: ImportRun) -> dict[str, str]:
    return {column: field for field, names in run.mapping["columns"].items() for column in names}
