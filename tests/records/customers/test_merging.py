from datetime import date, timedelta

import pytest
from tests.records import make

from shuke.records.access.models import AuditEntry, Role
from shuke.records.access.scope import NotAllowed, Scope
from shuke.records.customers.models import Customer, Event
from shuke.records.customers.queries import (
    active_preferences,
    contact_of,
    customers_for_lists,
    merges_of,
    search_customers,
)
from shuke.records.customers.queries.merges import merged_through
from shuke.records.customers.services import (
    CannotMerge,
    add_identity,
    merge_customers,
    record_preference,
    unmerge_customer,
)
from shuke.records.sales.queries import orders_of_customer, timeline_of

pytestmark = pytest.mark.django_db
LATER = make.NOW + timedelta(days=1)


def merge(customer: Customer, into: Customer, *, scope: Scope = make.SYSTEM) -> Customer:
    return merge_customers(scope=scope, now=make.NOW, origin="page", customer=customer, into=into)


def unmerge(customer: Customer, *, scope: Scope = make.SYSTEM) -> Customer:
    return unmerge_customer(scope=scope, now=LATER, origin="page", customer=customer)


def survivor_ids() -> dict[str, str | None]:
    return dict(Customer.objects.values_list("number", "merged_into__number"))


def names(text: str) -> list[str]:
    return [found.customer.name for found in search_customers(text, scope=make.SYSTEM)]


def test_a_card_or_phone_of_either_finds_the_survivor_and_lists_show_nobody_else() -> None:
    kept = make.customer("Kept", card="111")
    twin = make.customer("Twin", card="222", phone="138 1234 5678")

    assert merge(twin, kept) == kept

    for typed in ("111", "222", "13812345678", "5678"):
        assert names(typed) == ["Kept"], typed
    assert names("twin") == []
    assert [one.name for one in customers_for_lists(make.SYSTEM)] == ["Kept"]
    assert {one.value for one in contact_of(kept, scope=make.SYSTEM)} == {"111", "222", "138 1234 5678"}
    assert [one.kind for one in contact_of(kept, scope=make.SYSTEM) if one.is_primary] == ["card", "phone"]


def test_orders_and_preferences_keep_their_key_and_are_read_with_the_survivor() -> None:
    shop = make.store()
    kept, twin = make.customer("Kept"), make.customer("Twin")
    order = make.order(twin, shop, date(2026, 2, 1), (make.product(), 1, "5"))
    record_preference(
        scope=make.SYSTEM, now=make.NOW, origin="page", customer=twin, topic="seat", value="corner", how="look"
    )

    merge(twin, kept)

    order.refresh_from_db()
    assert order.customer == twin
    assert list(orders_of_customer(kept.pk, scope=make.SYSTEM)) == [order]
    assert [one.value for one in active_preferences(kept.pk)] == ["corner"]
    assert order.pk in [entry.id for entry in timeline_of(kept.pk, scope=make.SYSTEM) if entry.source == "order"]


def test_undo_restores_lists_search_orders_and_preferences() -> None:
    shop = make.store()
    kept = make.customer("Kept", phone="139 0000 1111")
    twin = make.customer("Twin", card="222", phone="138 1234 5678")
    order = make.order(twin, shop, date(2026, 2, 1), (make.product(), 1, "5"))
    merge(twin, kept)

    assert unmerge(twin) == twin

    assert names("5678") == names("222") == names("twin") == ["Twin"]
    assert names("1111") == names("kept") == ["Kept"]
    assert {one.name for one in customers_for_lists(make.SYSTEM)} == {"Kept", "Twin"}
    assert list(orders_of_customer(kept.pk, scope=make.SYSTEM)) == []
    assert list(orders_of_customer(twin.pk, scope=make.SYSTEM)) == [order]
    assert [one.value for one in contact_of(kept, scope=make.SYSTEM)] == ["139 0000 1111"]
    assert merges_of(kept) == []


