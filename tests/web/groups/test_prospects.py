"""Prospects like the customers of a group, as the pages tell them."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.records import make
from tests.scores.groups.given import AS_OF, Known, evening_group, run_on, wine_people
from tests.web.conftest import SignedIn, page

from shuke.records.access.scope import scope_of_system
from shuke.records.customers.models import Customer
from shuke.scores.groups.models import LookAlikeList
from shuke.scores.groups.services.likening import liken_customers
from shuke.scores.models import ModelRun
from shuke.web.customers.filters import FILTERS
from shuke.web.customers.setting import setting_for
from shuke.web.groups.known_words import value_name

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


@pytest.fixture
def owner(signed_in: SignedIn) -> Client:
    now = timezone.now()
    ModelRun.objects.create(
        kind=ModelRun.Kind.SCORES, as_of=AS_OF, started_at=now, finished_at=now, currency="CNY", data_fingerprint="x"
    )
    return signed_in("owner")


@pytest.fixture
def prospects(owner: Client) -> LookAlikeList:
    wine_people()
    owner.post(reverse("new_look_alikes"), {"group": f"group:{evening_group().pk}", "among": "prospects"})
    listing = LookAlikeList.objects.get()
    liken_customers(listing, Known(customers=200), run=run_on(), seed=1)
    return listing


def test_prospects_are_listed_with_reasons_in_words(owner: Client, prospects: LookAlikeList) -> None:
    html = page(owner, "insight_alike")

    assert "Tag “wine” (100% of the members, 0% of other buyers)" in html
    assert "who never bought, like “" in html
    assert "Compared: 20 who never bought. Too thin to say anything: 10 of them." in html


def test_a_list_of_prospects_goes_by_its_name_and_opens_whom_it_counts(prospects: LookAlikeList) -> None:
    by_list = next(each for each in FILTERS if each.key == "alike")
    setting = setting_for(scope_of_system("test"), now=timezone.now())
    key = str(prospects.pk)
    assert dict(by_list.choices(setting))[key].endswith(", never bought")

    Customer.objects.filter(number="P0001").update(is_not_personalised=True)
    bought = Customer.objects.get(number="P0003")
    make.order(bought, make.store("HILL"), AS_OF, (make.product(), 1, "5"))
    found = Customer.objects.filter(by_list.condition(key, setting)).values_list("number", flat=True)

    assert set(found) == {f"P{number:04}" for number in range(5, 20, 2)}


def test_whom_the_door_does_not_open_the_page_does_not_count(owner: Client, prospects: LookAlikeList) -> None:
    Customer.objects.filter(number="P0001").update(is_not_personalised=True)
    html = page(owner, "insight_alike")

    assert "All 9 customers" in html
    assert "P0001" not in html


@pytest.mark.parametrize(
    ("refusal", "says"),
    [
        ("ProfileTooThin", "no better than by chance"),
        ("NothingInCommon", "is also known of at least 20 buyers"),
        ("NobodyWithoutPurchase", "Everybody on record has bought"),
    ],
)
def test_what_is_too_thin_is_said(owner: Client, prospects: LookAlikeList, refusal: str, says: str) -> None:
    LookAlikeList.objects.update(refusal=refusal)

    assert says in page(owner, "insight_alike")


def test_a_page_of_prospects_asks_a_fixed_number_of_questions(
    owner: Client, prospects: LookAlikeList, django_assert_max_num_queries: object
) -> None:
    page(owner, "insight_alike")
    with django_assert_max_num_queries(22):  # type: ignore[operator]
        page(owner, "insight_alike")


@pytest.mark.parametrize(
    ("feature", "value", "says"),
    [
        ("gender", "female", "Gender female"),
        ("age", "25-34", "Age 25–34"),
        ("age", "65-", "Age from 65"),
        ("origin", "import", "Put on record from a file"),
        ("origin", "till", "Put on record till"),
        ("has_email", "yes", "Has an e-mail"),
        ("may_email", "yes", "May get e-mail"),
        ("may_shop", "yes", "may_shop"),
        ("preference:seat:by: the window", "yes", "seat: by: the window"),
        ("plan:Club", "yes", "Member of “Club”"),
    ],
)
def test_what_is_known_is_said_in_words(feature: str, value: str, says: str) -> None:
    assert value_name(feature, value) == says
