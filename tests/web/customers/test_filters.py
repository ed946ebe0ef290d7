from collections.abc import Iterable
from datetime import date

import pytest
from tests.records import make
from tests.web.insight import rows

from shuke.records.customers.models import Customer, CustomField
from shuke.records.customers.services import record_consent, tag_customers
from shuke.scores.models import CustomerScore, ModelRun
from shuke.web.customers.filters import FILTERS, GROUPS, UnreadableFilter, filters_for
from shuke.web.customers.setting import Setting, setting_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def run() -> ModelRun:
    return rows.run()


def setting(role: str = "owner") -> Setting:
    return setting_for(make.scope(role), now=rows.NOW)


def found(key: str, value: str, fields: Iterable[CustomField] = ()) -> list[Customer]:
    here = setting()
    condition = filters_for(here, list(fields))[key].condition(value, here)
    return list(Customer.objects.filter(condition).order_by("pk"))


def said(key: str, value: str) -> str:
    here = setting()
    return filters_for(here, [])[key].say(value, here)


def test_a_choice_takes_several_and_none(run: ModelRun) -> None:
    vip, small, without = (rows.customer() for _ in range(3))
    rows.score(vip, run, pyramid_level="vip")
    rows.score(small, run, pyramid_level="small")
    rows.score(without, run, pyramid_level="")

    assert found("pyramid_level", "vip,small") == [vip, small]
    assert found("pyramid_level", "none,vip") == [vip, without]


@pytest.mark.parametrize(
    ("value", "matches"), [("100..200", [1, 2]), ("150..", [2, 3]), ("..100", [1]), ("200", [2]), ("..", [1, 2, 3])]
)
def test_a_range_of_money_is_in_whole_units_with_its_bounds(run: ModelRun, value: str, matches: list[int]) -> None:
    people = {}
    for place, spend in enumerate((100_00, 200_00, 300_00), start=1):
        people[place] = rows.customer()
        rows.score(people[place], run, spend_minor=spend)

    assert found("spend", value) == [people[place] for place in matches]


def test_days_include_both_ends(run: ModelRun) -> None:
    first, last, later = (rows.customer() for _ in range(3))
    for person, day in ((first, 1), (last, 31), (later, 32)):
        rows.score(person, run, first_on=date(2026, 1, 1).replace(day=day) if day < 32 else date(2026, 2, 1))

    assert found("first_on", "2026-01-01..2026-01-31") == [first, last]


def test_yes_and_no_part_everybody(run: ModelRun) -> None:
    spike, plain, unscored = (rows.customer() for _ in range(3))
    rows.score(spike, run, is_spike=True)
    rows.score(plain, run)

    assert found("is_spike", "yes") == [spike]
    assert found("is_spike", "no") == [plain, unscored]


def test_the_fm_code_is_the_rounded_mean(run: ModelRun) -> None:
    codes = {(f, m): rows.customer() for f in range(1, 6) for m in range(1, 6)}
    for (f, m), person in codes.items():
        rows.score(person, run, r=1, f=f, m=m)

    for fm in range(1, 6):
        expected = {person for (f, m), person in codes.items() if int((f + m) / 2 + 0.5) == fm}
        assert set(found("fm", str(fm))) == expected


def test_a_customer_with_two_tags_is_listed_once() -> None:
    twice, without = rows.customer(), rows.customer()
    tag_customers(
        scope=make.SYSTEM, now=rows.NOW, origin="test", customers=Customer.objects.filter(pk=twice.pk), add=["a", "b"]
    )
    both = ",".join(str(tag.pk) for tag in twice.tags.all())

    assert found("tag", both) == [twice]
    assert found("tag", "none") == [without]


def test_the_latest_word_on_a_channel_counts() -> None:
    willing, changed_mind, silent = (rows.customer() for _ in range(3))
    for person, answers in ((willing, [False, True]), (changed_mind, [True, False])):
        for is_granted in answers:
            record_consent(
                scope=make.SYSTEM, now=rows.NOW, origin="test", customer=person, channel="wechat",
                purpose="marketing", is_granted=is_granted, source="form",
            )  # fmt: skip

    assert found("may_wechat", "yes") == [willing]
    assert found("may_wechat", "no") == [changed_mind, silent]


