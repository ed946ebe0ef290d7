import pytest

from shuke.actions.segments.checks import faults_of
from shuke.actions.segments.fields import field_named
from shuke.actions.segments.parse import parse
from shuke.actions.segments.tree import All, Has, Node, Not, Operator, Some, UnreadableSegment
from shuke.records.customers.models import CustomField

pytestmark = pytest.mark.sqlite_only

SIZE = CustomField(key="shoe-size", label="Shoe size", type=CustomField.Type.NUMBER)
SEGMENTS = {
    "regulars": parse("orders >= 5"),
    "of-regulars": parse("segment(regulars)"),
    "deep": parse('not segment("of-regulars")'),
}


def faults(node: Node, *, key: str = "") -> list[str]:
    return faults_of(node, field_named=lambda name: field_named(name, [SIZE]), segments=SEGMENTS, key=key)


@pytest.mark.parametrize(
    "line",
    [
        "stage in (new, stable) and orders between 2 and 5 and spend >= 99.5",
        "r in (4, 5) or m >= 3",
        'gender = female and birthday_month = 3 and tag = VIP and store = "S-1"',
        "joined_on between 2026-01-01 and 2026-01-31 and may_sms = yes and tier is unknown",
        'preference.seat contains window and custom.shoe-size >= 40 and not occupation = "cook"',
        'bought(category = "Dairy", times >= 2, last 30 days) and not bought(amount >= 5)',
        "segment(regulars) and points >= 500",
        "joined_on in last 90 days and birthday in next 14 days and not latest_message_on before last 30 days",
    ],
)
def test_what_makes_sense_has_no_faults(line: str) -> None:
    assert faults(parse(line)) == []


@pytest.mark.parametrize(
    "line", ["joined_on in last 0 days", "birthday in next 99999 days", "latest_on before last 36501 days"]
)
def test_relative_days_are_a_number_of_days(line: str) -> None:
    [sentence] = faults(parse(line))

    assert "takes a whole number of days, 1 to 36500" in sentence


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("colour = red", "There is no field “colour”; the list of fields shows every name."),
        ("custom.hat = 5", "There is no field “custom.hat”; the list of fields shows every name."),
        ("orders = many", "“orders” is a number, not “many”."),
        ("joined_on >= 5", "“joined_on” is a day such as 2026-01-31, not “5”."),
        ("may_sms = 5", "“may_sms” is yes or no, not “5”."),
        ("occupation = 5", "“occupation” is a text; put “5” in quotes."),
        ("r = 6", "“r” is 1 to 5, not “6”."),
        ("abc = D", "“abc” is never “D”; it is one of A, B, C."),
        ("orders contains 5", "“orders” cannot be asked with “contains”."),
        ("orders between 5 and 2", "The first value of “orders between” is above the second."),
        ("bought(times >= 0)", "Somebody buys at least once: write times >= 1 or more."),
        ("bought(amount >= 0)", "The amount of purchases is above 0."),
        ("bought(last 0 days)", "The last days are 1 to 36500."),
        ('bought(brand = "")', "Say which product, category or brand was bought."),
        (
            "bought(between 2026-02-01 and 2026-01-01)",
            "Purchases between two days: the first day is after the second.",
        ),
        ("segment(nobody)", "There is no segment “nobody”."),
    ],
)
def test_a_fault_is_said(line: str, sentence: str) -> None:
    assert faults(parse(line)) == [sentence]


def test_a_segment_that_refers_to_itself_is_refused() -> None:
    assert faults(parse("segment(regulars)"), key="regulars") == ["The segment refers to itself."]


def test_a_segment_that_refers_to_itself_through_others_is_refused() -> None:
    assert faults(parse("segment(deep)"), key="regulars") == ["The segment refers to itself by way of “deep”."]


@pytest.mark.parametrize("node", [All(()), Some(()), Not(All(()))])
def test_an_empty_group_is_refused(node: Node) -> None:
    assert faults(node) == ["A group is empty: add a condition to it, or take it away."]


def test_values_are_counted() -> None:
    assert faults(Has("orders", Operator.BETWEEN, ())) == ["“orders between” has too few or too many values."]
    assert faults(Has("stage", Operator.IN, ())) == ["“stage in” has too few or too many values."]


def test_every_fault_is_said_at_once() -> None:
    assert len(faults(parse("colour = red or orders = many or segment(nobody)"))) == 3


def test_a_byte_that_no_database_keeps_is_refused() -> None:
    with pytest.raises(UnreadableSegment, match="no part of a segment"):
        parse('stage = new and tag = "\x00"')
    assert faults(Has("tag", Operator.IS, ("a\x00",)))
