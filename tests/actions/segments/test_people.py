from datetime import date, timedelta

import pytest
from tests.actions.segments.chosen import choose, numbers
from tests.records import make
from tests.records.membership import given as membership

from shuke.actions.segments.parse import parse
from shuke.records.customers.models import Consent, Customer, CustomField, Preference, Tag
from shuke.records.customers.services import merge_customers

pytestmark = pytest.mark.django_db


def said(customer, *, channel: str, is_granted: bool, days_later: int = 0) -> None:
    Consent.objects.create(
        customer=customer, channel=channel, purpose="marketing", is_granted=is_granted, source="form",
        at=make.NOW + timedelta(days=days_later),
    )  # fmt: skip


def test_what_stands_in_the_profile_is_compared() -> None:
    river = make.store("RIVER")
    make.customer(number="ANNA", home=river, gender="female", birthday=date(1990, 3, 5), occupation="Head cook")
    make.customer(number="BO", gender="male", joined_on=date(2025, 5, 1))
    make.customer(number="CHEN")

    assert numbers("gender = female") == {"ANNA"}
    assert numbers("gender in (female, male)") == {"ANNA", "BO"}
    assert numbers("gender is unknown") == {"CHEN"}
    assert numbers("birthday_month between 2 and 3") == {"ANNA"}
    assert numbers("occupation contains cook") == {"ANNA"}
    assert numbers("joined_on >= 2025-05-01 and joined_on <= 2025-05-01") == {"BO"}
    assert numbers("store = RIVER") == {"ANNA"}
    assert numbers("store is unknown") == {"BO", "CHEN"}


def test_tags_preferences_and_custom_fields_are_compared() -> None:
    CustomField.objects.create(key="shoe-size", label="Shoe size", type=CustomField.Type.NUMBER)
    anna = make.customer(number="ANNA", custom={"shoe-size": 38})
    make.customer(number="BO")
    anna.tags.set([Tag.objects.create(name="VIP"), Tag.objects.create(name="press")])
    Preference.objects.create(
        customer=anna, topic="seat", value="by the window", how="ask", learned_at=make.NOW, confirmed_at=make.NOW
    )

    assert numbers("tag in (VIP, press)") == {"ANNA"}
    assert numbers("tag is unknown") == {"BO"}
    assert numbers("preference.seat contains window") == {"ANNA"}
    assert numbers("preference.seat is unknown") == {"BO"}
    assert numbers("custom.shoe-size between 37 and 39") == {"ANNA"}
    assert numbers("custom.shoe-size is unknown") == {"BO"}


def test_the_latest_word_on_a_channel_counts() -> None:
    anna, bo = make.customer(number="ANNA", phone="+8613800000001"), make.customer(number="BO")
    said(anna, channel="sms", is_granted=True)
    said(bo, channel="sms", is_granted=True)
    said(bo, channel="sms", is_granted=False, days_later=1)

    assert numbers("may_sms = yes") == {"ANNA"}
    assert numbers("may_sms = no") == {"BO"}
    assert numbers("has_phone = yes") == {"ANNA"}


def test_what_was_said_to_a_record_that_was_merged_counts_for_the_person() -> None:
    anna, bo, chen = (make.customer(number=number) for number in ("ANNA", "BO", "CHEN"))
    for whole in (anna, bo, chen):
        said(whole, channel="sms", is_granted=whole == bo)
    for whole, is_granted, days_later in ((anna, True, 1), (bo, False, 1), (chen, True, -1)):
        said(make.part_of(whole), channel="sms", is_granted=is_granted, days_later=days_later)

    assert numbers("may_sms = yes") == {"ANNA"}
    assert numbers("may_sms = no") == {"BO", "CHEN"}


