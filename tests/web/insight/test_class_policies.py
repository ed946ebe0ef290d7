"""Classes with what they bring, what is spent on them, where they came from, and their policies."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.web.insight.test_pages import body, doors, listed, signed_in

from shuke.records.access.models import Role
from shuke.records.customers.models import ClassPolicy
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
