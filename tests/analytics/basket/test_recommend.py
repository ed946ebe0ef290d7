"""The next basket: who gets what, why, and what nobody is offered."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from shuke.analytics.basket import NextBasket
from shuke.analytics.basket.recommend import BadRecommendation, NotFitted
from shuke.analytics.worth.columns import MissingColumns

AS_OF = date(2024, 6, 30)


def lines(*rows: tuple[str, int, str]) -> pd.DataFrame:
    """Customer, days before AS_OF, product."""
    return pd.DataFrame(
        [
            {
                "customer_id": who,
                "order_id": f"{who}-{ago}",
                "ordered_on": AS_OF - timedelta(days=ago),
                "product_id": what,
            }
            for who, ago, what in rows
        ]
    )


@pytest.fixture(scope="module")
def shop() -> pd.DataFrame:
    """Two tastes: 30 customers buy beans weekly and filters at times, 30 tea weekly and honey at times."""
    random = np.random.default_rng(7)
    rows = []
    for number in range(60):
        staple, side, rare = ("beans", "filters", "grinder") if number < 30 else ("tea", "honey", "teapot")
        for week in range(12):
            rows.append((f"c{number}", week * 7, staple))
            if random.random() < 0.4:
                rows.append((f"c{number}", week * 7, side))
            if number not in (0, 30) and week == 5:
                rows.append((f"c{number}", week * 7, rare))
            if random.random() < 0.3:
                rows.append((f"c{number}", week * 7, "milk"))
    return lines(*rows)


@pytest.fixture(scope="module")
def fitted(shop: pd.DataFrame) -> NextBasket:
    return NextBasket().fit(shop, as_of=AS_OF)


def products_of(rows: pd.DataFrame, customer: str) -> list[str]:
    return list(rows.loc[rows["customer_id"] == customer, "product_id"])


def test_what_is_bought_every_week_comes_first(fitted: NextBasket) -> None:
    rows = fitted.recommend(k=3, customers=["c4", "c40"])

    assert list(rows.columns) == ["customer_id", "rank", "product_id", "score", "reason", "part"]
    assert rows.loc[rows["rank"] == 1, "product_id"].tolist() == ["beans", "tea"]
    assert rows["score"].between(0, 1).all()


def test_what_is_fetched_by_itself_precedes_what_comes_along_on_large_trips() -> None:
    trips = [("pan", week * 7, "milk") for week in range(0, 12, 2)]
    large = [("pan", week * 7, f"goods {number}") for week in range(1, 12, 2) for number in range(20)]

    rows = NextBasket().fit(lines(*trips, *large), as_of=AS_OF).recommend(k=21)

    assert rows["product_id"].iloc[0] == "milk"


def test_chances_are_as_often_right_as_they_say(fitted: NextBasket, shop: pd.DataFrame) -> None:
    """What is bought on 12 of 12 days, and what on four of ten."""
    rows = fitted.recommend(k=3).groupby("product_id")["score"].mean()

    assert rows[["beans", "tea"]].min() > 0.9
    assert rows[["filters", "honey"]].between(0.3, 0.5).all()


def test_everybody_gets_k_products_each_once(fitted: NextBasket) -> None:
    rows = fitted.recommend(k=5)

    assert rows.groupby("customer_id").size().eq(5).all()
    assert rows["customer_id"].nunique() == 60
    assert not rows.duplicated(["customer_id", "product_id"]).any()
    assert rows.groupby("customer_id")["rank"].agg(list).map(lambda ranks: ranks == [1, 2, 3, 4, 5]).all()


def test_new_products_follow_the_taste_of_similar_customers(fitted: NextBasket) -> None:
    rows = fitted.recommend(k=1, customers=["c0", "c30"], explore=1.0)

    assert rows["product_id"].tolist() == ["grinder", "teapot"]
    assert rows["part"].eq("explore").all()
    assert rows["reason"].map(lambda reason: reason["code"]).eq("goes_with").all()


def test_the_slider_sets_how_many_are_new(fitted: NextBasket) -> None:
    rows = fitted.recommend(k=4, customers=["c4"], explore=0.5)

    assert rows["part"].tolist() == ["repeat", "repeat", "explore", "explore"]
    assert not set(rows["product_id"][2:]) & {"beans", "filters", "grinder", "milk"}


def test_a_rhythm_that_comes_round_is_the_reason() -> None:
    history = lines(*(("pan", ago, "beans") for ago in (50, 38, 26, 14)), ("pan", 0, "tea"))

    rows = NextBasket().fit(history, as_of=AS_OF).recommend(k=2)

    reasons = dict(zip(rows["product_id"], rows["reason"], strict=True))
    assert reasons["beans"] == {"code": "due", "usual_days": 12, "silence_days": 14}
    assert reasons["tea"] == {"code": "bought_before", "times": 1, "silence_days": 0}


def test_a_stranger_gets_what_most_buy(fitted: NextBasket) -> None:
    rows = fitted.recommend(k=1, customers=["nobody"])

    assert rows["product_id"].tolist() == ["milk"]
    assert rows["reason"].iloc[0] == {"code": "popular", "customers": 59}


def test_what_is_excluded_is_offered_to_nobody(fitted: NextBasket) -> None:
    rows = fitted.recommend(k=5, exclude=["beans", "milk"])

    assert not set(rows["product_id"]) & {"beans", "milk"}


def test_what_is_excluded_for_one_customer_is_offered_to_others(fitted: NextBasket) -> None:
    pairs = pd.DataFrame({"customer_id": ["c4"] * 3, "product_id": ["beans", "teapot", "unheard of"]})

    rows = fitted.recommend(k=6, customers=["c4", "c5"], exclude_pairs=pairs)

    assert not set(products_of(rows, "c4")) & {"beans", "teapot"}
    assert "beans" in products_of(rows, "c5")


def test_a_new_product_is_offered_to_those_who_buy_its_category(shop: pd.DataFrame) -> None:
    catalogue = pd.DataFrame(
        {
            "product_id": ["beans", "filters", "grinder", "tea", "honey", "teapot", "milk", "oolong"],
            "category": ["coffee", "coffee", "coffee", "tea", "tea", "tea", None, "tea"],
            "price": [12.0, 3.0, 40.0, 8.0, 5.0, 30.0, 1.0, 9.0],
        }
    )

    model = NextBasket().fit(shop, products=catalogue, as_of=AS_OF)
    tea, coffee = (model.recommend(k=8, customers=[who], explore=1.0) for who in ("c40", "c0"))

    assert tea["product_id"].iloc[0] == "oolong"
    assert coffee["product_id"].iloc[0] == "grinder"


def test_one_product_bought_once_is_a_sane_result() -> None:
    rows = NextBasket().fit(lines(("pan", 3, "豆 ☕"))).recommend(k=10)

    assert rows["product_id"].tolist() == ["豆 ☕"]


def test_no_lines_recommend_nothing() -> None:
    empty = lines(("pan", 3, "beans")).iloc[:0]

    assert NextBasket().fit(empty).recommend(k=10).empty


def test_returned_lines_are_not_bought() -> None:
    rows = lines(("pan", 3, "beans"), ("pan", 2, "tea")).assign(quantity=[1, -1])

    assert NextBasket().fit(rows).recommend(k=10)["product_id"].tolist() == ["beans"]


def test_the_order_of_the_lines_does_not_matter(shop: pd.DataFrame) -> None:
    first, again = (NextBasket().fit(shop.sample(frac=1, random_state=seed)).recommend(k=3) for seed in (1, 2))

    order = ["customer_id", "rank"]
    first, again = (rows.sort_values(order, ignore_index=True) for rows in (first, again))
    assert first["part"].equals(again["part"])
    top = first["rank"] == 1
    assert first.loc[top, "product_id"].equals(again.loc[top, "product_id"])


def test_few_purchases_keep_the_weights_of_a_grocer(fitted: NextBasket) -> None:
    small = NextBasket().fit(lines(("pan", 3, "beans"), ("pan", 9, "beans")))

    assert fitted.learnt_
    assert not small.learnt_
    assert small.weights_.slopes != fitted.weights_.slopes


def test_nobody_to_learn_from_leaves_the_weights_of_a_grocer(shop: pd.DataFrame) -> None:
    everybody = [f"c{number}" for number in range(60)]

    assert NextBasket(learn_from=everybody).fit(shop).learnt_
    assert not NextBasket(learn_from=[]).fit(shop).learnt_


def test_a_hundred_thousand_products_stay_within_memory() -> None:
    random = np.random.default_rng(3)
    rows = pd.DataFrame(
        {
            "customer_id": random.integers(0, 500, 150_000),
            "order_id": "",
            "ordered_on": pd.Timestamp(AS_OF) - pd.to_timedelta(random.integers(0, 300, 150_000), unit="D"),
            "product_id": np.arange(150_000) % 100_000,
        }
    )

    found = NextBasket().fit(rows).recommend(k=10, explore=0.5)

    assert len(found) == 5_000


def test_before_fit_a_sentence_says_so() -> None:
    with pytest.raises(NotFitted, match="call `fit`"):
        NextBasket().recommend()


@pytest.mark.parametrize(("k", "explore"), [(0, 0.0), (10, 1.5)])
def test_shares_and_numbers_that_cannot_be_are_refused(fitted: NextBasket, k: int, explore: float) -> None:
    with pytest.raises(BadRecommendation):
        fitted.recommend(k=k, explore=explore)


def test_lines_without_a_customer_column_are_refused() -> None:
    with pytest.raises(MissingColumns, match="customer_id"):
        NextBasket().fit(lines(("pan", 3, "beans")).drop(columns="customer_id"))
