from datetime import date

from tests.records.cases.clock.desk import at, desk

from shuke.records.cases.clock.deadlines import Aim, Rules, aim_for, deadline_at, resumed
from shuke.records.cases.clock.holidays import is_announced, public_day

EVERYBODY = Aim(priority="high", service_class="", first_minutes=60, resolve_minutes=960)
GOLD = Aim(priority="high", service_class="gold", first_minutes=30, resolve_minutes=480)
RULES = Rules(warn_minutes=180, escalate_minutes=60)


def test_a_class_of_its_own_comes_before_everybody() -> None:
    assert aim_for([EVERYBODY, GOLD], priority="high", service_class="gold") == GOLD
    assert aim_for([EVERYBODY, GOLD], priority="high", service_class="lead") == EVERYBODY
    assert aim_for([EVERYBODY, GOLD], priority="low", service_class="gold") is None


def test_warning_comes_before_and_escalation_after_in_business_time() -> None:
    found = deadline_at(at("2026-03-03 10:00"), start=at("2026-03-02 09:00"), hours=desk(), rules=RULES)

    assert found.warn_at == at("2026-03-02 16:00")
    assert found.due_at == at("2026-03-03 10:00")
    assert found.escalate_at == at("2026-03-03 11:00")


def test_what_is_short_is_warned_of_at_once() -> None:
    found = deadline_at(at("2026-03-02 09:40"), start=at("2026-03-02 09:10"), hours=desk(), rules=RULES)

    assert found.warn_at == at("2026-03-02 09:10")


def test_escalation_at_once_falls_on_the_deadline_itself() -> None:
    at_closing = at("2026-03-02 18:00")
    rules = Rules(warn_minutes=60, escalate_minutes=0)

    assert deadline_at(at_closing, start=at("2026-03-02 09:00"), hours=desk(), rules=rules).escalate_at == at_closing


def test_a_pause_moves_the_deadline_by_business_time_only() -> None:
    moved = resumed(at("2026-03-06 17:00"), paused_at=at("2026-03-06 16:00"), now=at("2026-03-09 11:30"), hours=desk())

    assert moved == at("2026-03-09 13:30")


def test_what_was_late_before_the_pause_stays_late() -> None:
    due = at("2026-03-06 15:00")

    assert resumed(due, paused_at=at("2026-03-06 16:00"), now=at("2026-03-09 11:30"), hours=desk()) == due


def test_a_year_that_was_not_announced_is_known_as_such() -> None:
    assert is_announced("CN", 2026)
    assert not is_announced("CN", 2099)
    assert public_day("CN", date(2099, 10, 1)) is None


def test_other_countries_have_their_own_holidays() -> None:
    assert public_day("US", date(2026, 12, 25)) is False
    assert public_day("US", date(2026, 12, 26)) is None
    assert public_day("XX", date(2026, 12, 25)) is None
    assert not is_announced("XX", 2026)
