"""Runs of `analyse_file`, and what they leave behind."""

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shuke.report.analyse import analyse_file
from shuke.report.reading import FileHints

# Columns of CDNOW's sample, which has no header.
NUMBERS = {"customer": "2", "date": "3", "quantity": "4", "amount": "5"}

Analyse = Callable[..., "Analysed"]


@dataclass(frozen=True)
class Analysed:
    """What one run left behind."""

    out: Path
    said: list[str]

    @property
    def customers(self) -> list[dict[str, str]]:
        with (self.out / "customers.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def customer(self, customer_id: str) -> dict[str, str]:
        return next(row for row in self.customers if row["customer_id"] == customer_id)

    @property
    def rejected(self) -> list[dict[str, str]]:
        with (self.out / "rejected.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    @property
    def summary(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.out / "summary.json").read_text("utf-8"))
        return found

    @property
    def page(self) -> str:
        return (self.out / "report.html").read_text("utf-8")


def run(path: Path, out: Path, **options: Any) -> Analysed:
    said: list[str] = []
    as_of, language = options.pop("as_of", None), options.pop("language", "en")
    analyse_file(path=path, out=out, as_of=as_of, hints=FileHints(**options), language=language, say=said.append)
    return Analysed(out, said)
