"""Addresses that leave the house: signed, and each opens one thing."""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from shuke.lib.errors import ShukeError
from shuke.records.stores.models import Store
from shuke.records.surveys.models import Ask
from shuke.records.surveys.services import token_of

MOST_OF_TABLE = 40

_tables = Signer(sep=".", salt="shuke.service.table")


class NoTable(ShukeError):
    """A QR code that is none of ours."""


def ask_link(question: Ask) -> str:
    return settings.BASE_URL + reverse("service_asked", args=[token_of(question)])


def table_link(store: Store, table: str) -> str:
    return settings.BASE_URL + reverse("say_table", args=[_tables.sign(f"{store.pk}-{table.strip()[:MOST_OF_TABLE]}")])


def table_of(token: str) -> tuple[Store, str]:
    """The store and the table of a QR code. Raises NoTable."""
    try:
        number, _dash, table = _tables.unsign(token).partition("-")
    except BadSignature:
        raise NoTable from None
    store = Store.objects.filter(pk=int(number), is_open=True).first()
    if store is None:
        raise NoTable
    return store, table
