from datetime import date

import pytest
from tests.web.insight import rows

from shuke.records.access.scope import scope_of_staff
from shuke.records.customers.models import Event
from shuke.web.today.models import PutOff
from shuke.web.today.services import UnknownOutcome, bring_back, put_off

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 19)


@pytest.mark.parametrize(
    ("outcome", "until_on"),
    [("later", date(2026, 11, 20)), ("done", date(2026, 12, 3)), ("not_fit", date(2026, 12, 19))],
)
def test_the_outcome_decides_how_long_somebody_is_off_the_list(outcome: str, until_on: date) -> None:
    row = put_off(
        scope=scope_of_staff(rows.staff()),
        customer=rows.customer(),
        outcome=outcome,
        reason="gap_long",
        today=TODAY,
        now=rows.NOW,
    )

    assert row.until_on == until_on


def test_what_was_done_stands_in_the_timeline() -> None:
    person, colleague = rows.customer(), rows.staff()

    put_off(
        scope=scope_of_staff(colleague), customer=person, outcome="done", reason="gap_long", today=TODAY, now=rows.NOW
    )

    event = Event.objects.get()
    assert (event.kind, event.customer, event.staff, event.origin) == ("advice.done", person, colleague, "page")
    assert event.facts == {"reason": "gap_long", "until_on": "2026-12-03"}


def test_a_second_answer_replaces_the_first_and_both_are_remembered() -> None:
    person, colleague = rows.customer(), rows.staff()
    put_off(
        scope=scope_of_staff(colleague), customer=person, outcome="later", reason="gap_long", today=TODAY, now=rows.NOW
    )

    put_off(
        scope=scope_of_staff(colleague),
        customer=person,
        outcome="not_fit",
        reason="gap_long",
        today=TODAY,
        now=rows.NOW,
    )

    assert PutOff.objects.get().outcome == "not_fit"
    assert list(Event.objects.order_by("id").values_list("kind", flat=True)) == ["advice.later", "advice.not_fit"]


def test_an_unknown_outcome_is_refused_and_nothing_is_written() -> None:
    person, colleague = rows.customer(), rows.staff()

    with pytest.raises(UnknownOutcome, match="done, later or not_fit"):
        put_off(
            scope=scope_of_staff(colleague), customer=person, outcome="perhaps", reason="", today=TODAY, now=rows.NOW
        )

    assert (PutOff.objects.count(), Event.objects.count()) == (0, 0)


def test_bringing_back_clears_the_row_and_is_remembered() -> None:
    person, colleague = rows.customer(), rows.staff()
    put_off(
        scope=scope_of_staff(colleague),
        customer=person,
        outcome="not_fit",
        reason="gap_long",
        today=TODAY,
        now=rows.NOW,
    )

    assert bring_back(scope=scope_of_staff(colleague), customer=person, now=rows.NOW)

    assert not PutOff.objects.exists()
    assert Event.objects.latest("id").kind == "advice.brought_back"


def test_bringing_back_somebody_who_was_never_away_changes_nothing() -> None:
    assert not bring_back(scope=scope_of_staff(rows.staff()), customer=rows.customer(), now=rows.NOW)
    assert not Event.objects.exists()
