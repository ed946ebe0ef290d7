from datetime import date

from shuke.warehouse.read import Group, Move, Moves
from shuke.web.insight.pyramid import Pyramid, pyramid_of

BEFORE, TODAY = date(2026, 10, 31), date(2026, 11, 18)


def group(key: str, customers: int, spend_minor: int, *, active: int = 0) -> Group:
    return Group(key, customers, spend_minor, active, 0, 0.0, 0.0)


GROUPS = [group("small", 80, 2000, active=20), group("ordinary", 15, 3000), group("", 7, 0), group("vip", 1, 5000)]


def risen_and_fallen(pyramid: Pyramid) -> dict[str, tuple[int | None, int | None]]:
    return {level.key: (level.risen, level.fallen) for level in pyramid.levels}


def test_levels_stand_from_the_top_and_empty_ones_stay() -> None:
    pyramid = pyramid_of(GROUPS, None)

    assert [(level.key, level.customers) for level in pyramid.levels] == [
        ("vip", 1),
        ("major", 0),
        ("ordinary", 15),
        ("small", 80),
    ]
    assert (pyramid.customers, pyramid.outside) == (96, 7)


def test_shares_are_of_those_in_the_pyramid() -> None:
    small = pyramid_of(GROUPS, None).levels[-1]

    assert (small.customer_share, small.spend_share, small.mean_minor, small.active_share) == (80 / 96, 0.2, 25, 0.25)


def test_an_empty_level_has_no_mean() -> None:
    major = pyramid_of(GROUPS, None).levels[1]

    assert (major.mean_minor, major.active_share, major.spend_share) == (None, None, 0.0)


def test_without_an_earlier_day_nobody_moved_and_it_is_not_zero() -> None:
    pyramid = pyramid_of(GROUPS, None)

    assert pyramid.moved is None
    assert set(risen_and_fallen(pyramid).values()) == {(None, None)}


def test_who_rose_counts_where_they_arrived_who_fell_where_they_left() -> None:
    moves = Moves(
        BEFORE,
        TODAY,
        [
            Move("ordinary", "major", 3),
            Move("small", "major", 1),
            Move("vip", "ordinary", 2),
            Move("small", "small", 70),
            Move("", "small", 4),
            Move("small", "", 5),
        ],
    )

    pyramid = pyramid_of(GROUPS, moves)

    assert risen_and_fallen(pyramid) == {"vip": (0, 2), "major": (4, 0), "ordinary": (0, 0), "small": (4, 5)}
    assert (pyramid.moved, pyramid.before_on) == (15, BEFORE)


def test_below_a_level_are_the_worse_ones_and_those_outside() -> None:
    levels = pyramid_of(GROUPS, None).levels

    assert levels[1].below == ("ordinary", "small", "")
    assert levels[-1].below == ("",)
