from datetime import date, timedelta

import pytest
from django.utils import timezone
from tests.scores.groups.given import AS_OF, ByTheHour, Known, evening_answers, people, run_on, table_of

from shuke.analytics.groups.clusters import TooManyGroups
from shuke.analytics.groups.features import UnknownFamily
from shuke.scores.groups import services
from shuke.scores.groups.models import (
    CustomerGroup,
    CustomerLikeness,
    CustomerRule,
    Group,
    Grouping,
    LookAlikeList,
    RuleSet,
)
from shuke.scores.groups.services.grouping import group_customers
from shuke.scores.groups.services.likening import liken_customers
from shuke.scores.groups.services.ruling import learn_rules

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


def grouped(grouping: Grouping, as_of: date = AS_OF) -> Grouping:
    group_customers(grouping, Known(as_of=as_of), run=run_on(as_of), seed=1)
    grouping.refresh_from_db()
    return grouping


@pytest.fixture
def grouping() -> Grouping:
    people()
    return grouped(services.ask_for_groups(name="Menus", families=["rfm", "time"], count=2))


def test_every_buyer_has_one_group_and_a_reason(grouping: Grouping) -> None:
    members = CustomerGroup.objects.filter(grouping=grouping)

    assert members.count() == grouping.customers == 40
    assert sorted(group.customers for group in grouping.groups.all()) == [20, 20]
    assert all(member.why[0]["code"] == "like_group" for member in members)


def test_groups_are_described_and_judged(grouping: Grouping) -> None:
    group = grouping.groups.first()

    assert group is not None
    assert {reason["facts"]["feature"] for reason in group.profile} >= {"orders", "spend", "evening_share"}
    assert group.solidity == pytest.approx(1)
    assert grouping.fit["chosen"]["stability"] == pytest.approx(1)  # type: ignore[index]


def test_a_name_stays_with_its_customers_when_groups_are_found_again(grouping: Grouping) -> None:
    evening = CustomerGroup.objects.get(customer__number="C0001").group
    services.name_group(group=evening, name="Evening", now=timezone.now())
    services.find_groups_again(grouping=grouping)
    grouping.refresh_from_db()
    grouped(grouping, AS_OF + timedelta(days=1))

    assert CustomerGroup.objects.get(customer__number="C0001").group.name == "Evening"
    assert Group.objects.filter(grouping=grouping, place__isnull=False).count() == 2
    assert [size.overlap for size in evening.sizes.all()] == [None, 1.0]


def test_groups_are_kept_for_a_month_and_then_found_again(grouping: Grouping) -> None:
    assert grouped(grouping, AS_OF + timedelta(days=27)).fitted_on == AS_OF
    assert grouped(grouping, AS_OF + timedelta(days=28)).fitted_on == AS_OF + timedelta(days=28)


def test_a_second_run_of_the_same_day_changes_nothing(grouping: Grouping) -> None:
    before = list(CustomerGroup.objects.order_by("customer").values_list("customer", "group", "distance"))
    grouped(grouping)

    assert list(CustomerGroup.objects.order_by("customer").values_list("customer", "group", "distance")) == before


def test_what_cannot_be_grouped_keeps_what_it_had_and_says_why(grouping: Grouping) -> None:
    grouping.count = 30
    grouping.wants_new_fit = True
    group_customers(grouping, Known(customers=20), run=run_on(), seed=1)

    assert grouping.refusal == "TooManyGroups"
    assert CustomerGroup.objects.filter(grouping=grouping).count() == 40


def test_forgetting_groups_forgets_the_lists_that_are_like_them(grouping: Grouping) -> None:
    group = grouping.groups.first()
    assert group is not None
    services.ask_for_look_alikes(kind="group", key=str(group.pk))
    services.forget_groups(grouping=grouping)

    assert not Group.objects.exists()
    assert not CustomerGroup.objects.exists()
    assert not LookAlikeList.objects.exists()


def test_rules_are_learnt_judged_on_later_days_and_hold_for_customers_today() -> None:
    people(400)
    rules = services.ask_for_rules(target="left")
    learn_rules(rules, Known(customers=400), run=run_on(), seed=1)

    assert rules.refusal == ""
    assert rules.contest["judged_on"] == 400
    assert rules.rules[0]["share"] > 0.7
    assert sum(rule["today"] for rule in rules.rules) == CustomerRule.objects.filter(rule_set=rules).count() == 10


def test_rules_need_days_to_be_judged_on() -> None:
    rules = services.ask_for_rules(target="left")
    learn_rules(rules, Known(days=269), run=run_on(), seed=1)

    assert rules.refusal == "TooFew"
    assert rules.rules == []


