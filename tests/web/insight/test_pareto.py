from shuke.warehouse.read import Group, Pareto, ParetoPoint
from shuke.web.insight.pareto import abc_of, concentration_of


def group(key: str, customers: int, spend_minor: int) -> Group:
    return Group(key, customers, spend_minor, customers // 2, 0, 0.0, 0.0)


def test_nobody_bought_in_the_window() -> None:
    assert concentration_of(Pareto([], 0.0, 0.0)) is None


def test_the_first_fifth_is_the_first_point_that_reaches_it() -> None:
    points = [ParetoPoint(0.1, 0.4, 10, 400), ParetoPoint(0.2, 0.61, 20, 610), ParetoPoint(1.0, 1.0, 100, 1000)]

    found = concentration_of(Pareto(points, 0.55, 0.34))

    assert found is not None
    assert (found.first_fifth, found.customers, found.share_bringing_80) == (points[1], 100, 0.34)


def test_shares_leave_out_those_without_a_class() -> None:
    rows = abc_of([group("C", 60, 50), group("A", 20, 800), group("", 900, 0), group("B", 20, 150)])

    assert [(row.key, row.customer_share, row.spend_share) for row in rows] == [
        ("A", 0.2, 0.8),
        ("B", 0.2, 0.15),
        ("C", 0.6, 0.05),
    ]
    assert rows[0].mean_minor == 40
