import json

import pytest
from django.test import Client
from tests.records import make
from tests.scores.groups.given import Known, people, run_on, table_of
from tests.web.conftest import client_of

from shuke.jobs.models import Job
from shuke.scores.groups import services
from shuke.scores.groups.models import Group
from shuke.scores.groups.services.grouping import group_customers
from shuke.scores.groups.services.soon import TASK

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


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


def send(client: Client, method: str, address: str, body: object = None) -> tuple[int, object]:
    answer = client.generic(method, address, "" if body is None else json.dumps(body), content_type="application/json")
    return answer.status_code, answer.json() if answer.content else None


def test_a_grouping_is_asked_for_found_again_and_forgotten(group: Group) -> None:
    analyst = client_of(make.staff("analyst"))
    status, made = send(analyst, "POST", "/api/v1/groupings", {"name": "Mailings", "families": ["rfm"]})
    assert isinstance(made, dict)
    address = f"/api/v1/groupings/{made['id']}"

    assert (status, made["name"], made["groups"]) == (202, "Mailings", [])
    assert Job.objects.filter(task=TASK).count() == 1
    assert send(analyst, "POST", f"{address}/find-again")[0] == 202
    assert send(analyst, "DELETE", address) == (204, None)
    assert send(analyst, "DELETE", address)[0] == 404


def test_an_unknown_kind_of_behaviour_is_refused_with_a_sentence(group: Group) -> None:
    status, problem = send(
        client_of(make.staff("owner")), "POST", "/api/v1/groupings", {"name": "X", "families": ["weather"]}
    )

    assert status == 422
    assert isinstance(problem, dict)
    assert "weather" in problem["detail"]


def test_a_group_is_named_and_others_like_it_are_asked_for(group: Group) -> None:
    owner = client_of(make.staff("owner"))

    assert send(owner, "PATCH", f"/api/v1/groups/{group.pk}", {"name": "Evening"})[0] == 200
    group.refresh_from_db()
    assert group.name == "Evening"
    assert send(owner, "POST", "/api/v1/look-alikes", {"kind": "group", "key": str(group.pk)})[0] == 202
    assert send(owner, "POST", "/api/v1/look-alikes", {"kind": "group", "key": "0"})[0] == 422


def test_rules_about_answers_are_asked_for_by_the_table() -> None:
    table = table_of(2, is_answered_by=bool)
    owner = client_of(make.staff("owner"))
    asked = {"target": "responded", "table": table.pk}
    status, made = send(owner, "POST", "/api/v1/rules", asked)
    assert isinstance(made, dict)

    assert (status, made["target"], made["table"], made["rules"]) == (202, "responded", table.pk, [])
    assert send(owner, "POST", "/api/v1/rules", {"target": "left"})[0] == 202
    assert [each["table"] for each in owner.get("/api/v1/rules").json()] == [table.pk, None]
    assert send(owner, "POST", "/api/v1/rules", {"target": "responded"})[0] == 422
    assert send(owner, "POST", "/api/v1/rules", {"target": "responded", "table": table.pk + 1})[0] == 422
    assert send(client_of(make.staff("marketer")), "POST", "/api/v1/rules", asked)[0] == 403


def test_a_marketer_reads_groups_and_changes_none(group: Group) -> None:
    marketer = client_of(make.staff("marketer"))

    assert marketer.get("/api/v1/groupings").status_code == 200
    assert send(marketer, "PATCH", f"/api/v1/groups/{group.pk}", {"name": "Mine"})[0] == 403
    assert send(marketer, "DELETE", f"/api/v1/groupings/{group.grouping_id}")[0] == 403