def test_who_answers_a_test_is_learnt_from_one_half_and_judged_on_the_other() -> None:
    table = table_of(600, is_answered_by=evening_answers)
    rules = services.ask_for_rules(target="responded", table=table)
    learn_rules(rules, ByTheHour(customers=600), run=run_on(), seed=1)
    rules.refresh_from_db()
    ways = [{each["facts"]["feature"]: each["code"] for each in rule["conditions"]} for rule in rules.rules]
    auc = {entry["name"]: entry["auc"] for entry in rules.contest["entries"]}

    assert (rules.refusal, rules.contest["split"], rules.contest["asked_on"]) == ("", "halves", "2026-02-01")
    assert (rules.contest["learnt_from"], rules.contest["judged_on"]) == (300, 300)
    assert rules.contest["base_rate"] == pytest.approx(0.375, abs=0.06)
    assert rules.contest["column"] == "evening_share"
    assert min(auc.values()) > 0.75
    assert (ways[0]["evening_share"], ways[-1]["evening_share"]) == ("above", "up_to")
    assert rules.rules[0]["share"] > 0.6
    assert rules.rules[-1]["share"] < 0.15
    assert sum(rule["customers"] for rule in rules.rules) == 300
    assert CustomerRule.objects.filter(rule_set=rules).count() == 600


def test_the_halves_of_a_test_are_drawn_alike_each_time() -> None:
    rules = services.ask_for_rules(target="responded", table=table_of(600, is_answered_by=evening_answers))
    learn_rules(rules, Known(customers=600), run=run_on(), seed=1)
    before = (rules.contest, rules.rules)
    learn_rules(rules, Known(customers=600), run=run_on(), seed=1)

    assert (rules.contest, rules.rules) == before


def test_only_the_tested_teach_who_answers() -> None:
    rules = services.ask_for_rules(target="responded", table=table_of(500, step=2, is_answered_by=lambda number: True))
    learn_rules(rules, Known(customers=500), run=run_on(), seed=1)

    assert rules.refusal == "TooFew"


@pytest.mark.parametrize(("customers", "every"), [(390, 2), (600, 40)])
def test_too_few_tested_or_too_few_answers_are_refused(customers: int, every: int) -> None:
    table = table_of(customers, is_answered_by=lambda number: number % every == 0)
    rules = services.ask_for_rules(target="responded", table=table)
    learn_rules(rules, Known(customers=customers), run=run_on(), seed=1)

    assert (rules.refusal, rules.rules) == ("TooFew", [])


def test_rules_of_a_test_are_one_set_and_go_with_it() -> None:
    table = table_of(2, is_answered_by=bool)
    rules = services.ask_for_rules(target="responded", table=table)
    again = services.ask_for_rules(target="responded", table=table)

    assert (rules, rules.key) == (again, f"responded-{table.pk}")
    table.delete()
    assert not RuleSet.objects.exists()


def test_who_answers_is_asked_of_one_counted_table() -> None:
    table = table_of(2, is_answered_by=bool)
    with pytest.raises(services.UnknownTarget):
        services.ask_for_rules(target="responded")
    with pytest.raises(services.UnknownTarget):
        services.ask_for_rules(target="left", table=table)
    table.cells = []
    with pytest.raises(services.UnknownTarget, match="not counted yet"):
        services.ask_for_rules(target="responded", table=table)


def test_a_group_of_fewer_than_twenty_has_no_list(grouping: Grouping) -> None:
    evening = CustomerGroup.objects.get(customer__number="C0001").group
    CustomerGroup.objects.filter(customer__number__lte="C0007", group=evening).delete()
    listing = services.ask_for_look_alikes(kind="group", key=str(evening.pk))
    liken_customers(listing, Known(customers=60), run=run_on(), seed=1)

    # Sixteen members are fewer than twenty.
    assert listing.refusal == "TooFewMembers"


def test_the_like_are_not_members() -> None:
    people(80)
    every_second = grouped_of(80)
    listing = services.ask_for_look_alikes(kind="group", key=str(every_second.pk))
    liken_customers(listing, Known(customers=80), run=run_on(), seed=1)
    found = CustomerLikeness.objects.filter(listing=listing).order_by("rank")

    assert listing.alike == found.count() == 10
    assert not found.filter(customer__in=every_second.members.values("customer")).exists()
    assert found[0].why[0]["code"] == "like_members"


def grouped_of(customers: int) -> Group:
    """Thirty of the forty who come in the evening."""
    grouping = services.ask_for_groups(name="All", families=["rfm"], count=2)
    group_customers(grouping, Known(customers=customers), run=run_on(), seed=1)
    evening = CustomerGroup.objects.get(customer__number="C0001").group
    CustomerGroup.objects.filter(group=evening, customer__number__lt="C0020").delete()
    return evening


def test_what_cannot_be_asked_for_is_refused() -> None:
    with pytest.raises(services.EmptyName):
        services.ask_for_groups(name=" ", families=["rfm"], count=None)
    with pytest.raises(UnknownFamily):
        services.ask_for_groups(name="A", families=["mood"], count=None)
    with pytest.raises(TooManyGroups):
        services.ask_for_groups(name="A", families=["rfm"], count=1)
    with pytest.raises(services.UnknownTarget):
        services.ask_for_rules(target="weather")
    with pytest.raises(services.UnknownReference):
        services.ask_for_look_alikes(kind="stage", key="nowhere")
    assert not RuleSet.objects.exists()


def test_a_name_can_be_taken_away(grouping: Grouping) -> None:
    group = grouping.groups.first()
    assert group is not None
    services.name_group(group=group, name="A", now=timezone.now())

    assert services.name_group(group=group, name=" ", now=timezone.now()).named_at is None
