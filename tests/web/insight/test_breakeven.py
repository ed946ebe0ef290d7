"""The calculator of Hughes's arithmetic."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.records import make
from tests.web.conftest import SignedIn

pytestmark = pytest.mark.django_db

ADDRESS = "/insight/break-even/"
TERMS = "?cost=0.62&net_revenue=35"


def shown(client: Client, query: str = "") -> str:
    answer = client.get(f"{ADDRESS}{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_textbooks_example_stands_at_first(signed_in: SignedIn) -> None:
    assert "1.77%" in shown(signed_in("analyst", make.store()))


def test_40_000_of_800_000_are_every_twentieth(signed_in: SignedIn) -> None:
    assert "one customer in 20" in shown(signed_in(), f"{TERMS}&customers=800000&sample=40000")


def test_a_test_shows_its_rate_index_and_profit(signed_in: SignedIn) -> None:
    found = shown(signed_in(), f"{TERMS}&pieces=1000&responses=20")

    # 20 × 35 − 1,000 × 0.62 = 80; 2 % ÷ 1.7714 % = 1.129.
    assert "2%" in found or "2.00%" in found
    assert "+13" in found
    assert "80.00" in found


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (f"{TERMS}&customers=10&sample=11", "There are not so many customers in the file."),
        (f"{TERMS}&pieces=10&responses=11", "There are not so many pieces."),
        ("?cost=0.62&net_revenue=0", "greater than or equal"),
    ],
)
def test_what_cannot_be_is_said_and_not_calculated(signed_in: SignedIn, query: str, said: str) -> None:
    found = shown(signed_in(), query)

    assert said in found
    assert 'id="found"' not in found


def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    assert client.get(ADDRESS).status_code == 302


def test_who_may_not_see_insight_is_refused(signed_in: SignedIn) -> None:
    assert signed_in("front_line", make.store()).get(ADDRESS).status_code == 403


def test_it_asks_few_queries(signed_in: SignedIn) -> None:
    client = signed_in("analyst", make.store())
    shown(client)

    with CaptureQueriesContext(connection) as asked:
        shown(client)

    assert len(asked) <= 9