def test_both_timelines_and_the_audit_log_say_it_once_however_often_it_is_posted() -> None:
    kept, twin = make.customer("Kept", number="K"), make.customer("Twin", number="T")

    merge(twin, kept)
    merge(twin, kept)
    assert [(one.customer.number, one.at) for one in merges_of(kept)] == [("T", make.NOW)]
    unmerge(twin)
    unmerge(twin)

    told = Event.objects.filter(kind__startswith="customer.").exclude(kind="customer.created").order_by("pk")
    assert list(told.values_list("kind", "customer__number", "facts__other_number")) == [
        ("customer.merged", "T", "K"),
        ("customer.took_in", "K", "T"),
        ("customer.unmerged", "T", "K"),
        ("customer.let_go", "K", "T"),
    ]
    actions = AuditEntry.objects.filter(action__contains="merge").order_by("pk").values_list("action", "subject")
    subjects = (f"customer:{twin.pk}", f"customer:{kept.pk}")
    assert list(actions) == [(f"customer.{verb}", subject) for verb in ("merge", "unmerge") for subject in subjects]


def test_oneself_a_circle_a_merged_and_an_erased_one_are_refused() -> None:
    kept, twin, third, gone = (make.customer(name) for name in ("Kept", "Twin", "Third", "Gone"))
    Customer.objects.filter(pk=gone.pk).update(erased_at=make.NOW)
    merge(twin, kept)

    for customer, into in ((kept, kept), (kept, twin), (third, twin), (twin, third), (third, gone), (gone, third)):
        with pytest.raises(CannotMerge):
            merge(customer, into)
    assert Customer.objects.filter(merged_into__isnull=False).get() == twin


def test_a_chain_stays_flat_and_comes_apart_as_it_was_made() -> None:
    a, b, c, d = (make.customer(name, number=name) for name in "ABCD")
    merge(a, b)
    merge(b, c)
    merge(d, c)
    assert survivor_ids() == {"A": "C", "B": "C", "C": None, "D": "C"}

    unmerge(b)
    assert survivor_ids() == {"A": "B", "B": None, "C": None, "D": "C"}

    unmerge(a)
    unmerge(d)
    assert set(survivor_ids().values()) == {None}


def test_who_came_by_way_of_another_is_followed_in_any_number_of_steps() -> None:
    assert merged_through(2, {2: 1, 3: 2, 4: 3, 5: 1}) == {3, 4}
    assert merged_through(9, {2: 1}) == set()


def test_read_only_roles_other_stores_and_marketers_may_not() -> None:
    here, elsewhere = make.store(), make.store()
    near, twin = make.customer("Near", home=here), make.customer("Twin", home=here)
    far = make.customer("Far", home=elsewhere)
    manager = make.scope(Role.MANAGER, here)

    for role in (Role.ANALYST, Role.MARKETER, Role.AGENT, Role.FRONT_LINE):
        with pytest.raises(NotAllowed):
            merge(twin, near, scope=make.scope(role, here))
    for customer, into in ((near, far), (far, near)):
        with pytest.raises(NotAllowed):
            merge(customer, into, scope=manager)
    merge(far, near)
    with pytest.raises(NotAllowed):
        unmerge(far, scope=manager)
    assert merge(twin, near, scope=manager) == near
    with pytest.raises(NotAllowed):
        unmerge(twin, scope=make.scope(Role.ANALYST, here))


def test_a_merge_into_who_was_erased_since_stays() -> None:
    kept, twin = make.customer("Kept"), make.customer("Twin")
    merge(twin, kept)
    Customer.objects.filter(pk=kept.pk).update(erased_at=make.NOW)

    with pytest.raises(CannotMerge):
        unmerge(twin)


def test_a_phone_a_merged_record_gains_finds_the_survivor() -> None:
    kept, twin = make.customer("Kept"), make.customer("Twin")
    merge(twin, kept)

    add_identity(scope=make.SYSTEM, now=LATER, origin="import:1", customer=twin, kind="phone", value="138 1234 5678")

    assert names("5678") == ["Kept"]
