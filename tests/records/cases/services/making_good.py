"""A complaint on its way to its end."""

import os
from datetime import timedelta
from typing import Any

from tests.records.cases import given
from tests.records.membership import given as membership

from shuke.records.cases.models import Compensation
from shuke.records.cases.services import approve
from shuke.records.customers.models import Customer

LATER = given.NOW + timedelta(minutes=10)


def member(name: str = "Lu", **plan: Any) -> Customer:
    return membership.member(membership.plan(**plan), name=name).customer


def yes(made: Compensation, by: Any) -> Compensation:
    return approve(scope=by, now=LATER, compensation=made, random_bytes=os.urandom)
