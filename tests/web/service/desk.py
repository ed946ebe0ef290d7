"""A colleague’s browser at the service desk."""

from datetime import timedelta
from typing import Any

from django.test import Client
from tests.records import make
from tests.records.cases import given
from tests.web.conftest import client_of

from shuke.records.access.models import Role

LATER = given.NOW + timedelta(minutes=10)


def browser(role: str = Role.AGENT, *stores: Any) -> Client:
    return client_of(make.staff(role, *stores, has_seen_tour=True))


def shown(client: Client, path: str) -> str:
    page = client.get(path)
    assert page.status_code == 200, (path, page.status_code)
    return str(page.content.decode())
