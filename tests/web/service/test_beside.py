from datetime import timedelta
from typing import Any

import pytest
from tests.records import make
from tests.records.cases import given
from tests.web.service.desk import browser, shown

from shuke.records.access.models import Role
from shuke.records.customers.services import merge_customers, record_event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_the_desk")]


def test_the_latest_purchases_and_touches_stand_beside_a_case(django_assert_max_num_queries: Any) -> None:
    store, beans = make.store(name="Canal Street"), make.product("Yunnan beans")
    part, guest = make.customer("Lu", home=store), make.customer("Lu Jiusi", home=store)
    for number in range(1, 8):
        make.order(part, store, given.NOW.date() - timedelta(days=number), (beans, 1, str(number)))
    happened = {"scope": make.SYSTEM, "now": given.NOW, "origin": "test", "customer_id": part.pk}
    record_event(kind="member.enrolled", **happened)
    held = given.case(customer=part)
    merge_customers(scope=make.SYSTEM, now=given.NOW, origin="test", customer=part, into=guest)

    client = browser(Role.MANAGER)
    with django_assert_max_num_queries(12):
        latest = shown(client, f"/service/{held.pk}/latest/")

    assert f'hx-get="/service/{held.pk}/latest/"' in shown(browser(), f"/service/{held.pk}/beside/")
    assert latest.count("Yunnan beans") == 5
    for words in ("Canal Street", "Joined as a member", f"/customers/{guest.pk}/"):
        assert words in latest
    assert "Case opened" not in latest


def test_nobody_known_has_no_latest() -> None:
    held = given.case()

    assert shown(browser(), f"/service/{held.pk}/latest/").strip() == ""
    assert browser(Role.FRONT_LINE).get(f"/service/{held.pk}/latest/").status_code == 403
