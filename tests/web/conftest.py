from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests.records import make
from tests.web.foretold import foretold_once, foretold_shop
from tests.web.scored import scored_once, scored_shop

from shuke.records.access.models import Staff
from shuke.records.stores.models import Store

__all__ = ["foretold_once", "foretold_shop", "scored_once", "scored_shop"]  # fixtures are known by standing here

SignedIn = Callable[..., Client]
PASSWORD = "eight-or-more-letters"


def client_of(person: Staff, **headers: str) -> Client:
    client = Client(headers=headers)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(client: Client, name: str, *args: object, **query: str) -> str:
    """The page of that route, which opens."""
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def signed_in(db: None) -> SignedIn:
    """`signed_in("analyst", store)`: a browser of somebody with that role and those stores."""

    def sign_in(role: str = "owner", *stores: Store) -> Client:
        return client_of(make.staff(role, *stores, has_seen_tour=True))

    return sign_in


@pytest.fixture
def su(db: None) -> Staff:
    """A manager who signs in with PASSWORD."""
    person = make.staff("manager", has_seen_tour=True)
    person.set_password(PASSWORD)
    person.save()
    return person
