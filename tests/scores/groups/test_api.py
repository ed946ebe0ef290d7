import pytest
from django.test import Client
from tests.records import make
from tests.scores.groups.given import Known, people, run_on

from shuke.records.access.models import Staff
from shuke.scores.groups import services
from shuke.scores.groups.models import Group
from shuke.scores.groups.services.grouping import group_customers

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


def client_of(person: Staff) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def group() -> Group:
    people()
    grouping = services.ask_for_groups(name="Menus", families=["rfm"], count=2)
    group_customers(grouping, Known(), run=run_on(), seed=1)
    return Group.objects.filter(grouping=grouping).earliest("number")


def test_groups_are_told_with_what_sets_them_apart(group: Group) -> None:
    (grouping,) = client_of(make.staff("analyst")).get("/api/v1/groupings").json()

    assert [each["number"] for each in grouping["groups"]] == [1, 2]
    assert grouping["groups"][0]["profile"][0]["code"] in {"feature_high", "feature_low"}


def test_members_are_told_with_why_within_ones_stores(group: Group) -> None:
    address = f"/api/v1/groups/{group.pk}/customers"
    members = client_of(make.staff("owner")).get(address).json()

    assert len(members) == group.customers
    assert members[0]["why"][0]["code"] == "like_group"
    assert client_of(make.staff("analyst", make.store("HILL"))).get(address).json() == []


def test_rules_and_lists_are_told_and_a_cashier_is_refused(group: Group) -> None:
    listing = services.ask_for_look_alikes(kind="group", key=str(group.pk))
    services.ask_for_rules(target="left")
    analyst, cashier = client_of(make.staff("analyst")), client_of(make.staff("cashier"))

    assert analyst.get("/api/v1/rules").json()[0]["target"] == "left"
    assert analyst.get("/api/v1/look-alikes").json()[0]["key"] == str(group.pk)
    assert analyst.get(f"/api/v1/look-alikes/{listing.pk}/customers").json() == []
    assert cashier.get("/api/v1/groupings").status_code == 403
