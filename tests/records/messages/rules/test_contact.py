import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from shuke.records.messages.rules.contact import (
    Cap,
    Counted,
    May,
    Person,
    Rules,
    Verdict,
    may_contact,
    quiet_until,
    use_of,
)

pytestmark = pytest.mark.sqlite_only

NOON_IN_SHANGHAI = dt.datetime(2026, 3, 2, 4, tzinfo=dt.UTC)
NIGHT = Rules(quiet_from=dt.time(21), quiet_until=dt.time(9))


def person(**facts: Any) -> Person:
    return Person(**{"has_address": True, "consent": True, "time_zone": "Asia/Shanghai", **facts})


def verdict(
    who: Person, purpose: str, *left: Counted, rules: Rules = NIGHT, now: dt.datetime = NOON_IN_SHANGHAI
) -> Any:
    return may_contact(person=who, channel="email", purpose=purpose, rules=rules, left=left, now=now)


def ago(days: float, channel: str = "email") -> Counted:
    return Counted(channel=channel, at=NOON_IN_SHANGHAI - dt.timedelta(days=days))


@pytest.mark.parametrize(
    ("consent", "purpose", "may", "reason"),
    [
        (True, "marketing", May.YES, "allowed"),
        (None, "marketing", May.NO, "never_agreed"),
        (False, "marketing", May.NO, "unsubscribed"),
        (True, "care", May.YES, "allowed"),
        (None, "care", May.YES, "allowed"),
        (False, "care", May.NO, "unsubscribed"),
        (None, "service", May.YES, "service"),
        (False, "service", May.YES, "service"),
    ],
)
def test_marketing_needs_a_yes_and_care_needs_no_refusal(
    consent: bool | None, purpose: str, may: May, reason: str
) -> None:
    found = verdict(person(consent=consent), purpose)

    assert (found.may, found.reason) == (may, reason)


@pytest.mark.parametrize("purpose", ["marketing", "care"])
def test_do_not_contact_stands_above_consent_but_not_above_an_answer(purpose: str) -> None:
    told_off = person(is_do_not_contact=True)

    assert verdict(told_off, purpose).reason == "do_not_contact"
    assert verdict(told_off, "service").may == May.YES


@pytest.mark.parametrize("purpose", ["marketing", "care", "service"])
def test_who_is_gone_or_has_no_address_is_never_written_to(purpose: str) -> None:
    assert verdict(person(is_gone=True), purpose).reason == "gone"
    assert verdict(person(has_address=False), purpose).reason == "no_address"


@pytest.mark.parametrize(
    ("clock", "zone", "until"),
    [
        ("2026-03-02T20:59", "Asia/Shanghai", None),
        ("2026-03-02T21:00", "Asia/Shanghai", "2026-03-03T09:00"),
        ("2026-03-03T08:59", "Asia/Shanghai", "2026-03-03T09:00"),
        ("2026-03-03T09:00", "Asia/Shanghai", None),
        # The clocks go forward that night: nine is nine all the same.
        ("2026-03-07T23:00", "America/New_York", "2026-03-08T09:00"),
    ],
)
def test_quiet_hours_run_over_midnight_in_the_persons_zone(clock: str, zone: str, until: str | None) -> None:
    local = dt.datetime.fromisoformat(clock).replace(tzinfo=ZoneInfo(zone))
    end = dt.datetime.fromisoformat(until).replace(tzinfo=ZoneInfo(zone)) if until else None

    assert quiet_until(NIGHT, zone=zone, now=local.astimezone(dt.UTC)) == end


def test_quiet_hours_within_a_day_and_none_at_all() -> None:
    lunch = Rules(quiet_from=dt.time(12), quiet_until=dt.time(14))
    never = Rules(quiet_from=dt.time(9), quiet_until=dt.time(9))

    assert quiet_until(lunch, zone="Asia/Shanghai", now=NOON_IN_SHANGHAI) == NOON_IN_SHANGHAI + dt.timedelta(hours=2)
    assert quiet_until(never, zone="Asia/Shanghai", now=NOON_IN_SHANGHAI) is None


