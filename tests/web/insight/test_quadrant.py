from datetime import date

from shuke.warehouse.read import Group, Move, Moves
from shuke.web.insight.quadrant import quadrant_of

GROUPS = [
    Group("lead", 70, 700, 7, 40, 0.7, 0.1),
    Group("platinum", 10, 5000, 9, 90, 0.1, 0.7),
    Group("gold", 20, 1300, 5, 30, 0.2, 0.2),
    Group("", 5, 0, 0, 0, 0.0, 0.0),
]


def test_value_to_come_is_up_and_value_today_is_right() -> None:
    quadrant = quadrant_of(GROUPS, None)

    assert [[box.key for box in row] for row in quadrant.boxes] == [["iron", "platinum"], ["lead", "gold"]]
    assert [box.key for box in quadrant.ranked] == ["platinum", "gold", "iron", "lead"]
    assert quadrant.unclassed == 5


def test_a_class_shows_its_share_of_customers_and_money() -> None:
    platinum = quadrant_of(GROUPS, None).ranked[0]

    assert (platinum.customer_share, platinum.spend_share, platinum.mean_minor) == (0.1, 5000 / 7000, 500)
    assert platinum.active_share == 0.9


def test_came_and_left_leave_out_those_who_stayed() -> None:
    moves = Moves(
        date(2026, 10, 31),
        date(2026, 11, 18),
        [Move("gold", "gold", 15), Move("gold", "platinum", 3), Move("lead", "gold", 2), Move("gold", "", 1)],
    )

    gold = quadrant_of(GROUPS, moves).ranked[1]

    assert (gold.came, gold.left) == (2, 4)
