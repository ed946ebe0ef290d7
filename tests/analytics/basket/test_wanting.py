"""Who would want a product: the same model read the other way round."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from shuke.analytics.basket import NextBasket
from shuke.analytics.basket.recommend import NotFitted

AS_OF = date(2024, 6, 30)
KINDS = {"beans": "coffee", "filters": "coffee", "tea": "tea", "honey": "tea"}


@pytest.fixture(scope="module")
def fitted() -> NextBasket:
    """Thirty coffee drinkers, c29 of whom never bought filters, thirty tea drinkers, and one who bought honey once."""
    random = np.random.default_rng(3)
    rows = [("lonely", 10, "honey"), ("lonely", 3, "salt")]
    for number in range(60):
        staple, side = ("beans", "filters") if number < 30 else ("tea", "honey")
        for week in range(10):
            rows.append((f"c{number:02}", week * 7, staple))
            if number != 29 and random.random() < 0.5:
                rows.append((f"c{number:02}", week * 7, side))
    lines = pd.DataFrame(rows, columns=["customer_id", "ago", "product_id"])
    lines["ordered_on"] = [AS_OF - timedelta(days=ago) for ago in lines["ago"]]
    lines["order_id"] = lines["customer_id"] + "-" + lines["ago"].astype(str)
    return NextBasket().fit(lines, as_of=AS_OF)


def listed(rows: pd.DataFrame, label: str, part: str) -> list[str]:
    return list(rows.loc[(rows["label"] == label) & (rows["part"] == part), "customer_id"])


def test_buyers_come_first_and_only_they_have_a_chance(fitted: NextBasket) -> None:
    rows = fitted.who_wants(again=10, new=5)
    beans = rows[rows["label"] == "beans"]

    assert list(beans["rank"]) == list(range(1, len(beans) + 1))
    assert len(listed(rows, "beans", "repeat")) == 10
    assert set(listed(rows, "beans", "repeat")) <= {f"c{number:02}" for number in range(30)}
    assert beans.iloc[0]["reason"]["code"] in {"due", "habit"}
    assert beans["score"].between(0, 1).all()


def test_scores_equal_those_of_the_customer_s_own_list(fitted: NextBasket) -> None:
    rows = fitted.who_wants(again=60, new=0)
    own = fitted.recommend(k=5, customers=["c03"]).set_index("product_id")["score"]

    found = rows[(rows["customer_id"] == "c03") & (rows["part"] == "repeat")].set_index("label")["score"]
    assert found["beans"] == pytest.approx(own["beans"])


def test_who_has_the_taste_and_never_bought_it_is_the_first_of_the_new(fitted: NextBasket) -> None:
    rows = fitted.who_wants(again=10, new=3)

    assert listed(rows, "filters", "explore")[0] == "c29"
    reasons = rows[(rows["label"] == "filters") & (rows["customer_id"] == "c29")]["reason"]
    assert reasons.iloc[0] == {"code": "goes_with", "product_id": "beans"}


def test_of_a_kind_the_chances_of_its_products_add_up(fitted: NextBasket) -> None:
    products = fitted.who_wants(again=60, new=0)
    kinds = fitted.who_wants(KINDS, again=60, new=0)
    of = products[products["customer_id"] == "c03"].set_index("label")["score"]

    found = kinds[(kinds["customer_id"] == "c03") & (kinds["label"] == "coffee")].iloc[0]
    assert found["score"] == pytest.approx(1 - (1 - of["beans"]) * (1 - of["filters"]))
    assert found["product_id"] == "beans"
    assert set(kinds["label"]) == {"coffee", "tea"}


def test_what_few_buy_has_no_list(fitted: NextBasket) -> None:
    assert "salt" not in set(fitted.who_wants()["label"])


def test_who_must_not_be_asked_and_what_must_not_be_offered_are_on_no_list(fitted: NextBasket) -> None:
    rows = fitted.who_wants(unasked=["c03"], exclude=["tea"])

    assert "c03" not in set(rows["customer_id"])
    assert "tea" not in set(rows["label"])


def test_no_customer_stands_twice_on_a_list(fitted: NextBasket) -> None:
    rows = fitted.who_wants(KINDS)

    assert not rows.duplicated(["label", "customer_id"]).any()


def test_without_a_label_there_is_no_list(fitted: NextBasket) -> None:
    assert fitted.who_wants({}).empty


def test_before_fit_nothing_is_known() -> None:
    with pytest.raises(NotFitted):
        NextBasket().who_wants()
