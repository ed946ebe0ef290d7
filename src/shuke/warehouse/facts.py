"""Reads the months of a plan into the fact tables."""

from collections import defaultdict
from dataclasses import dataclass

from shuke.lib.money import exponent
from shuke.warehouse.extract import Extract, Month, MonthMark
from shuke.warehouse.manifest import MonthFiles
from shuke.warehouse.marts.fact_order import fact_order
from shuke.warehouse.marts.fact_order_line import fact_order_line
from shuke.warehouse.marts.order_set_aside import order_set_aside
from shuke.warehouse.staging import sales
from shuke.warehouse.writing import Writer


@dataclass(frozen=True)
class Facts:
    """What was written: files by month and table, and files without rows that give a shop without sales its columns."""

    months: dict[Month, MonthFiles]
    empty: dict[str, list[str]]


class FactWriter:
    def __init__(self, extract: Extract, writer: Writer, *, currency: str) -> None:
        self.extract = extract
        self.writer = writer
        self.currency = currency
        self.exponent = exponent(currency)

    def write(self, batches: tuple[tuple[Month, ...] | None, ...], marks: dict[Month, MonthMark]) -> Facts:
        """Read each batch of months (None: everything in one pass over the tables) and write its files."""
        files: dict[Month, dict[str, list[str]]] = defaultdict(dict)
        for number, months in enumerate(batches):
            for table, by_month in self._batch(number, months).items():
                for month, names in by_month.items():
                    files[month][table] = names
        months_files = {
            month: MonthFiles(mark=str(marks[month]), files=names) for month, names in files.items() if month in marks
        }
        return Facts(months=months_files, empty=self._empty())

    def _batch(self, number: int, months: tuple[Month, ...] | None) -> dict[str, dict[Month, list[str]]]:
        raw_orders, raw_lines = self.extract.land("orders", "lines", months=months)
        orders = sales.orders(raw_orders, exponent=self.exponent)
        lines = sales.lines(raw_lines, exponent=self.exponent)
        tables = {
            "fact_order": fact_order(orders, currency=self.currency),
            "order_set_aside": order_set_aside(orders, currency=self.currency),
            # Lines follow the orders landed with them: one that was deleted since the other was read is left out.
            "fact_order_line": fact_order_line(lines, fact_order(orders, currency=self.currency)),
        }
        return {name: self.writer.by_month(table, name, batch=number) for name, table in tables.items()}

    def _empty(self) -> dict[str, list[str]]:
        raw_orders, raw_lines = self.extract.without_rows("orders", "lines")
        orders = sales.orders(raw_orders, exponent=self.exponent)
        lines = sales.lines(raw_lines, exponent=self.exponent)
        tables = {
            "fact_order": fact_order(orders, currency=self.currency),
            "order_set_aside": order_set_aside(orders, currency=self.currency),
            "fact_order_line": fact_order_line(lines, orders),
        }
        return {name: self.writer.whole(table.drop("month"), f"{name}-empty") for name, table in tables.items()}
