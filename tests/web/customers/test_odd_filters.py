"""What anybody can type into the list's address: numbers too large for a database, days of no calendar, NUL."""

import pytest
from django.utils.datastructures import MultiValueDict
from tests.records import make
from tests.web.conftest import SignedIn
from tests.web.insight import rows

from shuke.records.customers.models import CustomField
from shuke.web.customers.filters import FILTERS, filters_for
from shuke.web.customers.listing import customers_of
from shuke.web.customers.setting import Setting, setting_for
from shuke.web.customers.state import state_of

pytestmark = pytest.mark.django_db

LARGE = "9" * 20
NUMBERS = (
    LARGE,
    f"-{LARGE}..{LARGE}",
    f"{'9' * 400}..",
    "1e999999999",
    "1e-999999999..",
    "NaN",
    "sNaN",
    "Infinity",
    "²",
)
NAMED = (f"{LARGE}-{LARGE}", f"1-{LARGE}", f"1-r{LARGE}", f"left-{LARGE}", f"c{LARGE}", f"p{LARGE}", f"{LARGE}~entered")
DAYS = ("0001-01-01..9999-12-31", "1~entered~9999-12-31", "1~entered~0001-01-01")
NULS = ("\x00", "a\x00..b", "none\x00", "yes\x00")
OWN = tuple(CustomField.Type.values)


@pytest.fixture
def here() -> Setting:
    rows.run()
    make.customer("Pan")
    for kind in OWN:
        CustomField.objects.create(key=kind, label=kind, type=kind, choices=["a"])
    return setting_for(make.scope("owner"), now=rows.NOW)


@pytest.mark.parametrize("key", [*(each.key for each in FILTERS), *(f"custom_{kind}" for kind in OWN)])
def test_odd_values_of_a_filter_leave_the_list_standing(here: Setting, key: str) -> None:
    filters = filters_for(here, list(CustomField.objects.all()))
    for value in (*NUMBERS, *NAMED, *DAYS, *NULS):
        state = state_of(MultiValueDict({key: [value]}), filter_keys=filters)

        customers, unread = customers_of(state, setting=here, filters=filters)

        assert customers.count() <= 1
        if not unread:
            assert all(isinstance(filters[name].say(kept, here), str) for name, kept in state.filters)


def test_what_is_too_large_is_told(signed_in: SignedIn) -> None:
    client = signed_in()
    for key in ("orders", "spend", "store"):
        assert f"“{LARGE}” is no" in client.get("/customers/", {key: LARGE}).content.decode()
