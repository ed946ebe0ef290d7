"""Who gets the report, and when the next one is due."""

from datetime import date

import pytest
from tests.actions.campaigns.given import NOW
from tests.records import make

from shuke.outcomes.models import ReportReader
from shuke.outcomes.reporting import due_reports, period_on, possible_readers, save_readers
from shuke.records.access.models import AuditEntry, Staff

pytestmark = pytest.mark.django_db

THURSDAY = date(2026, 11, 19)


def reader(every: str, *, role: str = "marketer", **facts: object) -> Staff:
    staff = make.staff(role, **{"email": f"{role}-{every}@shop.example", **facts})
    ReportReader.objects.create(staff=staff, every=every, since_on=THURSDAY)
    return staff


def due_on(day: date) -> list[Staff]:
    return [report.staff for report in due_reports(today=day)]


@pytest.mark.parametrize(("every", "began_on"), [("week", date(2026, 11, 16)), ("month", date(2026, 11, 1))])
def test_a_period_begins_on_monday_or_on_the_first(every: str, began_on: date) -> None:
    assert period_on(every, THURSDAY) == began_on


def test_the_first_report_is_that_of_the_next_period() -> None:
    weekly, monthly = reader("week"), reader("month", role="owner")

    assert due_on(date(2026, 11, 22)) == []
    assert due_on(date(2026, 11, 23)) == [weekly]
    assert due_on(date(2026, 12, 1)) == [weekly, monthly]


def test_a_monday_without_power_is_caught_up() -> None:
    weekly = reader("week")

    assert due_on(date(2026, 11, 25)) == [weekly]


@pytest.mark.parametrize("facts", [{"is_active": False}, {"email": ""}, {"role": "agent"}, {"role": "front_line"}])
def test_who_may_not_open_the_page_gets_no_letter(facts: dict[str, object]) -> None:
    reader("week", **facts)

    assert due_on(date(2026, 11, 23)) == []


def test_who_works_in_some_stores_only_gets_no_letter() -> None:
    local = make.staff("marketer", make.store("RIVER"), email="river@shop.example")
    ReportReader.objects.create(staff=local, every="week", since_on=THURSDAY)

    assert due_on(date(2026, 11, 23)) == []


def test_readers_are_kept_changed_and_let_go_with_an_audit_row_each() -> None:
    kept, changed, gone = reader("week"), reader("week", role="owner"), reader("month", role="analyst")

    save_readers(
        scope=make.scope(),
        now=NOW,
        today=date(2026, 11, 24),
        chosen={kept.pk: "week", changed.pk: "month", gone.pk: ""},
    )

    found = {row.staff_id: (row.every, row.since_on) for row in ReportReader.objects.all()}
    assert found == {kept.pk: ("week", THURSDAY), changed.pk: ("month", date(2026, 11, 24))}
    written = AuditEntry.objects.filter(action="report.readers").values_list("subject", "facts__every")
    assert sorted(written) == [
        (f"staff:{changed.pk}", ["week", "month"]),
        (f"staff:{gone.pk}", ["month", ""]),
    ]


def test_only_colleagues_of_the_whole_business_are_offered() -> None:
    everywhere = make.staff("analyst")
    make.staff("analyst", make.store("RIVER"))
    make.staff("front_line")

    assert possible_readers() == [everywhere]
