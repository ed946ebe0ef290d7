"""What other programs decide about a campaign."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from tests.actions.campaigns import given
from tests.actions.campaigns.test_api import BODY, send
from tests.records import make
from tests.records.api_client import Api
from tests.web.conftest import client_of
from tests.web.insight import rows

from shuke.actions.campaigns import services
from shuke.actions.campaigns.models import Campaign, CampaignMember
from shuke.actions.segments.documents import document_of
from shuke.actions.segments.models import Segment
from shuke.actions.segments.parse import parse
from shuke.jobs.models import Job
from shuke.records.access.models import Role
from shuke.records.customers.models import Customer

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

STEPS: list[tuple[str, Any]] = [
    ("ask", None),
    ("approve", None),
    ("send-back", None),
    ("start", None),
    ("pause", None),
    ("resume", None),
    ("roll-out", {"choice": "everyone"}),
    ("stop", None),
    ("close", None),
    ("repeat", None),
    ("count", None),
]


@pytest.fixture
def scored() -> None:
    """Thirty customers, and scores as of the day before."""
    for place in range(30):
        make.customer(f"No {place}")
    rows.run(given.AS_OF)


def take(campaign: Campaign, *steps: str, api: Api | None = None) -> list[Any]:
    """The state after each step, or why it was refused."""
    caller = api or Api(Role.MARKETER)
    answers = [caller.post(f"/campaigns/{campaign.pk}/{step}") for step in steps]
    return [answer.json().get("state", answer.status_code) for answer in answers]


@pytest.mark.parametrize(("step", "body"), STEPS)
def test_strangers_one_store_and_who_only_reads_decide_nothing(step: str, body: Any) -> None:
    campaign = given.draft()
    path = f"/campaigns/{campaign.pk}/{step}"

    assert Client().post(f"/api/v1{path}", "{}", content_type="application/json").status_code == 401
    assert Api(Role.MANAGER, make.store()).post(path, body).status_code == 403
    assert Api(Role.ANALYST).post(path, body).status_code == 403
    assert Api(Role.INTEGRATOR).post(path, body).status_code == 403
    assert Api(Role.OWNER).post(f"/campaigns/4711/{step}", body).status_code == 404
    campaign.refresh_from_db()
    assert (campaign.state, Campaign.objects.count(), Job.objects.count()) == ("draft", 1, 0)


def test_one_store_and_who_only_reads_write_and_delete_nothing() -> None:
    path = f"/campaigns/{given.draft().pk}"

    for api in (Api(Role.MANAGER, make.store()), Api(Role.ANALYST)):
        assert api.put(path, BODY).status_code == 403
        assert api.delete(path).status_code == 403
    assert Campaign.objects.count() == 1


@pytest.mark.usefixtures("scored")
def test_a_campaign_is_handed_in_started_held_and_stopped() -> None:
    campaign = given.draft()

    states = take(campaign, "ask", "start", "start", "pause", "resume", "stop", "close")

    assert states == ["approved", "testing", 422, "testing", "testing", "stopped", 422]
    serving = Job.objects.filter(task="shuke.actions.campaigns.tasks.serve")
    assert [job.kwargs for job in serving] == [{"campaign_id": campaign.pk}] * 2
    campaign.refresh_from_db()
    assert (campaign.cells_as_of, campaign.is_paused) == (given.AS_OF, False)


@pytest.mark.usefixtures("scored")
def test_a_start_repeated_with_its_key_starts_once() -> None:
    campaign, api = given.draft(), Api(Role.MARKETER)

    first, again = (api.post(f"/campaigns/{campaign.pk}/start", Idempotency_Key="s-1") for _ in range(2))

    assert (first.status_code, first.json()) == (200, again.json())
    assert Job.objects.count() == 1


def test_without_scores_nothing_starts() -> None:
    make.customer("Pan")
    refused = Api(Role.MARKETER).post(f"/campaigns/{given.draft().pk}/start")

    assert (refused.status_code, refused["Content-Type"]) == (422, "application/problem+json")
    assert "No scores yet" in refused.json()["detail"]


@pytest.mark.usefixtures("scored")
def test_above_the_limit_a_second_person_approves() -> None:
    services.save_rules(scope=make.scope(), now=given.NOW, approval_above=Decimal(1))
    manager, second = make.staff(Role.MANAGER), make.staff(Role.MANAGER)
    campaign = services.save_campaign(scope=make.scope(), now=given.NOW, wishes=given.wishes())
    Campaign.objects.update(created_by=manager)

    def approve(caller: Client) -> int:
        return caller.post(f"/api/v1/campaigns/{campaign.pk}/approve").status_code

    assert send("analyst", "GET", f"/campaigns/{campaign.pk}/plan")[1]["needs_approval"]
    assert take(campaign, "start", "ask", "start") == [422, "awaiting", 422]
    assert Api(Role.MARKETER).post(f"/campaigns/{campaign.pk}/approve").status_code == 403
    assert Api(Role.OWNER).post(f"/campaigns/{campaign.pk}/approve").status_code == 422  # a key is nobody
    assert [approve(client_of(person)) for person in (manager, second)] == [422, 200]
    told = send("analyst", "GET", f"/campaigns/{campaign.pk}")[1]
    assert (told["created_by"], told["approved_by"]) == (manager.username, second.username)
    assert take(campaign, "send-back", api=Api(Role.MANAGER)) == ["draft"]


def test_a_draft_is_written_anew_repeated_and_thrown_away() -> None:
    api = Api(Role.MARKETER)
    made = api.post("/campaigns", BODY).json()

    written = api.put(f"/campaigns/{made['id']}", {**BODY, "name": "Spring pantry", "budget": "40"}).json()
    again = api.post(f"/campaigns/{made['id']}/repeat")

    assert (written["id"], written["name"], written["budget"]) == (made["id"], "Spring pantry", "40")
    assert (again.status_code, again.json()["name"], again.json()["state"]) == (201, "Spring pantry", "draft")
    assert api.delete(f"/campaigns/{made['id']}").status_code == 204
    assert api.delete(f"/campaigns/{made['id']}").status_code == 404
    assert list(Campaign.objects.values_list("pk", flat=True)) == [again.json()["id"]]


@pytest.mark.usefixtures("scored")
def test_what_has_begun_is_not_rewritten_or_deleted() -> None:
    campaign, api = given.draft(), Api(Role.MARKETER)
    take(campaign, "start", api=api)

    assert api.put(f"/campaigns/{campaign.pk}", BODY).status_code == 422
    assert api.delete(f"/campaigns/{campaign.pk}").status_code == 422
    assert Campaign.objects.get().state == "testing"


def test_the_saved_segment_stays_named_when_what_was_read_is_sent_back() -> None:
    tree = document_of(parse("gender = male"))
    Segment.objects.create(key="men", name="Men", tree=tree, created_at=given.NOW, updated_at=given.NOW)
    api = Api(Role.MARKETER)
    made = api.post("/campaigns", {**BODY, "segment": "men", "audience": "gender = female"}).json()

    sent = {**BODY, "segment": made["segment"], "audience": made["audience"]}
    again = api.put(f"/campaigns/{made['id']}", sent).json()

    assert made["segment"] == again["segment"] == "men"
    assert made["audience"] == again["audience"]
    assert "men" in made["audience"]
    assert api.post("/campaigns", {**BODY, "segment": "nobody"}).status_code == 422


def test_it_is_rolled_out_where_it_pays(people: list[Customer]) -> None:
    campaign, api = given.started(cost_per_piece=Decimal(10)), Api(Role.MARKETER)
    path = f"/campaigns/{campaign.pk}/roll-out"
    assert api.post(path, {"choice": "everyone"}).status_code == 422
    given.served(campaign)
    for person in given.members(campaign, CampaignMember.Arm.TEST)[::2]:
        given.buy(person, given.NOW.date() + timedelta(days=3))
    given.counted(campaign, as_of=given.NOW.date() + timedelta(days=14))

    assert api.post(path, {"choice": "best"}).status_code == 422
    rolled = api.post(path, {"choice": "expected"}).json()

    assert (rolled["state"], send("analyst", "GET", f"/campaigns/{campaign.pk}")[1]["roll_out"]) == (
        "rolled_out", "expected",
    )  # fmt: skip
    assert CampaignMember.objects.filter(campaign=campaign, is_rolled_out=True).exists()


def test_answers_are_counted_when_asked_and_once() -> None:
    campaign, api = given.draft(), Api(Role.MARKETER)

    answers = [api.post(f"/campaigns/{campaign.pk}/count").status_code for _ in range(2)]

    assert answers == [202, 202]
    assert [job.task for job in Job.objects.all()] == ["shuke.outcomes.tasks.count"]
