"""No page without an argument shows somebody of one store what all stores sold, will bring or stand to lose."""

import re

import pytest
from django.db.models import Sum
from django.test import Client
from tests.architecture.test_routes import pages
from tests.records import make

from shuke.lib.money import from_minor
from shuke.records.access.models import Role, Staff
from shuke.records.sales.models import Order
from shuke.records.stores.models import Store
from shuke.scores.models import CustomerScore, ModelRun
from shuke.web import figures

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only, pytest.mark.usefixtures("foretold_shop")]

ABOUT_FIGURES = ("insight/", "today/")
AMOUNTS = ("spend_minor", "value_at_risk_minor", "lifetime_value_minor", "past_margin_minor", "staying_spend_minor")


def sums_of_all_stores() -> set[str]:
    """As pages write them, without the currency."""
    sums = CustomerScore.objects.aggregate(**{name: Sum(name) for name in AMOUNTS})
    totals = [from_minor(total, "CNY") for total in sums.values()]
    totals.append(Order.objects.aggregate(total=Sum("total"))["total"])
    return {figures.number(total, decimals=decimals) for total in totals for decimals in (0, 2)}


def shown_to(person: Staff) -> dict[str, set[str]]:
    """The numbers on each page that the person may open."""
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    bare = [address for address, _pattern in pages() if "<" not in address and address.startswith(ABOUT_FIGURES)]
    answers = {address: client.get(f"/{address}") for address in bare}
    return {
        address: set(re.findall(r"\d[\d,]*(?:\.\d+)?", answer.content.decode()))
        for address, answer in answers.items()
        if answer.status_code == 200
    }


def test_sums_of_all_stores_are_for_who_works_in_all_of_them() -> None:
    run = ModelRun.objects.get(kind=ModelRun.Kind.FORECAST)
    run.metrics["value"]["spend"] |= {"predicted": 98_765_432.0, "actual": 91_234_567.0}
    run.save()
    secret = sums_of_all_stores() | {"987,654", "912,346"}

    everywhere = shown_to(make.staff(Role.OWNER, has_seen_tour=True))
    here = shown_to(make.staff(Role.MANAGER, Store.objects.get(code="RIVER"), has_seen_tour=True))

    assert len({number for numbers in everywhere.values() for number in numbers & secret}) > 4
    assert len(here) > 20
    assert {address: numbers & secret for address, numbers in here.items() if numbers & secret} == {}
