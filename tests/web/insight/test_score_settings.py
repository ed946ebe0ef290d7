"""Owner and manager set by what the scores are counted: in a form, in whole money and percent."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.web.insight import rows

from shuke.analytics.worth.settings import WorthSettings
from shuke.records.access.models import AuditEntry, Role
from shuke.scores.services import current_settings
from shuke.web.insight.current import current_refresh

pytestmark = pytest.mark.django_db
CUTS = {"cuts_recency_days": "14 30 60，120", "cuts_orders": "24 12 6 2", "cuts_spend": "3000 1500 600.50 200"}
HIGH = {"high_recency_days": "60", "high_orders": "6", "high_spend": "600"}


def owner(client: Client) -> Client:
    client.force_login(rows.staff(Role.OWNER))
    return client


def shown(client: Client) -> dict[str, object]:
    """What the form would send if nobody touched it."""
    form = client.get(reverse("settings_scores")).context["form"]
    return {name: value for name, value in form.initial.items() if value is not None}


def test_what_the_form_shows_is_saved_unchanged(client: Client) -> None:
    owner(client).post(reverse("settings_scores"), {**shown(client), **CUTS, **HIGH, "rfm_method": "thresholds"})
    before = current_settings()
    client.post(reverse("settings_scores"), shown(client))

    assert current_settings() == before != WorthSettings()
    assert before.rfm_cuts is not None
    assert before.rfm_cuts.spend == (300000, 150000, 60050, 20000)
    assert before.rfm_cuts.high is not None
    assert before.rfm_cuts.high.spend == 60000


def test_every_field_stands_in_one_group(client: Client) -> None:
    form = owner(client).get(reverse("settings_scores")).context["form"]
    grouped = [field.name for _heading, fields in form.groups() for field in fields]

    assert sorted(grouped) == sorted(form.fields)


def test_only_what_differs_is_kept_and_the_audit_log_says_what_changed(client: Client) -> None:
    given = {**shown(owner(client)), "window_days": "180", "rfm_method": "nested", "pyramid_vip": "2"}
    page = client.post(reverse("settings_scores"), {**given, "stage__new_days": "30"}, follow=True).content.decode()

    assert "Saved. The next refresh uses it." in page
    facts = AuditEntry.objects.get(action="thresholds.set").facts
    assert {name: each for name, each in facts.items() if name != "caller"} == {
        "pyramid_shares": [[0.01, 0.05, 0.2], [0.02, 0.05, 0.2]],
        "rfm_method": ["independent", "nested"],
        "stage.new_days": [60, 30],
        "window_days": [365, 180],
    }


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"rfm_method": "thresholds"}, "four points each"),
        ({**CUTS, "cuts_orders": "2 6 12 24"}, "days rise, orders and spend fall"),
        ({**CUTS, "cuts_orders": "24 12"}, "four figures"),
        ({**CUTS, "cuts_orders": ""}, "four points each"),
        ({**CUTS, "cuts_recency_days": "14.5 30 60 120"}, "whole number"),
        ({**CUTS, "high_orders": "6"}, "for R, F and M together"),
        ({"pyramid_vip": "30"}, "must rise"),
        ({"window_days": "2"}, "greater than or equal to 30"),
    ],
)
def test_what_cannot_be_is_said_in_the_form(client: Client, wrong: dict[str, str], says: str) -> None:
    answer = owner(client).post(reverse("settings_scores"), {**shown(client), **wrong})

    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert current_settings() == WorthSettings()


def test_nobody_else_sets_it_nor_a_manager_of_some_stores(client: Client) -> None:
    for person in (rows.staff(Role.ANALYST), rows.staff(Role.MANAGER, stores=(rows.store(),))):
        client.force_login(person)
        assert client.post(reverse("settings_scores"), {"window_days": "90"}).status_code == 403


def test_the_page_is_found_among_the_settings_and_beside_those_of_the_forecasts(client: Client) -> None:
    assert reverse("settings_scores") in owner(client).get(reverse("settings")).content.decode()


def test_pages_say_the_window_of_their_run() -> None:
    rows.run(parameters={"window_days": 180})
    current = current_refresh(now=rows.NOW)

    assert current is not None
    assert current.window_days == 180
