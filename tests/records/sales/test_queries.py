from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries
from tests.records import make

from shuke.records.access.models import Role
from shuke.records.access.scope import Scope
from shuke.records.customers.models import Customer
from shuke.records.customers.services import record_consent, record_event, update_customer
from shuke.records.sales.models import Order
from shuke.records.sales.queries import (
    Cursor,
    orders_for_lists,
    orders_of_customer,
    spend_by_month,
    timeline_of,
    usual_basket,
)

pytestmark = pytest.mark.django_db


def test_orders_of_other_stores_are_not_seen() -> None:
    here, elsewhere = make.store(), make.store()
    pan, beans = make.customer("Pan", home=here), make.product("beans")
    near = make.order(pan, here, date(2026, 1, 1), (beans, 1, "20"))
    make.order(pan, elsewhere, date(2026, 1, 2), (beans, 1, "20"))
    agent = make.scope(Role.AGENT, here)

    assert list(orders_of_customer(pan.pk, scope=agent)) == [near]
    assert list(Order.objects.visible_to(agent)) == [near]
    assert orders_of_customer(pan.pk, scope=make.SYSTEM).count() == 2


def test_a_list_of_orders_costs_two_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    shop, beans = make.store(), make.product()
    for day in range(1, 6):
        make.order(make.customer("Pan"), shop, date(2026, 1, day), (beans, 1, "20"), (make.product(), 2, "3"))

    with django_assert_num_queries(2):
        orders = list(orders_for_lists(make.SYSTEM))
        assert all(line.product.code for order in orders for line in order.lines.all() if order.customer)


def test_usual_basket_counts_orders_of_the_year_bought_at_least_twice() -> None:
    shop, pan = make.store(), make.customer("Pan")
    mocha, beans, gift = make.product("mocha"), make.product("beans"), make.product("gift")
    make.order(pan, shop, date(2024, 1, 1), (gift, 1, "9"))
    make.order(pan, shop, date(2026, 1, 1), (mocha, 1, "9"), (beans, 1, "9"), (gift, 1, "9"))
    make.order(pan, shop, date(2026, 1, 8), (mocha, 1, "9"), (mocha, 1, "9"), (beans, 1, "9"))
    make.order(pan, shop, date(2026, 1, 9), (mocha, 1, "9"))
    make.order(pan, shop, date(2026, 1, 9), (beans, -1, "-9"))
    make.order(make.customer("Other"), shop, date(2026, 1, 9), (gift, 1, "9"))

    items = usual_basket(pan.pk, scope=make.SYSTEM, as_of=date(2026, 1, 31))

    assert [(item.code, item.orders, round(item.share, 3)) for item in items] == [
        ("mocha", 3, 1.0),
        ("beans", 2, 0.667),
    ]
    assert usual_basket(pan.pk, scope=make.SYSTEM, as_of=date(2026, 1, 1)) == []


def test_spend_by_month_takes_returns_off_in_their_own_month() -> None:
    shop, pan, beans = make.store(), make.customer("Pan"), make.product()
    make.order(pan, shop, date(2025, 12, 31), (beans, 1, "20.50"))
    make.order(pan, shop, date(2026, 1, 2), (beans, -1, "-20.50"))
    make.order(pan, shop, date(2026, 2, 2), (beans, 1, "99"))

    months = spend_by_month(pan.pk, scope=make.SYSTEM, as_of=date(2026, 1, 31), months=2)

    assert [(one.month, one.total, one.orders) for one in months] == [
        (date(2025, 12, 1), Decimal("20.50"), 1),
        (date(2026, 1, 1), Decimal("-20.50"), 1),
    ]


def whole_story(customer: Customer, page: int) -> list[tuple[datetime, str, int]]:
    story, before = [], None
    while entries := timeline_of(customer.pk, scope=make.SYSTEM, before=before, limit=page):
        story += [(entry.at, entry.source, entry.id) for entry in entries]
        before = entries[-1].cursor
    return story


def test_timeline_tells_everything_once_newest_first_whatever_the_page() -> None:
    shop, beans = make.store(), make.product()
    noon = datetime(2026, 1, 5, 12, tzinfo=UTC)
    pan = make.customer("Pan", now=noon)
    for _ in range(3):  # the same moment in all three sources
        make.order(pan, shop, date(2026, 1, 5), (beans, 1, "9"))
        record_consent(
            scope=make.SYSTEM, now=noon, origin="page", customer=pan, channel="sms", purpose="care", is_granted=True,
            source="counter",
        )  # fmt: skip
    make.order(pan, shop, date(2026, 1, 6), (beans, -1, "-9"))
    update_customer(
        scope=make.SYSTEM, now=noon + timedelta(days=9), origin="page", customer=pan, changes={"name": "Pan Wei"}
    )

    story = whole_story(pan, page=100)

    assert len(story) == len(set(story)) == 9
    assert story == sorted(story, reverse=True)
    assert all(whole_story(pan, page=page) == story for page in (1, 2, 4))
    kinds = [entry.kind for entry in timeline_of(pan.pk, scope=make.SYSTEM)]
    assert kinds[:2] == ["customer.updated", "order.return"]
    assert kinds.count("consent.granted") == 3


def test_timeline_hides_orders_of_other_stores_and_costs_three_queries(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    here, elsewhere = make.store(), make.store()
    pan = make.customer("Pan", home=here)
    make.order(pan, elsewhere, date(2026, 1, 1), (make.product(), 1, "9"))
    agent = make.scope(Role.AGENT, here)

    with django_assert_num_queries(3):
        entries = timeline_of(pan.pk, scope=agent, before=Cursor(make.NOW + timedelta(days=1), "order", 1))

    assert {entry.source for entry in entries} == {"event"}


def test_timeline_tells_of_bookings_in_ones_own_stores_only() -> None:
    here, elsewhere = make.store(), make.store()
    pan = make.customer("Pan", home=here)
    for store in (here, elsewhere):
        told = {"scope": make.SYSTEM, "now": make.NOW, "origin": "test", "customer_id": pan.pk}
        record_event(kind="booking.made", store_id=store.pk, **told)

    def stores_of(scope: Scope) -> list[int | None]:
        return [one.store_id for one in timeline_of(pan.pk, scope=scope) if one.kind == "booking.made"]

    assert stores_of(make.scope(Role.AGENT, here)) == [here.pk]
    assert stores_of(make.SYSTEM) == [elsewhere.pk, here.pk]
