import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.records import make
from tests.scores.groups.given import AS_OF, Known, evening_answers, people, run_on, table_of
from tests.web.conftest import SignedIn, page

from shuke.jobs.models import Job
from shuke.records.access.scope import scope_of_system
from shuke.records.customers.models import Customer
from shuke.scores.groups import services
from shuke.scores.groups.models import CustomerRule, Group, Grouping, LookAlikeList, RuleSet
from shuke.scores.groups.services.grouping import group_customers
from shuke.scores.groups.services.likening import liken_customers
from shuke.scores.groups.services.ruling import learn_rules
from shuke.scores.groups.services.soon import TASK
from shuke.scores.models import ModelRun
from shuke.web.customers.filters import FILTERS
from shuke.web.customers.setting import setting_for

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


@pytest.fixture
def grouping() -> Grouping:
    """Eighty customers of one store in two groups; the latest scores are of the same day."""
    people(80)
    now = timezone.now()
    ModelRun.objects.create(
        kind=ModelRun.Kind.SCORES, as_of=AS_OF, started_at=now, finished_at=now, currency="CNY", data_fingerprint="x"
    )
    found = services.ask_for_groups(name="Menus", families=["rfm", "time"], count=2)
    group_customers(found, Known(customers=80), run=run_on(), seed=1)
    return found


@pytest.fixture
def owner(signed_in: SignedIn) -> Client:
    return signed_in("owner")


def test_groups_stand_with_their_size_and_whether_they_hold(owner: Client, grouping: Grouping) -> None:
    html = page(owner, "insight_groups")

    assert "Do these groups hold?" in html
    assert "Yes: found again" in html
    for group in grouping.groups.all():
        assert f"?group={group.pk}" in html


@pytest.mark.parametrize("key", ["group", "rule", "alike"])
def test_every_number_has_a_filter_of_the_customer_list(key: str) -> None:
    assert key in {each.key for each in FILTERS}


def test_the_door_of_a_group_opens_its_customers_and_nobody_else(grouping: Grouping) -> None:
    group = Group.objects.filter(grouping=grouping).first()
    assert group is not None
    in_group = next(each for each in FILTERS if each.key == "group")
    setting = setting_for(scope_of_system("test"), now=timezone.now())
    found = Customer.objects.filter(in_group.condition(str(group.pk), setting))
    outside = Customer.objects.filter(in_group.condition("none", setting))

    assert set(found) == {member.customer for member in group.members.select_related("customer")}
    assert found.count() == group.customers
    assert not outside.exists()


def test_a_named_group_goes_by_its_name(owner: Client, grouping: Grouping) -> None:
    group = Group.objects.filter(grouping=grouping).first()
    assert group is not None
    owner.post(reverse("rename_group", args=[group.pk]), {"name": "Evening people"})

    assert "Evening people" in page(owner, "insight_groups")
    assert "Evening people" in page(owner, "insight_group", group.pk)


def test_one_group_says_who_is_typical_and_why(owner: Client, grouping: Grouping) -> None:
    group = Group.objects.filter(grouping=grouping).first()
    assert group is not None

    assert "usual" in page(owner, "insight_group", group.pk)


def test_two_groups_stand_beside_each_other(owner: Client, grouping: Grouping) -> None:
    first, second = grouping.groups.all()

    html = page(owner, "compare_groups", grouping.pk, a=str(first.pk), b=str(second.pk))
    assert reverse("insight_group", args=[first.pk]) in html
    assert reverse("insight_group", args=[second.pk]) in html


def test_new_groups_are_asked_for_and_computed_in_the_background(owner: Client, grouping: Grouping) -> None:
    owner.post(reverse("new_grouping"), {"name": "Mailings", "families": ["discount"], "count": ""})

    assert Grouping.objects.get(name="Mailings").count is None
    assert Job.objects.filter(task=TASK).count() == 1


def test_finding_again_and_deleting(owner: Client, grouping: Grouping) -> None:
    owner.post(reverse("find_groups_again", args=[grouping.pk]))
    grouping.refresh_from_db()
    assert grouping.wants_new_fit

    owner.post(reverse("forget_grouping", args=[grouping.pk]))
    assert not Grouping.objects.exists()


def test_before_the_first_groups_the_page_says_when_they_come(owner: Client, grouping: Grouping) -> None:
    grouping.delete()

    assert "No groups yet" in page(owner, "insight_groups")


def test_rules_are_sentences_beside_the_contest(owner: Client, grouping: Grouping) -> None:
    people_more = [make.customer(number=f"C{number:04}") for number in range(80, 400)]
    learn_rules(services.ask_for_rules(target="left"), Known(customers=400), run=run_on(), seed=1)
    html = page(owner, "insight_rules")

    assert len(people_more) == 320
    assert "Who foretells best?" in html
    assert "?rule=left-0" in html
    assert "Neural network" in html


def test_rules_not_learnt_yet_can_be_asked_for(owner: Client, grouping: Grouping) -> None:
    assert "Learn these rules" in page(owner, "insight_rules", target="moved_up")
    owner.post(reverse("new_rules", args=["moved_up"]))

    assert RuleSet.objects.filter(target="moved_up").exists()
    assert owner.get(reverse("insight_rules"), {"target": "weather"}).status_code == 404


