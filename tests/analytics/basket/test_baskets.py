from datetime import date
from decimal import Decimal

import ibis
import numpy as np
import pandas as pd
import pytest
from tests.analytics.basket.given import DAY, lines

from shuke.analytics.basket import baskets
from shuke.analytics.worth.columns import MissingColumns


def contents(read: baskets.Baskets) -> list[set[str]]:
    """Orders as sets of products, in no order of their own."""
    found = [
        {read.products[place] for place in read.bought.indices[start:end]}
        for start, end in zip(read.bought.indptr[:-1], read.bought.indptr[1:], strict=True)
    ]
    return sorted(found, key=sorted)


def test_a_product_counts_once_an_order() -> None:
    read = baskets.from_lines(lines(["tea", "tea", "cup"], ["tea"]))

    assert contents(read) == [{"cup", "tea"}, {"tea"}]
    assert list(read.orders_with) == [1, 2]


def test_products_are_ids_as_text_in_order_of_code_points() -> None:
    read = baskets.from_lines(lines([10, 9, 100]))
    worded = baskets.from_lines(lines(["é", "red tea 🍵", "Z", "a", " a", "茶"]))

    assert read.products == ("10", "100", "9")
    assert worded.products == (" a", "Z", "a", "red tea 🍵", "é", "茶")


def test_the_same_number_on_another_day_or_of_another_customer_is_another_order() -> None:
    rows = pd.DataFrame(
        {
            "customer_id": ["ann", "ann", "bob", None],
            "order_id": [1, 1, 1, 1],
            "ordered_on": [DAY, date(2024, 5, 2), DAY, DAY],
            "product_id": ["tea", "cup", "pot", "jug"],
        }
    )

    assert contents(baskets.from_lines(rows)) == [{"cup"}, {"jug"}, {"pot"}, {"tea"}]


def test_the_time_of_day_does_not_split_an_order() -> None:
    stamped = lines(["tea", "cup"]).assign(ordered_on=pd.to_datetime(["2024-05-01 09:00", "2024-05-01 09:01"]))

    assert contents(baskets.from_lines(stamped)) == [{"cup", "tea"}]


def test_without_a_number_one_customers_day_is_an_order() -> None:
    rows = pd.DataFrame(
        {
            "customer_id": ["ann", "ann", None],
            "order_id": pd.Series([None, None, None], dtype=object),
            "ordered_on": [DAY, DAY, DAY],
            "product_id": ["tea", "cup", "nobody's"],
        }
    )

    assert contents(baskets.from_lines(rows)) == [{"cup", "tea"}]


def test_what_came_back_is_not_in_the_basket() -> None:
    rows = lines(["kept", "half back", "back", "returned", "free", "refund", "unknown"]).assign(
        quantity=[1, 2, 1, -1, 0, None, None],
        returned_quantity=[None, 1, 1, 0, 0, 0, 0],
        amount=[1, 1, 1, -1, 0, -5, 5],
    )

    assert contents(baskets.from_lines(rows)) == [{"kept", "half back", "free", "unknown"}]


def test_an_order_wholly_returned_is_no_order() -> None:
    assert baskets.from_lines(lines(["tea"], ["cup"]).assign(quantity=[1, -1])).orders == 1


def test_any_level_can_be_paired_and_unknown_values_are_not() -> None:
    rows = lines(["tea", "cup", "jug"], ["tea"]).assign(category=["drinks", "ware", "ware", None])

    assert contents(baskets.from_lines(rows, level="category")) == [{"drinks", "ware"}]


def test_amounts_are_means_over_the_orders_that_have_the_product() -> None:
    rows = lines(["tea", "tea", "cup"], ["tea"]).assign(amount=[Decimal("1.10"), Decimal("2.20"), Decimal(5), None])

    read = baskets.from_lines(rows)

    assert dict(zip(read.products, read.amounts, strict=True)) == {"cup": 5.0, "tea": pytest.approx(1.65)}
    assert np.isnan(baskets.from_lines(lines(["tea"])).amounts).all()


def test_tables_and_frames_and_categoricals_say_the_same() -> None:
    frame = lines(["tea", "cup"], ["tea"], amount=2.5)
    unused = frame.assign(product_id=pd.Categorical(frame.product_id, categories=["pot", "tea", "cup"]))

    for given in (ibis.memtable(frame), unused, baskets.from_lines(frame)):
        read = baskets.from_lines(given)
        assert read.products == ("cup", "tea")
        assert contents(read) == [{"cup", "tea"}, {"tea"}]
        assert list(read.amounts) == [2.5, 2.5]


def test_no_lines_are_no_baskets() -> None:
    assert baskets.from_lines(lines()).orders == 0
    assert baskets.from_lines(lines(["back"], quantity=-1)).products == ()


def test_a_missing_column_is_named() -> None:
    with pytest.raises(MissingColumns, match="no column category_id"):
        baskets.from_lines(lines(["tea"]), level="category_id")


def test_a_mixture_of_kinds_is_refused_with_a_sentence() -> None:
    with pytest.raises(baskets.UnreadableLines, match="one kind of value"):
        baskets.from_lines(lines(["tea", 5]))
    with pytest.raises(baskets.UnreadableLines, match="cannot be read"):
        baskets.from_lines(lines(["tea"], quantity="some"))
