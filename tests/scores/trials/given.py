"""Tests counted by hand: what pages and endpoints read."""

from datetime import date
from decimal import Decimal
from typing import Any

from tests.records import make

from shuke.records.customers.models import Customer, Tag
from shuke.scores.models import ModelRun
from shuke.scores.trials.models import CellMember, CellTable, ControlTest
from shuke.scores.trials.results import chosen_cells

AS_OF = date(2026, 3, 1)
BEGINS_ON = date(2026, 2, 1)


def cell(code: str, *, customers: int = 200, pieces: int = 50, responses: int = 0, later: int = 0) -> dict[str, Any]:
    return {"cell": code, "customers": customers, "pieces": pieces, "responses": responses, "later": later}


# One cell answers well, one hardly, one not at all.
CELLS = [
    cell("555", responses=10, later=25),
    cell("333", responses=1, later=4),
    cell("111", responses=0, later=1),
]


def table(*, step: int = 4, cells: list[dict[str, Any]] | None = None, **facts: Any) -> CellTable:
    """Break-even is 5 %: 0.50 a piece, 10 a sale."""
    found = CellTable(
        **{
            "name": "Frozen pizza",
            "begins_on": BEGINS_ON,
            "days": 28,
            "answer": CellTable.Answer.ORDER,
            "step": step,
            "cost_per_piece": Decimal("0.5"),
            "net_revenue_per_sale": Decimal(10),
            "cells": CELLS if cells is None else cells,
            **facts,
        }
    )
    found.chosen = chosen_cells(found)
    return found


def stored(**facts: Any) -> tuple[CellTable, list[Customer]]:
    """Two customers in cell 555, the first tested and answering, and one tested in 111."""
    found = table(**facts)
    found.save()
    home = make.store("RIVER")
    people = [make.customer(number=number, home=home) for number in ("TESTED", "WAITING", "SILENT")]
    for person, code, is_tested in zip(people, (555, 555, 111), (True, False, True), strict=True):
        CellMember.objects.create(
            customer=person, table=found, cell=code, is_tested=is_tested, answered=person.number == "TESTED"
        )
    return found, people


EFFECT = {
    "treated": 0.1, "control": 0.06, "difference": 0.04, "lower": 0.01, "upper": 0.07, "total": 20.0,
    "total_lower": 5.0, "total_upper": 35.0, "probability_above": 0.99, "verdict": "gain",
}  # fmt: skip
FOUND = {
    "treated": 500,
    "control": 500,
    "effect": {"response": EFFECT, "revenue": {**EFFECT, "lower": None, "upper": None, "verdict": "unclear"}},
    "winner": "one_variable",
    "contest_refusal": "",
    "contest": {"one_variable": {"qini": 0.02, "lower": 0.01, "upper": 0.03, "lead": 0.0}},
    "variable": "recency_days",
    "curve": {"share": [0.0, 1.0], "random": [0.0, 0.04], "one_variable": [0.0, 0.04], "two_models": [0.0, 0.04]},
}


def control_test(**facts: Any) -> ControlTest:
    treated, held_out = (Tag.objects.create(name=name) for name in ("Spring", "Spring, held out"))
    defaults = {
        "name": "Spring mailing", "begins_on": BEGINS_ON, "days": 28, "treated": treated, "control": held_out,
        "cost_per_piece": Decimal("0.62"), "margin_share": Decimal("0.3"), "found": FOUND,
    }  # fmt: skip
    return ControlTest.objects.create(**{**defaults, **facts})


def run_on(as_of: date = AS_OF, kind: str = ModelRun.Kind.TRIALS) -> ModelRun:
    return ModelRun.objects.create(
        kind=kind, as_of=as_of, started_at=make.NOW, finished_at=make.NOW, currency="CNY", data_fingerprint="x"
    )
