"""Scores as the records keep them, and groups as sets."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.actions.segments.chosen import choose, numbers
from tests.records import make
from tests.scores.shop import buy_every
from tests.warehouse.shop import NOW, build_warehouse, nobody

from shuke.actions.segments.compile import Asked, ask_warehouse
from shuke.actions.segments.fields import FIELDS, Field, Kind
from shuke.actions.segments.parse import parse
from shuke.actions.segments.tree import All, Has, Node, Not, Operator, Some
from shuke.lib.money import from_minor
from shuke.records.customers.models import Customer
from shuke.scores.models import CustomerScore
from shuke.scores.services import run_scores

pytestmark = pytest.mark.django_db
AS_OF = date(2026, 2, 20)
SCORES = [field for field in FIELDS.values() if field.is_score]
LEAVES = [parse(line) for line in ("gender = male", "bought(times >= 3)", "store = HILL", "bought(last 15 days)")]


@pytest.fixture
def shop(data_folder: Path) -> None:
    river, hill = make.store("RIVER"), make.store("HILL")
    weekly = make.customer(number="WEEKLY", home=river, gender="male")
    buy_every(7, weekly, river, until=AS_OF, times=12, amount="50")
    buy_every(10, make.customer(number="LOST", home=hill), hill, until=AS_OF - timedelta(days=205), times=4)
    buy_every(1, make.customer(number="NEW", home=hill), hill, until=AS_OF - timedelta(days=3), times=1, amount="9.99")
    make.customer(number="PROSPECT", home=hill, gender="male")
    build_warehouse(data_folder)


@pytest.fixture
def scored(shop: None) -> None:
    run_scores(as_of=AS_OF, now=NOW, engine="duckdb", report=nobody)


def sets(node: Node, leaves: dict[Node, frozenset[int]], everybody: frozenset[int]) -> frozenset[int]:
    """What set algebra makes of the leaves."""
    match node:
        case Not(part):
            return everybody - sets(part, leaves, everybody)
        case All(parts):
            return frozenset.intersection(*(sets(part, leaves, everybody) for part in parts))
        case Some(parts):
            return frozenset.union(*(sets(part, leaves, everybody) for part in parts))
        case _:
            return leaves[node]


def grown(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    groups = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(st.builds(Not, inner), st.builds(All, groups), st.builds(Some, groups))


@pytest.mark.usefixtures("shop")
def test_groups_are_sets() -> None:
    everybody = frozenset(Customer.objects.values_list("pk", flat=True))
    leaves = {leaf: frozenset(choose(leaf, as_of=AS_OF).ids.tolist()) for leaf in LEAVES}

    @settings(max_examples=12, deadline=None)
    @given(st.recursive(st.sampled_from(LEAVES), grown, max_leaves=6))
    def hold(node: Node) -> None:
        assert frozenset(choose(node, as_of=AS_OF).ids.tolist()) == sets(node, leaves, everybody)

    hold()


def kept(field: Field) -> dict[int, object]:
    """By customer, as the run wrote it to the records."""
    return dict(CustomerScore.objects.values_list("pk", field.lookup.removeprefix("score__")))


def equal_to(field: Field, value: object) -> Has:
    said = from_minor(int(str(value)), "CNY") if field.kind == Kind.MONEY else value
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return Has(field.key, Operator.IS, (Decimal(repr(value)) if is_number and said is value else said,))  # type: ignore[arg-type]


@pytest.mark.usefixtures("scored")
def test_every_score_is_the_one_the_records_keep() -> None:
    asked: list[Asked] = []
    expected = []
    for field in SCORES:
        values = kept(field)
        for value in {value for value in values.values() if value not in (None, "")}:
            asked.append((equal_to(field, value), field))
            expected.append({pk for pk, held in values.items() if held == value})
        if field.kind != Kind.YES_NO:
            asked.append((Has(field.key, Operator.IS_UNKNOWN), field))
            expected.append({pk for pk, held in values.items() if held in (None, "")})

    answers = ask_warehouse(asked, as_of=None)

    for each, found, wanted in zip(asked, answers.ids, expected, strict=True):
        assert set(found.tolist()) == wanted, each


@pytest.mark.usefixtures("scored")
def test_scores_are_compared() -> None:
    make.customer(number="TODAY")

    assert numbers("stage in (new, lost)") == {"NEW", "LOST"}
    assert numbers("spend between 9.99 and 10 or latest_on >= 2026-02-20") == {"NEW", "WEEKLY"}
    assert choose("stage = new").as_of == AS_OF
    # Whoever registered since has bought nothing and has no score.
    assert numbers("not bought() and not stage = potential") == {"TODAY"}
    assert "TODAY" not in numbers("rhythm_days is unknown")
