"""An empty file per kind with a header the import recognises, in the reader's language."""

from collections.abc import Iterator, Mapping

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from shuke.intake.models import ImportRun
from shuke.lib.sheets import csv_lines

# Field → what its column is called: a name the intake knows, in each language (a test holds them against names.toml).
_HEADS: Mapping[str, Promise] = {
    "order": pgettext_lazy("column of a file", "order number"),
    "ordered_at": pgettext_lazy("column of a file", "order date"),
    "customer": pgettext_lazy("column of a file", "customer number"),
    "customer_name": pgettext_lazy("column of a file", "customer name"),
    "customer_card": pgettext_lazy("column of a file", "card number"),
    "customer_phone": pgettext_lazy("column of a file", "mobile"),
    "customer_email": pgettext_lazy("column of a file", "email"),
    "store": pgettext_lazy("column of a file", "store"),
    "product": pgettext_lazy("column of a file", "product code"),
    "product_name": pgettext_lazy("column of a file", "product name"),
    "category": pgettext_lazy("column of a file", "category"),
    "brand": pgettext_lazy("column of a file", "brand"),
    "quantity": pgettext_lazy("column of a file", "quantity"),
    "amount": pgettext_lazy("column of a file", "amount"),
    "currency": pgettext_lazy("column of a file", "currency"),
    "birthday": pgettext_lazy("column of a file", "birthday"),
    "gender": pgettext_lazy("column of a file", "gender"),
    "joined_on": pgettext_lazy("column of a file", "join date"),
    "tags": pgettext_lazy("column of a file", "tags"),
    "notes": pgettext_lazy("column of a file", "notes"),
    "package": pgettext_lazy("column of a file", "package"),
    "price": pgettext_lazy("column of a file", "price"),
    "cost": pgettext_lazy("column of a file", "cost"),
    "is_sold": pgettext_lazy("column of a file", "on sale"),
    "time_zone": pgettext_lazy("column of a file", "time zone"),
    "address": pgettext_lazy("column of a file", "address"),
    "is_open": pgettext_lazy("column of a file", "open"),
}
# What a field is called in files of one kind only.
_OWN_HEADS: Mapping[tuple[str, str], Promise] = {
    (ImportRun.Kind.CUSTOMERS, "name"): _HEADS["customer_name"],
    (ImportRun.Kind.PRODUCTS, "name"): _HEADS["product_name"],
    (ImportRun.Kind.STORES, "store"): pgettext_lazy("column of a file", "store code"),
    (ImportRun.Kind.STORES, "name"): pgettext_lazy("column of a file", "store name"),
}
COLUMNS: Mapping[str, tuple[str, ...]] = {
    ImportRun.Kind.ORDERS: (
        "order", "ordered_at", "customer", "customer_name", "customer_card", "customer_phone", "store", "product",
        "product_name", "category", "quantity", "amount", "currency",
    ),
    ImportRun.Kind.CUSTOMERS: (
        "customer", "name", "customer_card", "customer_phone", "customer_email", "gender", "birthday", "store",
        "joined_on", "tags", "notes",
    ),
    ImportRun.Kind.PRODUCTS: ("product", "name", "category", "brand", "package", "price", "cost", "is_sold"),
    ImportRun.Kind.STORES: ("store", "name", "time_zone", "currency", "address", "is_open"),
}  # fmt: skip


def head_of(kind: str, field: str) -> str:
    return str(_OWN_HEADS[kind, field] if (kind, field) in _OWN_HEADS else _HEADS[field])


def template_lines(kind: str) -> Iterator[str]:
    return csv_lines([head_of(kind, field) for field in COLUMNS[kind]], [])
