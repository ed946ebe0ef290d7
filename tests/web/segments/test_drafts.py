"""The form and the tree say the same; a form half filled in is no fault."""

import pytest
from django.utils.datastructures import MultiValueDict

from shuke.actions.segments.fields import field_named
from shuke.actions.segments.parse import parse
from shuke.actions.segments.text import say
from shuke.actions.segments.tree import Not
from shuke.records.customers.models import CustomField
from shuke.web.segments.drafts import Group, Join, Line, draft_of, meant_by
from shuke.web.segments.reading import after, focus_after, read_group

pytestmark = pytest.mark.sqlite_only
SIZE = CustomField(key="size", label="Size", type=CustomField.Type.CHOICE, choices=["S", "M, wide"])


def meant(group: Group) -> tuple[str, int]:
    found = meant_by(group, field_named=lambda key: field_named(key, [SIZE]))
    return ("" if found.tree is None else say(found.tree)), found.incomplete


@pytest.mark.parametrize(
    "line",
    [
        "stage in (new, stable) and orders between 2 and 5 and spend >= 99.5",
        "not (stage = new or has_phone = yes) and not (r <= 2 and m >= 4)",
        "gender = female or (birthday_month in (3, 4) and not tag = VIP)",
        "joined_on between 2026-01-01 and 2026-01-31 or may_sms = no",
        'preference.seat contains window and not custom.size in (S, "M, wide") and not tier is unknown',
        "not spend >= 100 and not orders = 3",
        "not is_abnormal = yes or not has_phone = no",
        'bought(category = "Dairy › Milk", times >= 3, amount >= 20.5, last 30 days) and not bought()',
        "bought(brand = Oatly, between 2026-01-01 and 2026-02-28)",
        "segment(men) and not segment(cooks)",
        "not (stage = new and orders >= 2)",
    ],
)
def test_a_tree_becomes_a_form_and_the_same_tree_again(line: str) -> None:
    assert meant(draft_of(parse(line))) == (line, 0)


def test_not_of_not_is_shown_as_what_it_says() -> None:
    assert meant(draft_of(Not(Not(parse("gender = male"))))) == ("gender = male", 0)


@pytest.mark.parametrize(
    "line",
    [
        Line(),
        Line(field="orders", how=">="),
        Line(field="orders", how=">=", values=("many",)),
        Line(field="orders", how="between", values=("2", "")),
        Line(field="latest_on", how=">=", values=("31.1.2026",)),
        Line(field="no_such", how=">=", values=("2",)),
        Line(field="segment", how="in", values=("",)),
        Line(field="bought", how="bought", thing="brand"),
        Line(field="bought", how="bought", times="2.5"),
        Line(field="bought", how="bought", period="latest"),
        Line(field="bought", how="bought", period="between", first="2026-01-01"),
        Line(field="bought", how="bought", amount="Infinity"),
    ],
)
def test_a_line_that_says_too_little_is_left_out_and_counted(line: Line) -> None:
    complete = Line(field="gender", how="in", values=("male",))

    assert meant(Group(Join.ALL, (complete, line))) == ("gender = male", 1)


def test_several_values_are_written_with_commas() -> None:
    assert meant(Group(parts=(Line(field="occupation", how="in", values=("cook，nurse, ",)),)))[0] == (
        "occupation in (cook, nurse)"
    )


def sent(**fields: str | list[str]) -> Group:
    """As a browser sends it; `_` for the dots that stand in names."""
    named = {
        name.replace("_", ".").lstrip("n"): [said] if isinstance(said, str) else said for name, said in fields.items()
    }
    return read_group(MultiValueDict(named))


def test_the_form_is_read_as_it_nests() -> None:
    group = sent(
        n0_join="some", n0_0_field="gender", n0_0_was="gender", n0_0_how="in", n0_0_value=["male", "female"],
        n0_1_join="none", n0_1_0_field="orders", n0_1_0_was="orders", n0_1_0_how=">=", n0_1_0_value="5",
    )  # fmt: skip

    assert meant(group) == ("gender in (male, female) or not orders >= 5", 0)


def test_what_was_said_of_another_field_is_forgotten() -> None:
    group = sent(n0_join="all", n0_0_field="orders", n0_0_was="gender", n0_0_how="in", n0_0_value="male")

    assert group.parts == (Line(field="orders"),)


def test_a_form_out_of_all_bounds_is_empty() -> None:
    named = {f"0.{number // 900}.{number % 900}.field": ["gender"] for number in range(1_000)}

    assert read_group(MultiValueDict({"0.join": ["all"], **named})) == Group()


def test_buttons_add_and_remove_where_they_stand() -> None:
    group = after(after(Group(), "add:0"), "group:0")
    deeper = after(group, "add:0.1")

    assert group == Group(Join.ALL, (Line(), Group(Join.SOME, (Line(),))))
    assert focus_after("group:0", group) == "0.1.0"
    assert deeper.parts[1] == Group(Join.SOME, (Line(), Line()))
    assert focus_after("add:0.1", deeper) == "0.1.1"
    assert after(deeper, "remove:0.1") == Group(Join.ALL, (Line(),))
    assert focus_after("remove:0.1", group) == "0"
    assert after(group, "remove:0.7.1") == group
    assert after(group, "dance") == group
