"""The benches' shop is filled by SQL of its own: it has to keep up with the tables."""

from pathlib import Path

import pytest
from django.db import connection
from tests.records import make
from tests.web.conftest import client_of

from shuke.records.customers.models import Customer
from shuke.scores.models import CustomerScore

CUSTOMERS = 60
SCRIPT = Path(__file__).parents[2] / "bench" / "big_shop.sql"


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="the SQL is PostgreSQL's")
def test_the_shop_of_the_page_bench_is_one_that_pages_can_show() -> None:
    with connection.cursor() as cursor:
        cursor.execute(SCRIPT.read_text().replace(":customers", str(CUSTOMERS)))

    assert CustomerScore.objects.count() == CUSTOMERS
    newest = Customer.objects.latest("id")
    owner = make.staff("owner")
    assert newest.name in client_of(owner).get(f"/customers/{newest.pk}/").content.decode()
