"""What pages about scores show before there are any."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.web.insight import rows
from tests.web.insight.test_pages import PAGES
from tests.web.today.test_queries import bought

from shuke.jobs.services import enqueue
from shuke.records.access.models import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client: Client) -> Client:
    client.force_login(rows.staff(Role.MANAGER))
    return client


@pytest.mark.parametrize("route", ["today", *PAGES])
def test_an_empty_shop_is_no_error(manager: Client, route: str) -> None:
    assert manager.get(reverse(route)).status_code == 200


def test_without_orders_there_is_a_way_to_bring_them_in(manager: Client) -> None:
    page = manager.get(reverse("today")).content.decode()

    assert "No sales yet" in page
    assert f'href="{reverse("new_import")}"' in page


def test_whoever_may_not_import_is_not_sent_there(client: Client) -> None:
    client.force_login(rows.staff(Role.FRONT_LINE))

    assert reverse("new_import") not in client.get(reverse("today")).content.decode()


def test_orders_without_scores_say_so(manager: Client) -> None:
    bought(rows.customer(), rows.AS_OF)

    assert "No refresh yet" in manager.get(reverse("today")).content.decode()


def test_a_refresh_on_its_way_is_said_and_the_page_looks_again(manager: Client) -> None:
    bought(rows.customer(), rows.AS_OF)
    enqueue("shuke.config.tasks.refresh")

    page = manager.get(reverse("today")).content.decode()
    assert "being computed" in page
    assert '<meta http-equiv="refresh"' in page


def test_a_run_that_broke_does_not_count(manager: Client) -> None:
    rows.run(error="DiskFull: no space left")

    assert "No sales yet" in manager.get(reverse("today")).content.decode()
