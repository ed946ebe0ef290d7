from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries
from tests.records import make

from shuke.records.access.models import Role
from shuke.records.customers.models import Customer
from shuke.records.customers.queries import matching, search_customers
from shuke.records.customers.services import update_customer
from shuke.records.sales.queries import rank_by_latest_visit

pytestmark = pytest.mark.django_db


def names(text: str, scope: object = None) -> list[str]:
    return [found.customer.name for found in search_customers(text, scope=scope or make.SYSTEM)]  # type: ignore[arg-type]


def test_found_by_name_pinyin_initials_tail_card_and_number() -> None:
    make.customer("潘伟", phone="138 1234 5678", card="690-1234", number="HH7")
    make.customer("Anna Lee")

    for typed in ("潘", "panwei", "pw", "5678", "6901234", "hh7", "13812345678"):
        assert names(typed) == ["潘伟"], typed
    assert names("lee anna") == ["Anna Lee"]
    assert names("nobody") == names("") == []


def test_exact_phone_stands_first_and_once() -> None:
    make.customer("tail only", phone="139 1381 2345")
    exact = make.customer("exact", phone="138 1234 5678")

    found = search_customers("13812345678", scope=make.SYSTEM)

    assert [one.customer for one in found] == [exact]
    assert found[0].by == "phone"


def test_other_stores_customers_are_not_found_by_name_or_tail() -> None:
    here, elsewhere = make.store(), make.store()
    make.customer("潘伟", home=elsewhere, phone="138 1234 5678", email="pan@example.com", number="HH7")
    cashier = make.scope(Role.FRONT_LINE, here)

    for typed in ("潘伟", "5678", "HH7", "pan@example.com"):
        assert names(typed, cashier) == [], typed


def test_exact_card_or_phone_finds_anyone_with_a_serving_view() -> None:
    here, elsewhere = make.store(), make.store()
    make.customer("潘伟", home=elsewhere, phone="138 1234 5678", card="6901234")
    cashier = make.scope(Role.FRONT_LINE, here)

    for typed in ("6901234", "+86 138 1234 5678"):
        found = search_customers(typed, scope=cashier)
        assert [(one.customer.name, one.is_inside) for one in found] == [("潘伟", False)], typed


def test_merged_and_erased_people_are_not_found_but_their_card_leads_on() -> None:
    kept = make.customer("Kept")
    merged = make.customer("Merged", card="111")
    erased = make.customer("Erased", card="222")
    Customer.objects.filter(pk=merged.pk).update(merged_into=kept)
    Customer.objects.filter(pk=erased.pk).update(erased_at=make.NOW)

    assert names("merged") == names("erased") == names("222") == []
    assert names("111") == ["Kept"]


def test_limit_is_obeyed() -> None:
    for number in range(12):
        make.customer("Pan", number=f"P{number}")

    assert len(search_customers("pan", scope=make.SYSTEM, limit=5)) == 5


def test_search_costs_four_queries_however_many_match(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(8):
        make.customer("Pan Wei", phone=f"138 1234 56{number}8")

    with django_assert_max_num_queries(4):
        names("pan wei")
    with django_assert_max_num_queries(5):
        names("5608")


def test_tail_ranks_by_latest_visit_here() -> None:
    here, elsewhere = make.store(), make.store()
    regular = make.customer("Regular", home=here, phone="138 0000 5678")
    rare = make.customer("Rare", home=here, phone="139 0000 5678")
    make.order(rare, here, date(2026, 1, 1), (make.product(), 1, "5"))
    make.order(rare, elsewhere, date(2026, 2, 20), (make.product(), 1, "5"))
    make.order(regular, here, date(2026, 2, 1), (make.product(), 1, "5"))
    scope = make.scope(Role.FRONT_LINE, here)

    ranked = rank_by_latest_visit(search_customers("5678", scope=scope), scope=scope)

    assert [found.customer.name for found in ranked] == ["Regular", "Rare"]


def test_list_filter_keeps_the_lists_order_and_scope() -> None:
    here, elsewhere = make.store(), make.store()
    make.customer("Pan B", home=here)
    make.customer("Pan A", home=here)
    make.customer("Pan C", home=elsewhere)
    visible = Customer.objects.visible_to(make.scope(Role.AGENT, here)).order_by("name")

    assert list(matching(visible, "pan").values_list("name", flat=True)) == ["Pan A", "Pan B"]
    assert matching(visible, "").count() == 2
    assert matching(visible, "?!").count() == 0


def test_renamed_customer_is_found_by_the_new_name_only() -> None:
    mei = make.customer("Mei")

    update_customer(
        scope=make.SYSTEM, now=make.NOW + timedelta(days=1), origin="page", customer=mei, changes={"name": "Fang"}
    )

    assert names("fang") == ["Fang"]
    assert names("mei") == []


def test_a_word_that_finds_very_many_filters_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("Pan C", "Pan A", "Li", "Pan B"):
        make.customer(name)
    everybody = Customer.objects.all()
    few = list(matching(everybody, "pan").order_by("name"))

    monkeypatch.setattr("shuke.records.customers.queries.search._FEW", 1)

    assert [one.name for one in few] == ["Pan A", "Pan B", "Pan C"]
    assert list(matching(everybody, "pan").order_by("name")) == few
    assert list(matching(everybody, "pan", is_by_name=True).order_by("name")) == few
    assert matching(everybody, "pan").count() == matching(everybody, "pan", is_by_name=True).count() == 3
