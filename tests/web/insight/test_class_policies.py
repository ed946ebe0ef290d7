"""Classes with what they bring, what is spent on them, where they came from, and their policies."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from tests.records import make
from tests.web.insight.test_pages import body, doors, listed, signed_in

from shuke.actions.care.models import CareTask, CareTry
from shuke.outcomes.spent import effort_by_class
from shuke.records.access.models import Role
from shuke.records.customers.models import ClassPolicy, Customer
from shuke.records.messages.services import save_contact_prices
from shuke.records.stores.models import Store
from shuke.scores.models import CustomerScore, ModelRun

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("foretold_shop")]


def test_potential_is_said_to_come_from_the_forecast(client: Client) -> None:
    run = ModelRun.objects.filter(kind=ModelRun.Kind.SCORES).latest("pk")

    assert run.metrics["potential_by"] == "forecast"
    assert "the forecast of the year against the year before" in body(signed_in(client), reverse("insight_value"))


def test_profit_of_the_classes_is_the_customers_value_today(client: Client) -> None:
    quadrant = signed_in(client).get(reverse("insight_value")).context["quadrant"]

    for box in quadrant.ranked:
        own = CustomerScore.objects.filter(value_class=box.key).values_list("current_value_minor", flat=True)
        assert box.profit_minor == sum(own)
    assert sum(box.profit_share or 0 for box in quadrant.ranked) == pytest.approx(1)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every customer was called once, for 2 each and ten minutes; what was counted by other tests is not kept."""
    monkeypatch.setattr("shuke.web.insight.spent.efforts", effort_by_class)
    at = make.NOW.replace(year=2025)
    for person in Customer.objects.order_by("pk"):
        task = CareTask.objects.create(key=f"t{person.pk}", customer=person, origin="x", due_on=at.date(), opened_at=at)
        CareTry.objects.create(task=task, number=1, outcome="no_answer", at=at)
    save_contact_prices(scope=make.SYSTEM, now=at, prices={"task": Decimal(2)}, minutes={"task_minutes": 10})


@pytest.mark.usefixtures("calls")
@pytest.mark.parametrize(
    ("route", "column"),
    [("insight_abc", "abc"), ("insight_pyramid", "pyramid_level"), ("insight_value", "value_class")],
)
def test_each_class_shows_what_is_spent_on_it_beside_what_it_brings(client: Client, route: str, column: str) -> None:
    page = signed_in(client).get(reverse(route))

    rows = page.context["spending"].rows
    people = CustomerScore.objects.exclude(**{column: ""}).count()
    assert sum(row.spent.tasks for row in rows) == people
    assert sum(row.spent.total_minor for row in rows) == 200 * people
    assert sum(row.spent.minutes for row in rows) == 10 * people
    for share in ("customer_share", "spend_share", "total_share", "hour_share"):
        assert sum(getattr(row, share) for row in rows) == pytest.approx(1)
    assert "What is spent on them" in page.content.decode()


@pytest.mark.usefixtures("calls")
def test_what_is_spent_keeps_to_ones_stores(client: Client) -> None:
    here = Store.objects.get(code="RIVER")
    spending = signed_in(client, Role.MANAGER, stores=(here,)).get(reverse("insight_value")).context["spending"]

    own = CustomerScore.objects.filter(home_store=here).exclude(value_class="")
    assert sum(row.spent.tasks for row in spending.rows) == own.count() < CustomerScore.objects.count()


@pytest.mark.usefixtures("calls")
def test_what_has_no_price_or_no_minutes_is_named(client: Client) -> None:
    save_contact_prices(
        scope=make.SYSTEM, now=make.NOW, prices={"task": None}, minutes={"task_minutes": None, "case_minutes": 5}
    )

    page = signed_in(client).get(reverse("insight_value")).content.decode()

    assert "Without a price, and so not in the money: a colleague’s task." in page
    assert "No minutes are set, and so no hours shown, for: a colleague’s task." in page


def test_the_matrix_moves_everybody_and_its_numbers_are_doors(client: Client) -> None:
    page = signed_in(client).get(reverse("insight_value"))

    assert sum(row.customers for row in page.context["matrix"]) == CustomerScore.objects.count()
    for figure, address in dict.fromkeys(doors(page.content.decode())):
        assert (address, listed(client, address)) == (address, figure)


def test_a_manager_sets_a_policy_and_it_stands_on_the_page(client: Client) -> None:
    given = {
        "service_level": "answered the same day", "call_every_days": "30", "offer_ceiling_percent": "12.5",
        "may_discount": ["manager", "owner"],
    }  # fmt: skip

    answer = signed_in(client, Role.MANAGER).post(reverse("edit_class_policy", args=["gold"]), given)

    assert answer.status_code == 302
    assert ClassPolicy.objects.get().may_discount == ["manager", "owner"]
    page = body(client, reverse("insight_value"))
    assert "answered the same day" in page
    assert "at most 12.5% off" in page


def test_what_cannot_be_is_said_in_the_form(client: Client) -> None:
    answer = signed_in(client, Role.MANAGER).post(
        reverse("edit_class_policy", args=["gold"]), {"offer_ceiling_percent": "150"}
    )

    assert answer.status_code == 422
    assert not ClassPolicy.objects.exists()


def test_analysts_see_policies_and_set_none(client: Client) -> None:
    signed_in(client, Role.ANALYST)

    assert client.post(reverse("edit_class_policy", args=["gold"]), {}).status_code == 403
    assert "How they are looked after" not in body(client, reverse("insight_value"))


def test_an_unknown_class_is_not_found(client: Client) -> None:
    assert signed_in(client, Role.OWNER).get(reverse("edit_class_policy", args=["bronze"])).status_code == 404
