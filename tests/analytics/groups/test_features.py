from datetime import date, timedelta

import ibis
import pandas as pd
import pytest

from shuke.analytics.groups.features import UnknownFamily, behaviour, columns_of, family_of, largest_categories

AS_OF = date(2026, 3, 31)
SATURDAY = date(2026, 3, 28)
# order, customer, day, hour, lines of (category, amount, discount)
BOUGHT = [
    ("1", "ANN", SATURDAY, 9, [("Fruit", 60, 20), ("Bread", 20, 0)]),
    ("2", "ANN", AS_OF, 18, [("Fruit", 20, 0)]),
    ("3", "ANN", AS_OF, 12, [("Fruit", -10, 0)]),
    ("4", "BOB", SATURDAY - timedelta(days=400), 12, [("Bread", 5, 0)]),
    ("5", "CAT", AS_OF + timedelta(days=1), 12, [("Bread", 5, 0)]),
]


def tables(*, timed: bool = True) -> tuple[ibis.Table, ibis.Table]:
    orders = [
        {"customer_id": who, "order_id": order, "ordered_on": day, "amount": sum(line[1] for line in lines),
         "is_purchase": lines[0][1] > 0, **({"hour": hour} if timed else {})}
        for order, who, day, hour, lines in BOUGHT
    ]  # fmt: skip
    rows = [
        {"customer_id": who, "order_id": order, "ordered_on": day, "product_id": category, "category_id": category,
         "amount": amount, "discount": discount}
        for order, who, day, _hour, lines in BOUGHT for category, amount, discount in lines
    ]  # fmt: skip
    return ibis.memtable(pd.DataFrame(orders)), ibis.memtable(pd.DataFrame(rows))


@pytest.fixture(scope="module")
def ann() -> "pd.Series[float]":
    orders, lines = tables()
    return behaviour(orders, lines, as_of=AS_OF, categories=["Fruit"]).loc["ANN"]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("recency_days", 0), ("orders", 2), ("spend", 90), ("spend_per_order", 45), ("lines_per_order", 1.5),
        ("categories", 2), ("weekend_share", 0.5), ("evening_share", 0.5), ("morning_share", 0.5),
        ("discount_share", 0.2 / 1.2), ("return_share", 0.1), ("category:Fruit", 0.8),
    ],
)  # fmt: skip
def test_each_figure_is_the_one_worked_by_hand(ann: "pd.Series[float]", column: str, value: float) -> None:
    assert ann[column] == pytest.approx(value, abs=1e-5)


def test_only_who_bought_in_the_window_has_a_row_and_nothing_later_is_read() -> None:
    orders, lines = tables()

    assert list(behaviour(orders, lines, as_of=AS_OF).index) == ["ANN"]


def test_without_hours_the_time_of_day_is_not_known() -> None:
    orders, lines = tables(timed=False)
    frame = behaviour(orders, lines, as_of=AS_OF)

    assert frame["evening_share"].isna().all()
    assert frame["weekend_share"].notna().all()


def test_categories_are_named_by_spend_in_the_window() -> None:
    assert largest_categories(tables()[1], as_of=AS_OF) == ["Fruit", "Bread"]
    assert largest_categories(tables()[1], as_of=AS_OF, count=1) == ["Fruit"]
    assert largest_categories(tables()[1].drop("category_id"), as_of=AS_OF) == []


def test_a_category_with_spaces_and_emoji_is_a_category() -> None:
    orders, lines = tables()
    renamed = lines.mutate(category_id=lines.category_id.cases(("Fruit", "🍎 all fruit"), else_=lines.category_id))
    frame = behaviour(orders, renamed, as_of=AS_OF, categories=["🍎 all fruit"])

    assert frame.loc["ANN", "category:🍎 all fruit"] == pytest.approx(0.8)


def test_chosen_kinds_name_their_columns() -> None:
    assert columns_of(["categories", "rfm"], categories=["Fruit"]) == [
        "recency_days", "orders", "spend", "category:Fruit",
    ]  # fmt: skip
    assert family_of("category:Fruit") == "categories"
    assert family_of("own column") == "own column"


def test_a_kind_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(UnknownFamily, match="rfm, basket"):
        columns_of(["mood"])
    with pytest.raises(UnknownFamily, match="chosen"):
        columns_of([])
