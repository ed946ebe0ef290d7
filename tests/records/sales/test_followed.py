"""Purchases after opened links, of everybody at once: the same as the rule says of each."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db.models import CharField, QuerySet, Value
from pytest_django import DjangoAssertNumQueries
from tests.records import make
from tests.records.sales.links import bring_back, open_link, opened, sent

from shuke.records.access.models import Role
from shuke.records.access.scope import Scope
from shuke.records.customers.models import Customer
from shuke.records.messages.models import LinkClick, MessageSend
from shuke.records.sales.attribution import Opening, click_followed
from shuke.records.sales.models import Order
from shuke.records.sales.queries import (
    Followed,
    followed_by,
    followed_sends,
    opened_sends,
    orders_followed,
    together,
)
from shuke.records.stores.models import Store

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def pairs(sends: QuerySet[MessageSend] | None = None) -> QuerySet[Any, Any]:
    """All messages, as one part."""
    found = MessageSend.objects.all() if sends is None else sends
    return found.values_list("pk", Value("all", output_field=CharField()))


def told(scope: Scope = make.SYSTEM, *sends: MessageSend) -> Followed:
    chosen = MessageSend.objects.filter(pk__in=[each.pk for each in sends]) if sends else None
    return followed_by(pairs(chosen), scope=scope).get("all", Followed())


def doors(scope: Scope = make.SYSTEM) -> list[int]:
    return list(MessageSend.objects.filter(pk__in=followed_sends(pairs(), scope=scope)).values_list("pk", flat=True))


def buy(buyer: Customer, at: Store, moment: datetime, amount: str = "30") -> Order:
    day = moment.astimezone(ZoneInfo(at.time_zone)).date()
    return make.order(buyer, at, day, (make.product(), 1, amount), ordered_at=moment)


def test_who_opened_and_bought_is_counted_once_a_person_and_once_an_order() -> None:
    shop, pan = make.store(), make.customer("Pan")
    first, other = opened(pan, NOON), opened(pan, NOON + DAY)
    buy(pan, shop, NOON + timedelta(hours=2), "10")
    buy(pan, shop, NOON + 2 * DAY, "20")
    opened(make.customer("Li"), NOON)
    sent(make.customer("Wu"))

    whole = told()

    assert (len(whole.opened), whole.bought, whole.orders) == (2, {pan.pk}, 2)
    assert whole.revenue == {"CNY": Decimal(30)}
    assert told(make.SYSTEM, first).revenue == {"CNY": Decimal(10)}
    assert told(make.SYSTEM, other).revenue == {"CNY": Decimal(20)}
    assert set(doors()) == {first.pk, other.pk}
    assert set(opened_sends(MessageSend.objects.filter(customer=pan))) == {first, other}


def test_a_message_outside_takes_the_order_it_was_nearer_to() -> None:
    shop, pan = make.store(), make.customer("Pan")
    ours, _other = opened(pan, NOON), opened(pan, NOON + DAY)
    buy(pan, shop, NOON + 2 * DAY)

    found = told(make.SYSTEM, ours)

    assert (found.opened, found.bought, found.orders, found.revenue) == ({pan.pk}, set(), 0, {})


def test_nothing_opened_is_nothing_followed() -> None:
    pan = make.customer("Pan")
    buy(pan, make.store(), NOON)
    sent(pan, NOON - DAY)

    assert followed_by(pairs(), scope=make.SYSTEM) == {}
    assert (doors(), orders_followed(pan.pk, scope=make.SYSTEM)) == ([], {})


def test_a_merged_customer_is_one_person() -> None:
    shop, kept, merged = make.store(), make.customer("Pan"), make.customer("Mr Pan")
    on_merged, on_kept = opened(merged, NOON), opened(kept, NOON + 3 * DAY)
    bought_as_kept = buy(kept, shop, NOON + DAY)
    bought_as_merged = buy(merged, shop, NOON + 4 * DAY)
    Customer.objects.filter(pk=merged.pk).update(merged_into=kept)

    whole = told()

    assert (whole.opened, whole.bought, whole.orders) == ({kept.pk}, {kept.pk}, 2)
    assert orders_followed(kept.pk, scope=make.SYSTEM) == {
        on_merged.pk: [bought_as_kept], on_kept.pk: [bought_as_merged]
    }  # fmt: skip


def test_what_was_returned_is_taken_off_and_a_whole_return_is_no_purchase() -> None:
    shop, beans, milk = make.store(), make.product("beans"), make.product("milk")
    pan, li = make.customer("Pan"), make.customer("Li")
    opened(pan, NOON)
    opened(li, NOON)
    partly = make.order(pan, shop, (NOON + DAY).date(), (beans, 2, "50"), (milk, 1, "8.5"))
    wholly = make.order(li, shop, (NOON + DAY).date(), (beans, 1, "25"))
    bring_back(partly, partly.lines.get(product=milk), NOON + 30 * DAY)
    bring_back(wholly, wholly.lines.get(), NOON + 2 * DAY)

    whole = told()

    assert (len(whole.opened), whole.bought, whole.orders) == (2, {pan.pk}, 1)
    assert whole.revenue == {"CNY": Decimal(50)}
    assert orders_followed(li.pk, scope=make.SYSTEM) == {}
    assert [len(found) for found in orders_followed(pan.pk, scope=make.SYSTEM).values()] == [1]


def test_two_currencies_stand_apart() -> None:
    home, abroad, pan = make.store(), make.store(), make.customer("Pan")
    abroad.currency = "USD"
    abroad.save()
    opened(pan, NOON)
    buy(pan, home, NOON + DAY, "30.50")
    buy(pan, abroad, NOON + DAY, "4.25")

    whole = told()

    assert (len(whole.bought), whole.orders) == (1, 2)
    assert whole.revenue == {"CNY": Decimal("30.50"), "USD": Decimal("4.25")}


def test_orders_of_other_stores_are_not_seen() -> None:
    here, elsewhere, pan = make.store(), make.store(), make.customer("Pan")
    send = opened(pan, NOON)
    buy(pan, elsewhere, NOON + DAY)
    marketer = make.scope(Role.MARKETER, here)

    assert (told(marketer).orders, doors(marketer)) == (0, [])
    assert orders_followed(pan.pk, scope=marketer) == {}
    assert told(make.scope(Role.MARKETER, elsewhere)).orders == 1
    assert doors(make.scope(Role.MARKETER, elsewhere)) == [send.pk]


def test_parts_stand_apart_and_together_people_are_counted_once() -> None:
    shop, pan, li = make.store(), make.customer("Pan"), make.customer("Li")
    day7, day20, other = opened(pan, NOON), opened(pan, NOON + 13 * DAY), opened(li, NOON)
    buy(pan, shop, NOON + DAY, "10")
    buy(pan, shop, NOON + 14 * DAY, "20")
    MessageSend.objects.filter(pk__in=[day7.pk, other.pk]).update(origin="day7")
    MessageSend.objects.filter(pk=day20.pk).update(origin="day20")

    parts = followed_by(MessageSend.objects.values_list("pk", "origin"), scope=make.SYSTEM)
    whole = together(parts.values())

    assert {part: (len(found.opened), len(found.bought)) for part, found in parts.items()} == {
        "day7": (2, 1), "day20": (1, 1)
    }  # fmt: skip
    assert (len(whole.opened), len(whole.bought), whole.orders) == (2, 1, 2)
    assert whole.revenue == {"CNY": Decimal(30)}
    assert together([]) == Followed()


def test_however_many_it_is_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    shop = make.store()
    for _ in range(8):
        buyer = make.customer("Pan")
        opened(buyer, NOON)
        buy(buyer, shop, NOON + DAY)

    with django_assert_num_queries(1):
        assert len(told().bought) == 8


@pytest.mark.parametrize("seed", range(6))
def test_everybody_s_purchases_are_those_of_the_rule(seed: int) -> None:
    """Stores of three time zones, days that end and begin summer time, merged people, messages outside."""
    random = Random(seed)
    shops = [make.store(), make.store(), make.store()]
    for shop, zone in zip(shops, ("Asia/Shanghai", "America/New_York", "Pacific/Auckland"), strict=True):
        shop.time_zone = zone
        shop.save()
    people = [make.customer(f"No {place}") for place in range(8)]
    Customer.objects.filter(pk=people[7].pk).update(merged_into=people[0])
    Customer.objects.filter(pk=people[6].pk).update(merged_into=people[1])

    def moment() -> datetime:
        return NOON + timedelta(minutes=random.randrange(45 * 24 * 60))

    for _ in range(40):
        at = moment()
        send = opened(random.choice(people), at, *([at + random.random() * 9 * DAY] if random.random() < 0.4 else []))
        if random.random() < 0.3:
            open_link(send, moment(), link="https://shop.example/tea")
    for _ in range(60):
        buy(random.choice(people), random.choice(shops), moment(), str(random.randint(1, 90)))
    inside = set(random.sample([*MessageSend.objects.values_list("pk", flat=True)], 25))
    won = orders_won(inside)

    chosen = MessageSend.objects.filter(pk__in=inside)
    found = followed_by(chosen.values_list("pk", "origin"), scope=make.SYSTEM)["test"]
    one_by_one = {
        order.pk
        for person in people[:6]
        for send, orders in orders_followed(person.pk, scope=make.SYSTEM).items()
        for order in orders
        if send in inside
    }

    assert (found.bought, found.orders) == (set(won.values()), len(won))
    assert found.revenue == {"CNY": sum(Order.objects.filter(pk__in=won).values_list("total", flat=True))}
    assert one_by_one == set(won)


def orders_won(inside: set[int]) -> dict[int, int]:
    """{order: person} of the orders that followed one of these messages, each asked of the rule."""
    openings: dict[int, list[Opening]] = defaultdict(list)
    for click in LinkClick.objects.select_related("send__customer"):
        assert click.send.customer is not None
        for at in (click.first_at, click.latest_at):
            openings[_person(click.send.customer)].append(Opening(click.send_id, at))
    won = {}
    for order in Order.objects.select_related("customer", "store"):
        assert order.customer is not None
        person, zone = _person(order.customer), order.store.time_zone
        hit = click_followed(openings[person], ordered_at=order.ordered_at, ordered_on=order.ordered_on, zone=zone)
        if hit is not None and hit.send_id in inside:
            won[order.pk] = person
    return won


def _person(customer: Customer) -> int:
    return customer.merged_into_id or customer.pk
