"""A sales file through the intake's readers, guesses and checks, into the lines that are analysed."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.utils.translation import gettext as _

from shuke.intake.checks import Ground, Refusal, check
from shuke.intake.checks.orders import NO_PRODUCT
from shuke.intake.guess import propose, settle_dates
from shuke.intake.mapping import Mapping as FileMapping
from shuke.intake.mapping import Proposal, apply_told, incomplete
from shuke.intake.numbers import SCALE
from shuke.intake.reading import Options, Source, open_source
from shuke.report.remarks import names_of, numbers_of_two_names, returns_without_sale
from shuke.report.sales import LINE_SCHEMA, OPTION_OF, Column, Refused, Sales, Tally
from shuke.report.words.refusals import in_words

# What the command line calls differently from the intake.
FIELD_OF = {option: name for name, option in OPTION_OF.items()}
WHO = ("customer", "customer_card", "customer_phone", "customer_email", "customer_wechat")

Refuse = Callable[[Iterable[Refused]], None]


@dataclass(frozen=True)
class FileHints:
    """What a person said of the file; empty where it is to be guessed."""

    columns: Mapping[str, str] = field(default_factory=dict)  # field (customer, date …) → column, by name or number
    date_format: str = ""  # "day_first", "month_first" or a pattern such as %d/%m/%Y
    time_zone: str = "UTC"  # of the stores, for moments that carry a zone; others are read as they stand
    currency: str = ""  # ISO 4217, of lines that name none
    options: Options = field(default_factory=Options)


def read_sales(path: Path, *, hints: FileHints, refuse: Refuse) -> Sales:
    """Read the whole file; refused rows go to `refuse` as they come.

    Raises:
        SourceRefused: the file is no table, or a needed column cannot be told.
    """
    source = open_source(path, hints.options)
    proposal = _understand(source, hints)
    kept = _Kept(proposal.mapping)
    ground = Ground(time_zone=hints.time_zone)
    for batch in source.batches():
        checked = check(batch, proposal.mapping, ground)
        kept.take(checked.rows)
        kept.tally.rows += len(batch) + len(batch.misfits)
        kept.tally.noticed += checked.noticed
        refuse(_counted((row for row in checked.refusals if not row.is_warning), kept.tally))
    if "product" not in proposal.mapping.columns:
        del kept.tally.noticed["product_missing"]  # said of every line, and nothing to look at
    currency = kept.settle_currency(refuse)
    lines = kept.lines()
    kept.remark(lines)
    days = pc.min_max(lines["ordered_on"].filter(pc.greater(lines["quantity"], 0))).as_py()
    description = source.description
    return Sales(
        path=path,
        sha256=_fingerprint(path),
        format=description.format,
        encoding=description.encoding,
        columns=_columns(proposal, description.columns),
        left_out=proposal.left_out,
        lines=lines,
        tally=kept.tally,
        decimals=kept.decimals,
        currency=currency,
        first_on=days["min"],
        latest_on=days["max"],
    )


def _understand(source: Source, hints: FileHints) -> Proposal:
    names = source.description.columns
    said = {
        "columns": {FIELD_OF.get(name, name): column for name, column in hints.columns.items()},
        "date_format": hints.date_format,
        "currency": hints.currency,
    }
    proposal = apply_told(propose(source, "orders"), said, names)
    needed = [*proposal.missing, *([] if any(name in proposal.mapping.columns for name in WHO) else [("customer",)])]
    if needed:
        raise incomplete([[OPTION_OF.get(name, name) for name in group] for group in needed], names)
    return settle_dates(source, proposal)


def _counted(refusals: Iterable[Refusal], tally: Tally) -> Iterable[Refused]:
    for row in refusals:
        tally.refused[row.reason.code] += 1
        yield Refused(row.line, row.column, row.value, row.reason.code, in_words(row.reason))


def _columns(proposal: Proposal, names: tuple[str, ...]) -> tuple[Column, ...]:
    return tuple(
        Column(field_name, names.index(column) + 1, column, in_words(proposal.reasons[field_name]))
        for field_name, group in proposal.mapping.columns.items()
        for column in group
    )


def _fingerprint(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass
class _Kept:
    """Good lines of known customers, batch after batch, in the little that the analysis reads of them."""

    mapping: FileMapping
    tally: Tally = field(default_factory=Tally)
    tables: list[pa.Table] = field(default_factory=list)
    currencies: Counter[str] = field(default_factory=Counter)
    names: list[pa.Table] = field(default_factory=list)
    decimals: int = 0

    def take(self, rows: pa.Table) -> None:
        is_known = pc.not_equal(rows["customer"], "")
        if anonymous := len(rows) - pc.sum(is_known, min_count=0).as_py():
            self.tally.noticed["customer_unknown"] += anonymous
            rows = rows.filter(is_known)
        self.decimals = max(self.decimals, _decimals(rows["amount_e4"].to_numpy()))
        for counted in pc.value_counts(rows["currency"].combine_chunks()).to_pylist():
            self.currencies[counted["values"]] += counted["counts"]
        if "customer_name" in self.mapping.columns:
            self.names.append(names_of(rows))
        self.tables.append(self._line_table(rows))

    def remark(self, lines: pa.Table) -> None:
        found = {"two_names": numbers_of_two_names(self.names), "return_without_sale": returns_without_sale(lines)}
        self.tally.noticed += Counter(found)

    def settle_currency(self, refuse: Refuse) -> str:
        """That of most lines; any other line is refused, for no rate is known (docs/definitions.md, Currency)."""
        if not self.currencies:
            return ""
        main = max(self.currencies, key=lambda code: (self.currencies[code], code))
        if len(self.currencies) > 1:
            for place, table in enumerate(self.tables):
                is_main = pc.equal(table["currency"], main)
                refuse(self._foreign(table.filter(pc.invert(is_main)), main))
                self.tables[place] = table.filter(is_main)
        return main

    def lines(self) -> pa.Table:
        """All of them in LINE_SCHEMA, amounts in the file's precision."""
        step = 10 ** (SCALE - self.decimals)
        batches = [
            pa.table({**{name: table[name] for name in LINE_SCHEMA.names}, **_scaled(table, step)}, schema=LINE_SCHEMA)
            for table in self.tables
        ]
        self.tables = []
        return pa.concat_tables(batches) if batches else LINE_SCHEMA.empty_table()

    def _line_table(self, rows: pa.Table) -> pa.Table:
        """LINE_SCHEMA in 1/10,000, with line and currency until one is settled on."""
        has_orders = "order" in self.mapping.columns
        columns = {
            "line": rows["line"],
            "currency": rows["currency"].combine_chunks().dictionary_encode(),
            "customer_id": rows["customer"],
            "order_id": rows["order_key"] if has_orders else pa.repeat("", len(rows)),
            "ordered_on": rows["ordered_on"],
            "product_id": _null_if(rows["product"], NO_PRODUCT),
            "category_id": _null_if(rows["category"], ""),
            "quantity": rows["quantity_e4"],
            "amount": rows["amount_e4"],
            "margin": pc.subtract(rows["amount_e4"], rows["cost_e4"]),
            "original_order": _null_if(rows["original_order"], ""),
        }
        return pa.table(columns)

    def _foreign(self, rows: pa.Table, main: str) -> Iterable[Refused]:
        column = ", ".join(self.mapping.columns_of("currency"))
        for line, currency in zip(rows["line"].to_pylist(), rows["currency"].to_pylist(), strict=True):
            self.tally.refused["currency_other"] += 1
            reason = _("%(currency)s is not the currency of most rows (%(main)s), and no rate is known here")
            yield Refused(line, column, currency, "currency_other", reason % {"currency": currency, "main": main})


def _decimals(amounts_e4: "np.ndarray[tuple[int, ...], np.dtype[np.int64]]") -> int:
    """How many decimals these amounts need."""
    return next((n for n in range(SCALE) if not (amounts_e4 % 10 ** (SCALE - n)).any()), SCALE)


def _scaled(table: pa.Table, step: int) -> dict[str, pa.ChunkedArray]:
    """Amounts divide without rest; margins, whose costs may be finer, are rounded half up."""
    margin = pc.floor(pc.divide(pc.add(pc.cast(table["margin"], pa.float64()), step / 2), step))
    return {"amount": pc.divide(table["amount"], step), "margin": pc.cast(margin, pa.int64())}


def _null_if(words: pa.ChunkedArray, nothing: str) -> pa.ChunkedArray:
    return pc.if_else(pc.equal(words, nothing), None, words)
