import datetime as dt

from tests.intake.checks.given import batch_of, refused, values

from shuke.intake.checks import Checked, Ground, check
from shuke.intake.mapping import Mapping


def _checked(**columns: list[str]) -> Checked:
    return check(batch_of(columns), Mapping("customers", {name: (name,) for name in columns}), Ground(country="CN"))


def test_a_customer_needs_something_to_be_known_by() -> None:
    found = _checked(customer=["7", ""], name=["潘先生", "nobody"])

    assert values(found, "customer") == ["7"]
    assert refused(found) == {3: ("customer", "value_missing")}


def test_days_and_words_are_brought_to_one_form() -> None:
    found = _checked(customer=["7", "8"], birthday=["1990年1月5日", ""], gender=["女士", "?"])

    assert values(found, "birthday") == [dt.date(1990, 1, 5), None]
    assert values(found, "gender") == ["female", ""]


def test_an_unreadable_birthday_is_refused() -> None:
    assert refused(_checked(customer=["7"], birthday=["31/02/1990"])) == {2: ("birthday", "date_no_such_day")}


def test_names_in_parts_are_put_together_as_their_language_does() -> None:
    found = _checked(customer=["7", "8"], family_name=["潘", "Miller"], given_name=["小明", "Anna"])

    assert values(found, "name") == ["潘小明", "Anna Miller"]


def test_emails_are_compared_in_lower_case() -> None:
    found = _checked(customer_email=["Mei@Example.COM", "mei@example.com"])

    first, second = values(found, "customer")
    assert first == second
