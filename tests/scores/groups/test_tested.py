"""Who was tested and who answered, out of the refreshed shop: the customers as they stood the day before."""

from datetime import timedelta
from decimal import Decimal

import pytest
from tests.records import make
from tests.scores.shop import AS_OF

from shuke.pipeline import RefreshResult
from shuke.records.customers.models import Customer
from shuke.scores.groups import services as groups
from shuke.scores.groups.models import RuleSet
from shuke.scores.groups.services.behaviour import Behaviour
from shuke.scores.groups.services.ruling import _of_test
from shuke.scores.models import ModelRun
from shuke.scores.services.runs import recorded_step
from shuke.scores.trials import services
from shuke.scores.trials.models import CellTable

KIND = ModelRun.Kind.GROUPS

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


def counted() -> CellTable:
    table = services.ask_for_cells(
        name="Bread", begins_on=AS_OF - timedelta(days=13), days=14, answer="order", key="", step=1,
        cost_per_piece=Decimal("0.5"), net_revenue_per_sale=Decimal(10),
    )  # fmt: skip
    services.run_trials(as_of=AS_OF, now=make.NOW, engine="duckdb")
    table.refresh_from_db()
    return table


def test_who_never_bought_is_told_from_who_did(shop: RefreshResult) -> None:
    with recorded_step(kind=KIND, as_of=AS_OF, now=make.NOW, engine="duckdb", parameters={}) as (tables, _run, _):
        bought = Behaviour(tables, as_of=AS_OF).bought
    never = Customer.objects.exclude(pk__in=bought)

    assert len(bought) == 5
    assert [person.number for person in never] == ["PROSPECT"]


def test_the_tested_stand_in_halves_as_of_the_day_before(shop: RefreshResult) -> None:
    table = counted()
    with recorded_step(kind=KIND, as_of=AS_OF, now=make.NOW, engine="duckdb", parameters={}) as (tables, _run, _):
        behaviour = Behaviour(tables, as_of=AS_OF)
        lesson = _of_test(table, behaviour, seed=1)
        before = behaviour.before(table.begins_on)
    answered = {
        number: bool(flag)
        for frame, happened in (lesson.learnt, lesson.judged)
        for number, flag in zip(frame.index, happened, strict=True)
    }

    assert answered == {"WEEKLY": True, "MONTHLY": True, "SLIPPING": False, "LOST": False}
    assert len(lesson.learnt[0]) == len(lesson.judged[0]) == 2
    assert lesson.learnt[0].equals(before.loc[lesson.learnt[0].index])


def test_a_run_says_that_four_tested_are_too_thin(shop: RefreshResult) -> None:
    groups.ask_for_rules(target="responded", table=counted())
    groups.run_groups(as_of=AS_OF, now=make.NOW, engine="duckdb")

    assert RuleSet.objects.get(target="responded").refusal == "TooFew"