def test_who_has_a_phone_is_found_by_it() -> None:
    with_phone, without = make.customer("A", phone="13812345678"), make.customer("B")

    assert found("has_phone", "yes") == [with_phone]
    assert found("has_phone", "no") == [without]


def test_custom_fields_are_filtered_by_their_type() -> None:
    size = CustomField.objects.create(key="size", label="Shoe size", type="number")
    pitch = CustomField.objects.create(key="pitch", label="Pitch", type="choice", choices=["north", "south"])
    since = CustomField.objects.create(key="since", label="Since", type="day")
    club = CustomField.objects.create(key="club", label="In the club", type="yes_no")
    note = CustomField.objects.create(key="note", label="Note", type="text")
    fields = [size, pitch, since, club, note]
    held = {"size": 43, "pitch": "north", "since": "2026-05-01", "club": True, "note": "Likes the lake"}
    holder, other = rows.customer(custom=held), rows.customer()

    for key, value in (
        ("size", "40..45"),
        ("pitch", "north"),
        ("since", "2026-01-01.."),
        ("club", "yes"),
        ("note", "lake"),
    ):
        assert found(f"custom_{key}", value, fields) == [holder]
    assert found("custom_pitch", "none", fields) == [other]
    assert found("custom_size", "44..", fields) == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("spend", "much"),
        ("first_on", "2026-13-01.."),
        ("is_spike", "maybe"),
        ("store", "x"),
        ("r", "five"),
        ("orders", "1..x"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(key: str, value: str) -> None:
    with pytest.raises(UnreadableFilter) as refusal:
        found(key, value)

    assert str(refusal.value).endswith(".")


def test_chips_speak_in_words() -> None:
    home = make.store(name="Riverside")

    assert said("stage", "declining,lost") == "Declining, Lost"
    assert said("store", f"{home.pk},none") == "Riverside, none"
    assert said("spend", "500..") == "≥ ¥500"
    assert said("overdue_ratio", "1.5..3") == "1.5× – 3.0×"
    assert said("churn_probability", "0.5..") == "≥ 50%"
    assert said("first_on", "2026-01-01..2026-01-31") == "1 Jan 2026 – 31 Jan 2026"
    assert said("is_spike", "yes") == "yes"


def test_forecasts_are_filtered_in_their_units(run: ModelRun) -> None:
    sure, lost, unknown = (rows.customer() for _ in range(3))
    rows.score(sure, run, probability_alive=0.9, expected_orders_90=4.5, lifetime_value_minor=90_000, churn_by="points")
    rows.score(lost, run, probability_alive=0.1, expected_orders_90=0.2, lifetime_value_minor=-500, churn_by="simple")
    rows.score(unknown, run)

    assert found("probability_alive", "0.5..") == [sure]
    assert found("expected_orders_90", "..1") == [lost]
    assert found("lifetime_value", "900..900") == [sure]
    assert found("lifetime_value", "..0") == [lost]
    assert found("churn_by", "points,none") == [sure, unknown]
    assert said("churn_by", "points,simple") == "Card of points, Simple rule"
    assert said("probability_alive", "0.5..") == "≥ 50%"


def test_money_is_no_filter_for_those_who_do_not_see_it() -> None:
    offered = filters_for(setting("front_line"), [])

    assert "stage" in offered
    assert (
        not {"spend", "value_at_risk", "headroom", "lifetime_value", "expected_spend_365", "network"} & offered.keys()
    )


def test_keys_are_unique_and_stand_in_a_group_of_the_menu() -> None:
    assert len({each.key for each in FILTERS}) == len(FILTERS)
    assert {each.group for each in FILTERS} <= GROUPS.keys()


def test_every_score_can_be_filtered() -> None:
    # Neither who nor what somebody asks for: keys, pictures, and what reasons are made of.
    inner = {"customer", "run", "home_store", "months", "visits", "leaving_why", "rank_share", "active_months",
             "champion_products", "latest_gap_days", "spend_is_falling"}  # fmt: skip
    scores = {field.name.removesuffix("_minor") for field in CustomerScore._meta.concrete_fields} - inner
    offered = {each.key for each in FILTERS} | {"champion_product"}

    assert scores - offered == set()
