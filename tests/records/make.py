"""Rows for tests: each call states only what the test is about."""

import os
from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import count
from typing import Any

from shuke.records.access.models import Role, Staff
from shuke.records.access.scope import Scope, scope_of_staff, scope_of_system
from shuke.records.catalog.models import Product
from shuke.records.customers.models import Customer
from shuke.records.customers.services import NewIdentity, merge_customers, register_customer
from shuke.records.sales.models import Order, OrderLine
from shuke.records.stores.models import Store

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
SYSTEM = scope_of_system("test")
# Rows that one worker of several made may be put into the database of another.
_serial = count(1 + 100_000 * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")))


def store(code: str = "", **fields: Any) -> Store:
    code = code or f"S{next(_serial)}"
    values = {"name": code, "time_zone": "Asia/Shanghai", "currency": "CNY", "created_at": NOW, "updated_at": NOW}
    return Store.objects.create(code=code, **{**values, **fields})


def staff(role: str = Role.OWNER, *stores: Store, **fields: Any) -> Staff:
    """Without stores the person works everywhere. Nobody has a password: hashing one is slow on purpose."""
    letters = "".join(chr(ord("a") + int(digit)) for digit in str(next(_serial)))
    name = f"{role}-{letters}"  # no digits: a test may look for an amount that must not be on the page
    person = Staff(username=name, name=name, role=role, works_everywhere=not stores, **fields)
    person.set_unusable_password()
    person.save()
    person.stores.set(stores)
    return person


def scope(role: str = Role.OWNER, *stores: Store) -> Scope:
    return scope_of_staff(staff(role, *stores))


def customer(name: str = "", *, home: Store | None = None, number: str = "", **fields: Any) -> Customer:
    """`phone`, `card`, `email` among the fields become identities."""
    identities = [
        NewIdentity(kind=kind, value=fields.pop(kind)) for kind in ("phone", "card", "email") if kind in fields
    ]
    return register_customer(
        scope=SYSTEM,
        now=fields.pop("now", NOW),
        origin="test",
        number=number,
        fields={"name": name, "home_store": home, **fields},
        identities=identities,
        may_be_duplicate=True,
    )


def part_of(whole: Customer) -> Customer:
    """A record that was merged into `whole`."""
    part = customer(home=whole.home_store)
    merge_customers(scope=SYSTEM, now=NOW, origin="test", customer=part, into=whole)
    return part


def product(code: str = "", **fields: Any) -> Product:
    code = code or f"P{next(_serial)}"
    return Product.objects.create(code=code, **{"name": code, "created_at": NOW, "updated_at": NOW, **fields})


def order(buyer: Customer | None, at: Store, on: date, *lines: tuple[Product, int, str], **fields: Any) -> Order:
    """An order at noon UTC of `on`; each line is product, quantity, amount."""
    key = f"O{next(_serial)}"
    moment = datetime.combine(on, time(12), tzinfo=UTC)
    made = Order.objects.create(
        store=at,
        customer=buyer,
        source="test",
        source_key=key,
        ordered_on=on,
        currency=at.currency,
        total=sum((Decimal(amount) for _, _, amount in lines), Decimal(0)),
        line_count=len(lines),
        has_sale=any(quantity > 0 for _, quantity, _ in lines),
        content_hash=key,
        **{"ordered_at": moment, "created_at": NOW, "updated_at": NOW, **fields},
    )
    for position, (bought, quantity, amount) in enumerate(lines):
        OrderLine.objects.create(
            order=made,
            line_key=f"{bought.code}#{position}",
            position=position,
            product=bought,
            quantity=quantity,
            amount=Decimal(amount),
        )
    return made