def test_what_belongs_to_a_record_that_was_merged_belongs_to_the_person() -> None:
    anna = make.customer(number="ANNA")
    make.customer(number="BO")
    part = make.customer(email="anna@example.com")
    membership.member(membership.plan("loyal"), part)
    Preference.objects.create(
        customer=part, topic="seat", value="by the window", how="ask", learned_at=make.NOW, confirmed_at=make.NOW
    )

    merge_customers(scope=make.SYSTEM, now=make.NOW, origin="test", customer=part, into=anna)

    assert numbers("has_email = yes") == {"ANNA"}
    assert numbers("has_email = no") == {"BO"}
    assert numbers("plan = loyal") == {"ANNA"}
    assert numbers("plan is unknown") == {"BO"}
    assert numbers("preference.seat contains window") == {"ANNA"}


def test_another_segment_stands_for_its_tree() -> None:
    anna = make.customer(number="ANNA", gender="female")
    make.customer(number="BO", gender="male")
    segments = {"women": parse("gender = female"), "others": parse("not segment(women)")}

    assert choose("not segment(others)", segments=segments).ids.tolist() == [anna.pk]


def test_those_of_other_stores_merged_or_erased_are_nobodys() -> None:
    river, hill = make.store("RIVER"), make.store("HILL")
    make.customer(number="HERE", home=river)
    make.customer(number="THERE", home=hill)
    gone = make.customer(number="GONE", home=river)
    gone.erased_at = make.NOW
    gone.save()

    assert numbers("not gender = female", scope=make.scope("marketer", river)) == {"HERE"}


def test_a_segment_of_records_alone_has_no_day() -> None:
    assert choose("gender = female").as_of is None


def test_days_are_counted_from_the_day_on_which_it_is_asked() -> None:
    today = date(2026, 3, 10)
    make.customer(number="TODAY", joined_on=today)
    make.customer(number="NINTH", joined_on=today - timedelta(days=9))
    make.customer(number="TENTH", joined_on=today - timedelta(days=10))
    make.customer(number="SOON", joined_on=today + timedelta(days=1))
    make.customer(number="UNKNOWN")
    Customer.objects.filter(number="UNKNOWN").update(joined_on=None)

    assert numbers("joined_on in last 10 days", today=today) == {"TODAY", "NINTH"}
    assert numbers("joined_on before last 10 days", today=today) == {"TENTH"}
    assert numbers("joined_on in next 2 days", today=today) == {"TODAY", "SOON"}
    assert numbers("not joined_on in last 10 days", today=today) == {"TENTH", "SOON", "UNKNOWN"}
    assert numbers("joined_on in last 10 days", today=today + timedelta(days=1)) == {"TODAY", "SOON"}


def test_a_birthday_is_found_by_the_sun_or_the_moon_and_across_the_new_year() -> None:
    new_years_eve = date(2026, 12, 31)
    make.customer(number="EVE", birthday=date(1990, 12, 31))
    make.customer(number="SECOND", birthday=date(1985, 1, 2))
    make.customer(number="THIRD", birthday=date(1985, 1, 3))
    # The moon's 11-25 is the 2nd of January 2027; the birth certificate says June.
    make.customer(number="MOON", birthday=date(1970, 6, 1), lunar_birthday="11-25")
    make.customer(number="UNKNOWN")

    assert numbers("birthday in next 3 days", today=new_years_eve) == {"EVE", "SECOND", "MOON"}
    assert numbers("birthday in last 1 days", today=new_years_eve) == {"EVE"}
    assert numbers("birthday in next 366 days", today=new_years_eve) == {"EVE", "SECOND", "THIRD", "MOON"}
    assert numbers("birthday is unknown", today=new_years_eve) == {"UNKNOWN"}


def test_a_leap_days_birthday_is_kept_every_year() -> None:
    make.customer(number="LEAP", birthday=date(1992, 2, 29))

    assert numbers("birthday in next 1 days", today=date(2027, 2, 28)) == {"LEAP"}
    assert numbers("birthday in next 1 days", today=date(2028, 2, 28)) == set()
