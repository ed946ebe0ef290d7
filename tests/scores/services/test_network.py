"""Who brought whom, as the run of the forecasts counts it."""

import pandas as pd
import pytest
from tests.records import make

from shuke.records.customers.models import Customer
from shuke.scores.services.forecasts.network import in_circles, network_of

pytestmark = pytest.mark.django_db


def test_a_circle_costs_only_its_own_links() -> None:
    """Records from before circles were refused, or made by a merge, must not empty everybody's network."""
    a, b = make.customer("A", number="A"), make.customer("B", number="B")
    Customer.objects.filter(pk=a.pk).update(referred_by=b)
    Customer.objects.filter(pk=b.pk).update(referred_by=a)
    c = make.customer("C", number="C", referred_by=a)
    make.customer("D", number="D", referred_by=c)

    network, circles = network_of(pd.Series({"A": 1.0, "B": 2.0, "C": 4.0, "D": 8.0}))

    assert circles == ["A", "B"]
    assert network[network > 0].to_dict() == {"A": 12.0, "C": 8.0}


def test_who_brought_a_record_that_is_part_of_themselves_brought_nobody() -> None:
    whole = make.customer("Pan", number="P")
    part = make.customer("Pan", number="Q")
    Customer.objects.filter(pk=part.pk).update(merged_into=whole)
    Customer.objects.filter(pk=whole.pk).update(referred_by=part)

    network, circles = network_of(pd.Series({"P": 1.0}))

    assert (len(network), circles) == (0, [])


def test_who_brought_a_record_that_was_merged_brought_the_person() -> None:
    bringer, first = make.customer("Mei", number="M"), make.customer("Li", number="L")
    whole, told = make.customer("Pan", number="P"), make.customer("Wu", number="W", referred_by=first)
    for survivor, number in ((whole, "Q"), (told, "X")):
        part = make.customer(survivor.name, number=number, referred_by=bringer)
        Customer.objects.filter(pk=part.pk).update(merged_into=survivor)

    network, _circles = network_of(pd.Series({"P": 4.0, "W": 8.0}))

    assert network[network > 0].to_dict() == {"M": 4.0, "L": 8.0}  # of two words their own holds


@pytest.mark.parametrize(
    ("links", "found"),
    [
        ({}, set()),
        ({"a": "b", "b": "c"}, set()),
        ({"a": "b", "b": "a", "c": "a", "d": "c"}, {"a", "b"}),
        ({"c": "a", "a": "b", "b": "a", "x": "y", "y": "x"}, {"a", "b", "x", "y"}),
    ],
)
def test_only_those_of_the_circle_stand_in_it(links: dict[str, str], found: set[str]) -> None:
    assert in_circles(links) == found