def test_at_night_care_waits_and_an_answer_goes() -> None:
    midnight = NOON_IN_SHANGHAI + dt.timedelta(hours=12)

    waits = verdict(person(), "care", now=midnight)

    assert (waits.may, waits.reason) == (May.DEFER, "quiet_hours")
    assert waits.until == midnight + dt.timedelta(hours=9)
    assert verdict(person(), "service", now=midnight).may == May.YES


def test_a_full_budget_has_room_when_the_oldest_falls_out() -> None:
    capped = Rules(quiet_from=dt.time(21), quiet_until=dt.time(9), caps=(Cap(channel="email", messages=2, days=7),))

    full = verdict(person(), "marketing", ago(6), ago(1), rules=capped)

    assert (full.may, full.reason) == (May.DEFER, "over_budget")
    assert full.until == NOON_IN_SHANGHAI + dt.timedelta(days=1)
    assert verdict(person(), "marketing", ago(6), rules=capped).may == May.YES
    assert verdict(person(), "marketing", ago(7), ago(1), rules=capped).may == May.YES
    assert verdict(person(), "marketing", ago(6), ago(1, "post"), rules=capped).may == May.YES
    assert verdict(person(), "service", ago(6), ago(1), rules=capped).may == May.YES


def test_a_budget_of_all_channels_counts_each_and_the_later_room_counts() -> None:
    caps = (Cap(channel="", messages=2, days=30), Cap(channel="email", messages=1, days=2))
    capped = Rules(quiet_from=dt.time(21), quiet_until=dt.time(9), caps=caps)

    full = verdict(person(), "care", ago(10, "post"), ago(1), rules=capped)

    assert full.until == NOON_IN_SHANGHAI + dt.timedelta(days=20)


def test_a_shop_may_leave_out_what_is_over_the_budget() -> None:
    skipping = Rules(
        quiet_from=dt.time(21),
        quiet_until=dt.time(9),
        caps=(Cap(channel="", messages=1, days=7),),
        is_skipped_over_budget=True,
    )

    assert verdict(person(), "care", ago(1), rules=skipping).may == May.NO


def test_the_budget_is_kept_free_for_what_matters_more() -> None:
    capped = Rules(quiet_from=dt.time(21), quiet_until=dt.time(9), caps=(Cap(channel="email", messages=2, days=7),))
    birthday = Counted(channel="email", at=NOON_IN_SHANGHAI + dt.timedelta(days=2))

    def told(*left: Counted) -> Verdict:
        return may_contact(
            person=person(), channel="email", purpose="marketing", rules=capped, left=left, now=NOON_IN_SHANGHAI,
            ahead=[birthday],
        )  # fmt: skip

    assert told().may == May.YES
    kept = told(ago(3))
    assert (kept.may, kept.reason) == (May.DEFER, "kept_free")
    assert kept.until == NOON_IN_SHANGHAI + dt.timedelta(days=4)
    assert told(ago(3), ago(1)).reason == "over_budget"


def test_what_comes_after_the_window_takes_no_room() -> None:
    capped = Rules(quiet_from=dt.time(21), quiet_until=dt.time(9), caps=(Cap(channel="", messages=1, days=7),))
    far = Counted(channel="email", at=NOON_IN_SHANGHAI + dt.timedelta(days=7))

    free = may_contact(
        person=person(), channel="email", purpose="care", rules=capped, left=(), now=NOON_IN_SHANGHAI, ahead=[far]
    )

    assert free.may == May.YES


def test_how_much_of_a_cap_is_used() -> None:
    cap = Cap(channel="", messages=2, days=7)

    assert use_of(cap, [ago(1), ago(9)], NOON_IN_SHANGHAI) == (1, None)
    assert use_of(cap, [ago(1), ago(2, "post")], NOON_IN_SHANGHAI) == (2, NOON_IN_SHANGHAI + dt.timedelta(days=5))
