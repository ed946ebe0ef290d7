from shuke.analytics.worth.rfm_groups import EIGHT as EIGHT_BY_CODES
from shuke.analytics.worth.rfm_groups import ELEVEN as ELEVEN_BY_CODES
from shuke.warehouse.read import Group, HeatCell, HeatMap
from shuke.web.insight.rfm import EIGHT, ELEVEN, FOUR, RANGES, groups_of, map_of


def heat(*cells: tuple[int, int, int, int]) -> HeatMap:
    """(r, column, customers, spend_minor) each."""
    return HeatMap([HeatCell(r, column, n, spend, 10 * r, ["active"]) for r, column, n, spend in cells], {}, {})


def test_all_cells_are_there_from_the_best_row_down() -> None:
    drawn = map_of(heat((5, 1, 4, 400)), measure="mean")

    assert [[(cell.r, cell.column) for cell in row.cells] for row in drawn.rows] == [
        [(r, column) for column in (1, 2, 3, 4, 5)] for r in (5, 4, 3, 2, 1)
    ]
    assert drawn.customers == 4


def test_a_cell_knows_its_mean() -> None:
    cell = map_of(heat((2, 5, 3, 1000)), measure="mean").cell(2, 5)

    assert (cell.customers, cell.mean_minor, cell.keys) == (3, 333, ("active",))


def test_an_empty_cell_has_no_mean_and_the_lightest_shade() -> None:
    cell = map_of(heat((2, 5, 3, 1000)), measure="mean").cell(1, 1)

    assert (cell.customers, cell.mean_minor, cell.shade) == (0, None, 0)


def test_more_is_darker_whatever_is_measured() -> None:
    cells = heat(
        *((r, column, r * 10 + column, 100_000 * r**3 * column) for r in range(1, 6) for column in range(1, 6))
    )

    by_mean, by_customers = map_of(cells, measure="mean"), map_of(cells, measure="customers")

    assert by_mean.cell(5, 5).shade > by_mean.cell(3, 3).shade > by_mean.cell(1, 1).shade
    assert by_customers.cell(5, 5).shade == 6
    assert by_customers.cell(1, 1).shade == 0


def test_steps_are_written_with_two_figures() -> None:
    drawn = map_of(heat(*((r, 1, 1, 12_345 * r) for r in range(1, 6))), measure="mean")

    assert all(step % 10 ** (len(str(step)) - 2) == 0 for step in drawn.steps)


def test_without_money_there_are_no_steps() -> None:
    drawn = map_of(heat((5, 1, 4, 0)), measure="mean")

    assert drawn.steps == ()
    assert drawn.cell(5, 1).shade == 0


def test_groups_keep_their_order_and_empty_ones_are_left_out() -> None:
    groups = [
        Group("dormant", 2, 10, 0, 0, 0.4, 0.1),
        Group("champions", 3, 90, 0, 5, 0.6, 0.9),
        Group("loyal", 0, 0, 0, 0, 0, 0),
    ]

    rows = groups_of(groups, ELEVEN)

    assert [(row.key, row.mean_minor) for row in rows] == [("champions", 30), ("dormant", 5)]


def test_every_name_of_the_scores_is_shown() -> None:
    named = {name for names in ELEVEN_BY_CODES.values() for name in names}

    assert set(ELEVEN) == named | {"prospects"}
    assert set(EIGHT) == set(EIGHT_BY_CODES.values())
    assert set(RANGES) == set(ELEVEN) | set(EIGHT) | set(FOUR)


def test_the_codes_beside_a_name_cover_exactly_its_cells() -> None:
    for name in set(ELEVEN) - {"prospects"}:
        cells = [(r, fm) for r, names in ELEVEN_BY_CODES.items() for fm, other in enumerate(names, 1) if other == name]
        rs, fms = {r for r, _ in cells}, {fm for _, fm in cells}
        r_part, fm_part = RANGES[name].split(", ")
        assert r_part == f"R {span(rs)}"
        assert fm_part == f"FM {span(fms)}"


def span(codes: set[int]) -> str:
    return f"{min(codes)}–{max(codes)}" if len(codes) > 1 else str(min(codes))
