"""Which sale a return undoes."""

import datetime as dt
from decimal import Decimal

from shuke.intake.apply.returns import Return, Sale, match_returns

BEANS, MOCHA = 1, 2
PAN, LI = 7, 8


def _at(day: int) -> dt.datetime:
    return dt.datetime(2024, 1, day, 9, tzinfo=dt.UTC)


def _sale(line_id: int, day: int, *, left: int = 1, customer: int | None = PAN, order: str = "") -> Sale:
    return Sale(line_id, order or f"T{line_id}", customer, BEANS, _at(day), Decimal(left))


def _return(line_id: int, day: int, *, quantity: int = 1, customer: int | None = PAN, order: str = "") -> Return:
    return Return(line_id, True, customer, BEANS, _at(day), Decimal(quantity), order)


def test_the_latest_earlier_sale_is_undone() -> None:
    assert match_returns([_return(90, 20)], [_sale(1, 5), _sale(2, 10), _sale(3, 25)]) == {90: 2}


def test_a_sale_is_undone_only_as_far_as_it_was_sold() -> None:
    returns = [_return(90, 20), _return(91, 21), _return(92, 22)]

    assert match_returns(returns, [_sale(1, 5), _sale(2, 10)]) == {90: 2, 91: 1}


def test_more_than_was_sold_undoes_nothing() -> None:
    assert match_returns([_return(90, 20, quantity=3)], [_sale(1, 5, left=2)]) == {}


def test_nobodys_return_undoes_nothing_unless_it_names_the_order() -> None:
    sale = _sale(1, 5, customer=None, order="T1")

    assert match_returns([_return(90, 20, customer=None)], [sale]) == {}
    assert match_returns([_return(90, 20, customer=None, order="T1")], [sale]) == {90: 1}


def test_a_named_order_wins_over_a_later_sale() -> None:
    assert match_returns([_return(90, 20, order="T1")], [_sale(1, 5), _sale(2, 10)]) == {90: 1}


def test_other_people_and_other_goods_are_no_match() -> None:
    mocha = Sale(3, "T3", PAN, MOCHA, _at(5), Decimal(1))

    assert match_returns([_return(90, 20)], [_sale(1, 5, customer=LI), mocha]) == {}
