"""Pairs as pictures: a map that says nothing the table does not, and a network whose dots lead on."""

import pytest
from tests.web.insight.test_baskets import FOUND, PAIRS

from shuke.web.insight.basket_map import KindMap, map_of, network_of
from shuke.web.insight.baskets import Choice

ALL = Choice("phi", 0)


def cell(found: KindMap, one: str, other: str) -> float | None:
    row = next(row for row in found.rows if row.kind.name == one)
    place = [kind.name for kind in found.kinds].index(other)
    at = row.cells[place]
    return at.pair.lift if at and at.pair else None


def test_the_map_is_symmetric_and_empty_on_its_diagonal() -> None:
    found = map_of(FOUND, ALL)

    assert cell(found, "Frosting", "Mix") == cell(found, "Mix", "Frosting") == pytest.approx(52.8)
    assert all(row.cells[place] is None for place, row in enumerate(found.rows))


def test_pairs_apart_and_pairs_too_rare_are_not_on_the_map() -> None:
    names = {kind.name for kind in map_of(FOUND, Choice("phi", 200)).kinds}

    assert "Petrol" not in names
    assert names == {"Cheese", "Wine", "Milk", "Bananas"}


def test_the_closest_pair_is_the_darkest() -> None:
    found = map_of(FOUND, ALL)
    shades = {at.pair.phi: at.shade for row in found.rows for at in row.cells if at and at.pair}

    assert shades[0.6] == max(shades.values()) > shades[0.1]


def test_dots_know_how_many_orders_hold_them_and_where_they_lead() -> None:
    data = network_of(FOUND, ALL).data
    assert isinstance(data["nodes"], list)
    cheese = next(node for node in data["nodes"] if node["name"] == "Cheese")

    assert cheese["orders"] == round(PAIRS[0].orders_together / PAIRS[0].confidence_ab)
    assert cheese["url"].endswith("/insight/wants/?path=Dairy+%E2%80%BA+Cheese")


def test_the_table_beside_the_network_has_a_row_for_each_line() -> None:
    chart = network_of(FOUND, ALL)

    assert isinstance(chart.data["links"], list)
    assert len(chart.sheet.rows) == len(chart.data["links"]) == 3
