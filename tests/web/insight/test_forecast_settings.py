"""Owner and manager set what lifetime value is made of, and switch the feeding back of errors off and on."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.web.insight import rows
from tests.web.insight.test_forecast_runs import metrics

from shuke.records.access.models import AuditEntry, Role
from shuke.scores.models import ModelRun
from shuke.scores.services import current_outlook

pytestmark = pytest.mark.django_db
GIVEN = {
    "years": "5", "discount_rate_per_year": "8.5", "margin_share": "", "cost_to_serve_per_year": "12",
    "win_back_share": "30",
}  # fmt: skip


def signed_in(client: Client, role: str) -> Client:
    client.force_login(rows.staff(role))
    return client


def test_the_correction_is_switched_off_and_said_on_the_run(client: Client) -> None:
    run = rows.run(kind=ModelRun.Kind.FORECAST, metrics=metrics())
    page = signed_in(client, Role.OWNER).get(reverse("insight_run", args=[run.pk])).content.decode()
    assert "The error is fed back; the next refresh corrects by it." in page

    client.post(reverse("forecast_settings"), GIVEN)

    held = current_outlook()
    assert (held.corrects, held.years, held.discount_rate_per_year, held.win_back_share) == (False, 5, 0.085, 0.3)
    assert held.margin_share is None
    page = client.get(reverse("insight_run", args=[run.pk])).content.decode()
    assert "The error is not fed back." in page
    assert AuditEntry.objects.get(action="outlook.set").facts["corrects"] == [True, False]


def test_the_form_shows_what_is_set_and_saves_it_unchanged(client: Client) -> None:
    signed_in(client, Role.MANAGER).post(
        reverse("forecast_settings"), {**GIVEN, "margin_share": "40", "corrects": "on"}
    )
    before = current_outlook()
    form = client.get(reverse("forecast_settings")).context["form"]

    shown = {name: value for name, value in form.initial.items() if value is not None}
    client.post(reverse("forecast_settings"), {**shown, "corrects": "on"})

    assert current_outlook() == before
    assert before.margin_share == 0.4


@pytest.mark.parametrize("wrong", [{"years": "0"}, {"years": "11"}, {"margin_share": "101"}, {"win_back_share": "x"}])
def test_what_cannot_be_is_said_in_the_form(client: Client, wrong: dict[str, str]) -> None:
    answer = signed_in(client, Role.OWNER).post(reverse("forecast_settings"), {**GIVEN, **wrong})

    assert answer.status_code == 422
    assert current_outlook().years == 3


def test_analysts_look_and_change_nothing(client: Client) -> None:
    assert signed_in(client, Role.ANALYST).post(reverse("forecast_settings"), GIVEN).status_code == 403
    assert client.get(reverse("forecast_settings")).status_code == 403
