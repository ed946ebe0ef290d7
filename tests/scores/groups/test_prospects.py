"""People who never bought, listed by what is known of them."""

import json
from datetime import date

import pytest
from tests.records import make
from tests.records.membership.given import plan
from tests.scores.groups.given import AS_OF, Known, evening_group, run_on, wine_people
from tests.web.conftest import client_of

from shuke.records.customers.models import Consent, Customer, Preference, Tag
from shuke.records.membership.services import enrol_member
from shuke.scores.groups import services
from shuke.scores.groups.models import CustomerLikeness, Group, LookAlikeList
from shuke.scores.groups.services.known import known_of_people
from shuke.scores.groups.services.likening import liken_customers

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


def listed(group: Group) -> LookAlikeList:
    listing = services.ask_for_look_alikes(kind="group", key=str(group.pk), among="prospects")
    liken_customers(listing, Known(customers=200), run=run_on(), seed=1)
    listing.refresh_from_db()
    return listing


def numbers(listing: LookAlikeList) -> set[str]:
    return set(CustomerLikeness.objects.filter(listing=listing).values_list("customer__number", flat=True))


@pytest.fixture
def group() -> Group:
    wine_people()
    return evening_group()


def test_prospects_of_whom_the_same_is_known_are_listed_with_why(group: Group) -> None:
    listing = listed(group)
    first = CustomerLikeness.objects.filter(listing=listing).order_by("rank")[0]

    assert numbers(listing) == {f"P{number:04}" for number in range(1, 20, 2)}
    assert (listing.refusal, listing.alike) == ("", 10)
    assert listing.judged["auc"] > 0.9
    assert (listing.judged["prospects"], listing.judged["too_thin"]) == (20, 10)
    assert first.why[0]["facts"] == {"feature": "tag:wine", "value": "yes", "members": 1.0, "others": 0.0}
    assert first.likeness > 0.5


def test_a_list_of_buyers_and_one_of_prospects_stand_beside_each_other(group: Group) -> None:
    prospects = listed(group)
    buyers = services.ask_for_look_alikes(kind="group", key=str(group.pk))
    again = services.ask_for_look_alikes(kind="group", key=str(group.pk), among="prospects")

    assert buyers != prospects == again
    with pytest.raises(services.UnknownReference):
        services.ask_for_look_alikes(kind="group", key=str(group.pk), among="strangers")


@pytest.mark.parametrize("switch", ["is_not_personalised", "is_do_not_contact"])
def test_who_wants_it_so_is_neither_compared_nor_listed(group: Group, switch: str) -> None:
    Customer.objects.filter(number__in=("P0001", "P0002", "C0001")).update(**{switch: True})
    listing = listed(group)

    assert "P0001" not in numbers(listing)
    assert listing.judged["prospects"] == 18
    assert listing.judged["members"] + listing.judged["others"] == 199


def test_profiles_that_tell_nothing_any_more_list_nobody_and_say_so(group: Group) -> None:
    assert numbers(listed(group))
    Customer.tags.through.objects.all().delete()
    for number, person in enumerate(Customer.objects.order_by("pk")):
        person.gender = "female" if number // 2 % 2 else "male"
        person.save()
    listing = listed(group)

    assert (listing.refusal, listing.alike, numbers(listing)) == ("ProfileTooThin", 0, set())
    assert listing.judged["lower"] <= 0.5


def test_nothing_in_common_and_nobody_left_are_said(group: Group) -> None:
    Customer.tags.through.objects.filter(customer__number__startswith="C").delete()
    Customer.objects.filter(number__startswith="C").update(home_store=None, origin="till")
    assert listed(group).refusal == "NothingInCommon"

    Customer.objects.filter(number__startswith="P").update(is_not_personalised=True)
    assert listed(group).refusal == "NobodyWithoutPurchase"


def test_what_is_known_is_read_in_words_and_nothing_sensitive_is() -> None:
    person = make.customer(
        home=make.store("RIVER", name="River"), gender="female", birthday=date(1999, 3, 2), email="a@example.com",
        acquired_through="Fair", occupation="nurse", language="uk", notes="ill",
    )  # fmt: skip
    person.tags.add(Tag.objects.create(name="wine"))
    facts = {"customer": person, "how": "ask", "learned_at": make.NOW, "confirmed_at": make.NOW}
    Preference.objects.create(topic="seat", value="window", **facts)
    Preference.objects.create(topic="food", value="no pork", is_pinned=True, **facts)
    Preference.objects.create(topic="health", value="diabetes", is_sensitive=True, **facts)
    enrol_member(scope=make.SYSTEM, now=make.NOW, plan=plan(name="Club"), customer=person, origin="test")
    for granted in (False, True):
        Consent.objects.create(
            customer=person, channel="email", purpose="marketing", is_granted=granted, source="test", at=make.NOW
        )
    row = known_of_people(as_of=AS_OF).loc[person.pk]

    assert row.to_dict() == {
        "gender": "female", "age": "25-34", "store": "River", "acquired_through": "Fair", "origin": "test",
        "brought": "no", "has_organisation": "no", "has_phone": "no", "has_email": "yes", "has_wechat": "no",
        "has_card": "no", "tag:wine": "yes", "preference:seat:window": "yes", "plan:Club": "yes", "may_email": "yes",
    }  # fmt: skip


def test_a_child_has_no_age_and_who_never_said_has_no_consent() -> None:
    told, silent = make.customer(birthday=date(2015, 1, 1)), make.customer()
    Customer.objects.filter(pk=silent.pk).update(birthday=date(1850, 1, 1))
    Consent.objects.create(
        customer=told, channel="sms", purpose="marketing", is_granted=False, source="test", at=make.NOW
    )
    known = known_of_people(as_of=AS_OF)

    assert known["age"].isna().all()
    assert known.loc[told.pk, "may_sms"] == "no"
    assert known["may_sms"].isna()[silent.pk]


def test_what_stands_on_a_merged_record_is_known_of_the_person() -> None:
    whole = make.customer()
    part = make.customer()
    part.tags.add(Tag.objects.create(name="wine"))
    Customer.objects.filter(pk=part.pk).update(merged_into=whole)
    known = known_of_people(as_of=AS_OF)

    assert list(known.index) == [whole.pk]
    assert known.loc[whole.pk, "tag:wine"] == "yes"


def test_who_bought_or_objects_since_is_told_to_no_program(group: Group) -> None:
    listing = listed(group)
    owner = client_of(make.staff("owner"))
    address = f"/api/v1/look-alikes/{listing.pk}/customers"
    assert len(owner.get(address).json()) == 10

    bought, objects = (Customer.objects.get(number=number) for number in ("P0001", "P0003"))
    make.order(bought, bought.home_store, AS_OF, (make.product(), 1, "5"))
    Customer.objects.filter(pk=objects.pk).update(is_not_personalised=True)
    told = {each["customer"] for each in owner.get(address).json()}

    assert len(told) == 8
    assert not told & {"P0001", "P0003"}
    assert client_of(make.staff("analyst", make.store("HILL"))).get(address).json() == []


def test_prospects_are_asked_for_by_a_program(group: Group) -> None:
    owner = client_of(make.staff("owner"))

    def ask(among: str) -> tuple[int, dict[str, object]]:
        body = json.dumps({"kind": "group", "key": str(group.pk), "among": among})
        answer = owner.post("/api/v1/look-alikes", body, content_type="application/json")
        return answer.status_code, answer.json()

    status, made = ask("prospects")
    assert (status, made["among"]) == (202, "prospects")
    assert ask("prospects")[1]["id"] == made["id"]
    assert ask("strangers")[0] == 422
