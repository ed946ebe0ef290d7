"""Customers whose behaviour is known, without a warehouse: what the services compute from."""

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from tests.records import make
from tests.scores.trials import given as trials

from shuke.analytics.groups.targets import Target
from shuke.records.customers.models import Customer, Tag
from shuke.scores.groups import services
from shuke.scores.groups.models import CustomerGroup, Group
from shuke.scores.groups.services.behaviour import Behaviour
from shuke.scores.groups.services.grouping import group_customers
from shuke.scores.models import ModelRun
from shuke.scores.trials.models import CellMember, CellTable

AS_OF = date(2026, 3, 1)


class Known(Behaviour):
    """Half come often by day, half seldom in the evening; of the seldom ones most leave."""

    def __init__(self, *, as_of: date = AS_OF, customers: int = 40, days: int = 400) -> None:
        super().__init__(tables=Any, as_of=as_of)  # type: ignore[arg-type]
        self.days = days
        self.numbers = [f"C{number:04}" for number in range(customers)]

    @property
    def categories(self) -> list[str]:  # type: ignore[override]
        return ["Fruit"]

    @property
    def keys(self) -> "pd.Series[int]":  # type: ignore[override]
        known = dict(Customer.objects.values_list("number", "pk"))
        return pd.Series([known.get(number, 0) for number in self.numbers], index=self.numbers)

    @property
    def bought(self) -> set[int]:  # type: ignore[override]
        return set(self.keys)

    @property
    def first_on(self) -> date | None:  # type: ignore[override]
        return date.fromordinal(self.as_of.toordinal() - self.days)

    def frame(self, *, as_of: date, window_days: int, categories: list[str] | None = None) -> pd.DataFrame:
        random = np.random.default_rng(as_of.toordinal())
        often = np.arange(len(self.numbers)) % 2 == 0
        figures = {
            "recency_days": np.where(often, 3.0, 60.0), "orders": np.where(often, 50.0, 3.0),
            "spend": np.where(often, 90_000.0, 4_000.0), "spend_per_order": np.full(len(often), 1_500.0),
            "lines_per_order": np.where(often, 9.0, 4.0), "categories": np.where(often, 12.0, 4.0),
            "weekend_share": np.full(len(often), 0.3), "evening_share": np.where(often, 0.1, 0.8),
            "morning_share": np.full(len(often), 0.1), "discount_share": np.full(len(often), 0.1),
            "return_share": np.zeros(len(often)), "category:Fruit": np.where(often, 0.5, 0.1),
        }  # fmt: skip
        noise = random.uniform(0.9, 1.1, size=(len(often), len(figures)))
        return pd.DataFrame(figures, index=self.numbers) * noise

    def before(self, day: date) -> pd.DataFrame:
        return self.frame(as_of=day, window_days=365)

    def happened(self, target: Target, *, as_of: date) -> "pd.Series[bool]":
        random = np.random.default_rng(as_of.toordinal())
        chance = np.where(np.arange(len(self.numbers)) % 2 == 0, 0.1, 0.8)
        return pd.Series(random.random(len(chance)) < chance, index=self.numbers)

    def asked(self, target: Target) -> list[str]:
        return self.numbers[:10]


class ByTheHour(Known):
    """The same figures, dealt out at random: only who comes in the evening still goes by the number."""

    def frame(self, *, as_of: date, window_days: int, categories: list[str] | None = None) -> pd.DataFrame:
        frame = super().frame(as_of=as_of, window_days=window_days, categories=categories)
        random = np.random.default_rng(as_of.toordinal() + 1)
        dealt = {name: random.permutation(frame[name]) for name in frame.columns if name != "evening_share"}
        return frame.assign(**dealt)


def people(count: int = 40) -> list[Customer]:
    store = make.store("RIVER")
    return [make.customer(number=f"C{number:04}", home=store) for number in range(count)]


def wine_people(buyers: int = 200, prospects: int = 20) -> None:
    """C0000 to C`buyers` buy, P0000 to P`prospects` never did. Of every second, odd ones among buyers, it is known that
    they like wine: those who come in the evening (`Known`)."""
    store = make.store("RIVER")
    wine = Tag.objects.create(name="wine")
    for letter, count in (("C", buyers), ("P", prospects)):
        for number in range(count):
            person = make.customer(number=f"{letter}{number:04}", home=store)
            if number % 2:
                person.tags.add(wine)


def evening_group(customers: int = 200) -> Group:
    """Those who come in the evening."""
    grouping = services.ask_for_groups(name="All", families=["rfm"], count=2)
    group_customers(grouping, Known(customers=customers), run=run_on(), seed=1)
    return CustomerGroup.objects.get(customer__number="C0001").group


def table_of(count: int, *, is_answered_by: Callable[[int], bool], step: int = 1) -> CellTable:
    """Customers C0000 to C`count`, every `step`-th tested; whether one answered goes by the number."""
    table = trials.table(step=step, cells=[trials.cell("555", customers=count, pieces=count // step)])
    table.save()
    CellMember.objects.bulk_create(
        CellMember(
            customer=person,
            table=table,
            cell=555,
            is_tested=number % step == 0,
            answered=is_answered_by(number),
        )
        for number, person in enumerate(people(count))
    )
    return table


def evening_answers(number: int) -> bool:
    """Of those who come in the evening, as `Known` has them, seven of ten answer; of the others one of twenty."""
    return number // 2 % 10 < 7 if number % 2 else number // 2 % 20 == 0


def run_on(as_of: date = AS_OF) -> ModelRun:
    from django.utils import timezone

    return ModelRun.objects.create(kind=ModelRun.Kind.GROUPS, as_of=as_of, started_at=timezone.now(), currency="CNY")
