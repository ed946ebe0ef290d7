"""A browser of a customer: no account, a cookie of their own page."""

from django.http import HttpResponse
from django.test import Client
from tests.records import make

from shuke.records.customers.models import Customer
from shuke.web.own.keys import make_link, token_of
from shuke.web.own.models import OwnKey


def link_for(customer: Customer, **fields: object) -> OwnKey:
    key = make_link(scope=make.SYSTEM, now=make.NOW, customer=customer, new_secret=lambda: f"secret-of-{customer.pk}")
    if fields:
        OwnKey.objects.filter(pk=key.pk).update(**fields)
        key.refresh_from_db()
    return key


def opened(key: OwnKey, **headers: str) -> Client:
    client = Client(headers=headers)
    answer = client.get(f"/own/l/{token_of(key)}/")
    assert answer.status_code == 302
    return client


def is_shut(answer: HttpResponse) -> bool:
    return answer.status_code == 302 and answer["Location"] == "/own/enter/"
