"""A batch seen through its mapping: fields instead of columns, and a note of every row that cannot stay."""

from collections import Counter
from collections.abc import Callable, Iterable
from collections.abc import Mapping as Facts

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from shuke.intake.checks.shapes import Refusal
from shuke.intake.fields import FIELDS, Field
from shuke.intake.mapping import Mapping
from shuke.intake.moments import Moments, read_moments
from shuke.intake.numbers import Numbers, read_numbers
from shuke.intake.reading import Batch
from shuke.intake.reasons import Fact, Reason

Mask = NDArray[np.bool_]
Value = str | int | float | bool
# How a spreadsheet shows a long number it took for a quantity: 6.90123E+12.
ROUNDED = r"^\d\.\d+[eE]\+\d+$"


class Sheet:
    def __init__(self, batch: Batch, mapping: Mapping, custom: Facts[str, Field] | None = None) -> None:
        self._batch = batch
        self._mapping = mapping
        self._fields = {**FIELDS[mapping.kind], **(custom or {})}
        self._reasons: dict[int, tuple[str, Reason]] = {}  # row → field at fault and why; the first fault counts
        self._warnings: list[tuple[int, str, Reason]] = []
        self.noticed: Counter[str] = Counter()
        self.lines = pa.array(batch.lines)
        self._nothing = pa.repeat(pa.scalar(""), len(batch))

    def __len__(self) -> int:
        return len(self._batch)

    def has(self, field: str) -> bool:
        return field in self._mapping.columns

    def text(self, field: str) -> pa.Array:
        """The field's words, trimmed, several columns joined, cut to what the records hold; "" where empty."""
        return self._cut(field, self._joined(field))

    def key(self, field: str) -> pa.Array:
        """As `text`, but a key too long for the records refuses its row: cut keys would be other keys."""
        words = self._joined(field)
        limit = self._fields[field].limit
        too_long = pc.greater(pc.utf8_length(words), limit).to_numpy(zero_copy_only=False)
        self.refuse(too_long, field, "key_too_long", limit=limit)
        rounded = pc.match_substring_regex(words, ROUNDED)
        if pc.any(rounded).as_py():
            rows = np.flatnonzero(rounded.to_numpy(zero_copy_only=False))
            self.note({int(row): Reason("id_rounded", {"value": words[row].as_py()}) for row in rows}, field)
        return words

    def numbers(self, field: str) -> Numbers:
        """The field's numbers, several columns added up; unreadable ones refuse their row."""
        columns = self._mapping.columns_of(field)
        if not columns:
            return Numbers(np.zeros(len(self), np.int64), {}, np.ones(len(self), bool))
        parts = [read_numbers(self._batch.columns[column], decimal=self._mapping.decimal) for column in columns]
        for part in parts:
            self.note(part.reasons, field)
        empty = np.logical_and.reduce([part.is_empty for part in parts])
        return Numbers(np.sum([part.values_e4 for part in parts], axis=0), {}, empty)

    def moments(self, field: str) -> Moments:
        """The field's dates; unreadable ones refuse their row."""
        found = read_moments(self._joined(field), style=self._mapping.date_format)
        self.note(found.reasons, field)
        return found

    def turned(self, field: str, turn: Callable[[str], Value | Reason]) -> list[Value | None]:
        """`turn` applied to each distinct word once, None where the cell is empty; a Reason refuses its rows."""
        encoded = self.text(field).dictionary_encode()
        found = [turn(word) if word else None for word in encoded.dictionary.to_pylist()]
        cells = [found[place] for place in encoded.indices.to_pylist()]
        self.note({row: cell for row, cell in enumerate(cells) if isinstance(cell, Reason)}, field)
        return [None if isinstance(cell, Reason) else cell for cell in cells]

    def note(self, reasons: dict[int, Reason], field: str) -> None:
        for row, reason in reasons.items():
            self._reasons.setdefault(row, (field, reason))

    def refuse(self, rows: Mask, field: str, code: str, **facts: Fact) -> None:
        self.note(dict.fromkeys(map(int, np.flatnonzero(rows)), Reason(code, facts)), field)

    def warn(self, row: int, field: str, reason: Reason) -> None:
        self._warnings.append((row, field, reason))

    def notice(self, rows: Mask, code: str) -> None:
        """Accepted rows worth a look; those refused for another reason are not counted."""
        if count := int((rows & self.good).sum()):
            self.noticed[code] += count

    @property
    def good(self) -> Mask:
        mask = np.ones(len(self), dtype=bool)
        mask[list(self._reasons)] = False
        return mask

    def refusals(self) -> list[Refusal]:
        """Every refused row, warned row and misfit, in the order of their lines."""
        marked = [(row, *why, False) for row, why in self._reasons.items()]
        marked += [(row, field, reason, True) for row, field, reason in self._warnings if row not in self._reasons]
        return sorted([*self._refused(marked), *self._misfits()], key=lambda refusal: refusal.line)

    def _refused(self, marked: list[tuple[int, str, Reason, bool]]) -> Iterable[Refusal]:
        rows = pa.array([row for row, *_ in marked], type=pa.int64())
        cells = zip(*(column.take(rows).to_pylist() for column in self._batch.columns.values()), strict=True)
        names = list(self._batch.columns)
        for (row, field, reason, is_warning), cell in zip(marked, cells, strict=True):
            columns = self._mapping.columns_of(field)
            value = " ".join(cell[names.index(column)] for column in columns)
            yield Refusal(int(self._batch.lines[row]), ", ".join(columns), value, reason, tuple(cell), is_warning)

    def _misfits(self) -> Iterable[Refusal]:
        for misfit in self._batch.misfits:
            code = "cells_too_few" if misfit.found < misfit.expected else "cells_too_many"
            facts: dict[str, Fact] = {"found": misfit.found, "expected": misfit.expected}
            yield Refusal(misfit.line, "", "", Reason(code, facts), misfit.cells)

    def _joined(self, field: str) -> pa.Array:
        columns = [_plain(self._batch.columns[name]) for name in self._mapping.columns_of(field)]
        if not columns:
            return self._nothing
        if len(columns) == 1:
            return columns[0]
        filled = [pc.if_else(pc.equal(column, ""), None, column) for column in columns]
        return pc.binary_join_element_wise(*filled, self._fields[field].joined, null_handling="skip")

    def _cut(self, field: str, words: pa.Array) -> pa.Array:
        limit = self._fields[field].limit
        if not limit:
            return words
        too_long = pc.greater(pc.utf8_length(words), limit)
        if pc.any(too_long).as_py():
            self.notice(too_long.to_numpy(zero_copy_only=False), "text_cut")
            return pc.utf8_slice_codeunits(words, 0, limit)
        return words


def _plain(column: pa.Array) -> pa.Array:
    """Trimmed, and without the apostrophe that keeps a spreadsheet (ours too) from running the text as a formula."""
    words = pc.utf8_trim_whitespace(column)
    marked = pc.starts_with(words, "'")
    return pc.replace_substring_regex(words, r"^'([=+\-@])", r"\1") if pc.any(marked).as_py() else words
