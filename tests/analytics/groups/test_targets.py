from datetime import date, timedelta

import ibis
import pandas as pd
import pytest

from shuke.analytics.groups.targets import HORIZON_DAYS, NotOver, Target, asked_and_happened, asked_now

AS_OF = date(2026, 1, 1)
END = AS_OF + timedelta(days=HORIZON_DAYS)


def orders(**bought: list[tuple[int, int]]) -> ibis.Table:
    """Each customer's purchases as (days after the day asked about, amount)."""
    rows = [
        (who, f"{who}{number}", AS_OF + timedelta(days=after), amount)
        for who, purchases in bought.items()
        for number, (after, amount) in enumerate(purchases)
    ]
    return ibis.memtable(pd.DataFrame(rows, columns=["customer_id", "order_id", "ordered_on", "amount"]))


def happened(target: Target, table: ibis.Table) -> dict[str, bool]:
    found = asked_and_happened(table, target=target, as_of=AS_OF, known_until=END)
    return {str(customer): bool(value) for customer, value in found.items()}


def test_left_is_a_buyer_of_the_days_before_who_buys_nothing_after() -> None:
    table = orders(GONE=[(-5, 10)], STAYED=[(-5, 10), (90, 10)], LATE=[(-5, 10), (91, 10)], ABSENT=[(-100, 10)])

    assert happened(Target.LEFT, table) == {"GONE": True, "STAYED": False, "LATE": True}


def test_halved_compares_spend_of_regular_buyers() -> None:
    before = [(-5, 10), (-10, 10), (-15, 10)]
    table = orders(LESS=[*before, (5, 14)], HALF=[*before, (5, 15)], RARE=[(-5, 10)], GONE=before)

    assert happened(Target.SPEND_HALVED, table) == {"LESS": True, "HALF": False, "GONE": True}


def test_moving_up_is_a_better_level_later() -> None:
    crowd = {f"C{number:03}": [(-5, 100 + number), (5, 100 + number)] for number in range(99)}
    found = happened(Target.MOVED_UP, orders(**crowd, RISING=[(-5, 1), (5, 10_000)]))

    assert found["RISING"]
    assert not found["C000"]
    assert "C098" not in found  # stands at the top: nowhere to rise to


def test_outcomes_not_over_yet_are_refused() -> None:
    with pytest.raises(NotOver, match="known up to"):
        asked_and_happened(orders(A=[(0, 1)]), target=Target.LEFT, as_of=AS_OF, known_until=END - timedelta(days=1))


def test_who_is_asked_about_now_is_who_would_be_asked_about_then() -> None:
    table = orders(ONE=[(-5, 10)], THREE=[(-5, 10), (-6, 10), (-7, 10)], ABSENT=[(-100, 10)])

    assert asked_now(table, target=Target.LEFT, as_of=AS_OF) == ["ONE", "THREE"]
    assert asked_now(table, target=Target.SPEND_HALVED, as_of=AS_OF) == ["THREE"]
    assert asked_now(table, target=Target.MOVED_UP, as_of=AS_OF) == sorted(happened(Target.MOVED_UP, table))