@pytest.fixture
def scored() -> None:
    now = timezone.now()
    ModelRun.objects.create(
        kind=ModelRun.Kind.SCORES, as_of=AS_OF, started_at=now, finished_at=now, currency="CNY", data_fingerprint="x"
    )


def test_who_answers_a_test_is_asked_for_and_told(owner: Client, scored: None) -> None:
    table = table_of(600, is_answered_by=evening_answers)
    key = f"responded-{table.pk}"
    html = page(owner, "insight_rules", target=key)
    assert f"Answered: {table.name}" in html
    assert "Learn these rules" in html

    owner.post(reverse("new_rules", args=[key]))
    rules = RuleSet.objects.get(table=table)
    learn_rules(rules, Known(customers=600), run=run_on(), seed=1)
    html = page(owner, "insight_rules", target=key)
    assert "halves drawn at random and not later days" in html
    assert f"?rule={key}-0" in html
    assert "Neural network" in html


def test_the_door_of_a_rule_about_answers_opens_whom_it_holds_for(scored: None) -> None:
    rules = services.ask_for_rules(target="responded", table=table_of(600, is_answered_by=evening_answers))
    learn_rules(rules, Known(customers=600), run=run_on(), seed=1)
    by_rule = next(each for each in FILTERS if each.key == "rule")
    setting = setting_for(scope_of_system("test"), now=timezone.now())
    held = CustomerRule.objects.filter(rule_set=rules, place=0)

    assert f"{rules.key}-0" in dict(by_rule.choices(setting))
    assert set(Customer.objects.filter(by_rule.condition(f"{rules.key}-0", setting)).values_list("pk", flat=True)) == (
        set(held.values_list("customer", flat=True))
    )
    assert not Customer.objects.filter(by_rule.condition("responded-0", setting)).exists()


def test_a_test_too_thin_says_what_it_lacks(owner: Client, scored: None) -> None:
    table = table_of(60, is_answered_by=bool)
    rules = services.ask_for_rules(target="responded", table=table)
    learn_rules(rules, Known(customers=60), run=run_on(), seed=1)

    assert "200 tested customers in each half" in page(owner, "insight_rules", target=rules.key)


def test_a_test_not_counted_is_not_offered_and_not_learnt_from(owner: Client, scored: None) -> None:
    table = table_of(2, is_answered_by=bool)
    type(table).objects.update(cells=[])
    key = f"responded-{table.pk}"

    assert owner.get(reverse("insight_rules"), {"target": key}).status_code == 404
    assert owner.post(reverse("new_rules", args=[key])).status_code == 404
    assert owner.post(reverse("new_rules", args=["weather"])).status_code == 404
    assert not RuleSet.objects.exists()


def test_a_net_that_ranks_better_places_nobody(owner: Client, scored: None) -> None:
    rules = services.ask_for_rules(target="responded", table=table_of(600, is_answered_by=evening_answers))
    learn_rules(rules, Known(customers=600), run=run_on(), seed=1)
    rules.contest["winner"] = "net"
    rules.save()

    assert "Customers are placed by the tree all the same" in page(owner, "insight_rules", target=rules.key)


def test_who_may_not_run_scores_has_no_rules_learnt(signed_in: SignedIn, scored: None) -> None:
    table = table_of(2, is_answered_by=bool)

    assert signed_in("cashier").post(reverse("new_rules", args=[f"responded-{table.pk}"])).status_code == 403
    assert not RuleSet.objects.exists()


def test_look_alikes_are_listed_with_reasons(owner: Client, grouping: Grouping) -> None:
    group = Group.objects.filter(grouping=grouping).first()
    assert group is not None
    owner.post(reverse("new_look_alikes"), {"group": f"group:{group.pk}", "among": "buyers"})
    listing = LookAlikeList.objects.get()
    group.members.filter(customer__number__lt="C0020").delete()
    liken_customers(listing, Known(customers=80), run=run_on(), seed=1)
    html = page(owner, "insight_alike")

    assert f"?alike={listing.pk}" in html
    assert "How sure is that?" in html


@pytest.mark.parametrize("name", ["insight_groups", "insight_rules", "insight_alike"])
def test_a_cashier_has_no_such_page(signed_in: SignedIn, name: str) -> None:
    assert signed_in("cashier").get(reverse(name)).status_code == 403


def test_a_reader_of_another_store_counts_none_of_these_customers(signed_in: SignedIn, grouping: Grouping) -> None:
    html = page(signed_in("analyst", make.store("HILL")), "insight_groups")

    assert "?group=" not in html


@pytest.mark.parametrize("name", ["insight_groups", "insight_rules", "insight_alike"])
def test_a_page_asks_a_fixed_number_of_questions(
    owner: Client, grouping: Grouping, name: str, django_assert_max_num_queries: object
) -> None:
    page(owner, name)
    with django_assert_max_num_queries(22):  # type: ignore[operator]
        page(owner, name)
