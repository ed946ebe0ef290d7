from datetime import timedelta

from tests.records.make import NOW

from shuke.records.cases.routing import Choice, Place, choose


def place(staff_id: int, **fields: object) -> Place:
    values = {"has_skill": False, "open_cases": 0, "most_open": None, "latest_given_at": None}
    return Place(staff_id=staff_id, **{**values, **fields})  # type: ignore[arg-type]


def test_who_knows_the_customer_comes_first_even_when_full() -> None:
    full = place(1, open_cases=9, most_open=9)

    assert choose([full, place(2)], relation_id=1, class_id=2) == Choice(1, "relation")
    assert choose([place(1), place(2)], class_id=2) == Choice(2, "class")


def test_skill_then_load_then_turn() -> None:
    busy_expert, idle = place(1, has_skill=True, open_cases=5), place(2)
    assert choose([busy_expert, idle]) == Choice(1, "skill")

    assert choose([place(1, open_cases=3), place(2, open_cases=1)]) == Choice(2, "load")

    waited = place(2, latest_given_at=NOW - timedelta(hours=1))
    assert choose([place(1, latest_given_at=NOW), waited]) == Choice(2, "turn")
    assert choose([waited, place(3)]) == Choice(3, "turn")


def test_a_full_expert_leaves_it_to_the_others() -> None:
    assert choose([place(1, has_skill=True, open_cases=2, most_open=2), place(2)]) == Choice(2, "load")


def test_nobody_free_is_nobody() -> None:
    assert choose([]) is None
    assert choose([place(1, open_cases=1, most_open=1)]) is None
