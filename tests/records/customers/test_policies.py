"""How customers of a class are looked after: set by those who may, audited, read by later stages."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from tests.records import make
from tests.records.api_client import Api

from shuke.records.access.models import AuditEntry, Role
from shuke.records.customers.models import ClassPolicy
from shuke.records.customers.queries import discount_refusal, policies, policy_of
from shuke.records.customers.services import UnknownClass, set_class_policy

pytestmark = pytest.mark.django_db
GIVEN = {"service_level": "same day", "call_every_days": 30, "offer_ceiling_percent": Decimal("15")}


def set_gold(**more: Any) -> ClassPolicy:
    given = {"service_class": "gold", **GIVEN, "may_discount": [Role.MANAGER], **more}
    return set_class_policy(scope=make.SYSTEM, now=make.NOW, **given)


def test_a_policy_is_found_by_the_customers_class() -> None:
    set_gold()
    gold, plain = make.customer("Gold"), make.customer("Plain")
    gold.service_class = "gold"

    held = policy_of(gold)
    assert held is not None
    assert (held.service_level, held.call_every_days) == ("same day", 30)
    assert policy_of(plain) is None
    assert set(policies()) == {"gold"}


def test_setting_it_again_changes_it_and_audits_what_changed() -> None:
    set_gold()
    set_gold(call_every_days=14)

    assert ClassPolicy.objects.get().call_every_days == 14
    latest = AuditEntry.objects.filter(action="class_policy.set").latest("pk")
    assert {name: latest.facts[name] for name in latest.facts if name != "caller"} == {"call_every_days": [30, 14]}


@pytest.mark.parametrize(
    ("role", "percent", "may"),
    [(Role.MANAGER, "15", True), (Role.MANAGER, "15.01", False), (Role.FRONT_LINE, "1", False)],
)
def test_ceiling_and_roles_decide_who_may_give_a_discount(role: str, percent: str, may: bool) -> None:
    assert (discount_refusal(set_gold(), role=role, percent=Decimal(percent)) == "") is may


def test_without_a_policy_or_with_an_empty_one_nothing_is_forbidden() -> None:
    empty = set_class_policy(scope=make.SYSTEM, now=make.NOW, service_class="lead")

    for policy in (None, empty):
        assert discount_refusal(policy, role=Role.FRONT_LINE, percent=Decimal(100)) == ""


def test_an_amount_has_no_percentage_and_is_bound_by_the_roles_alone() -> None:
    held = set_gold(may_discount=[Role.MANAGER, Role.OWNER])

    assert discount_refusal(held, role=Role.OWNER, percent=None) == ""
    assert discount_refusal(held, role=Role.AGENT, percent=None).endswith("these alone: Manager, Owner.")
    assert discount_refusal(held, role=None, percent=None) == ""


@pytest.mark.parametrize("wrong", [{"service_class": "bronze"}, {"may_discount": ["king"]}])
def test_unknown_classes_and_roles_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(UnknownClass):
        set_gold(**wrong)


def test_a_ceiling_above_all_of_the_price_is_refused() -> None:
    with pytest.raises(ValidationError):
        set_gold(offer_ceiling_percent=Decimal("100.5"))


def test_owners_set_it_through_the_api_and_agents_read_it() -> None:
    body = {
        "service_level": "own contact",
        "call_every_days": 7,
        "offer_ceiling_percent": "10",
        "may_discount": ["owner"],
    }

    assert Api(Role.OWNER).put("/class-policies/platinum", body).status_code == 200
    (told,) = Api(Role.AGENT).get("/class-policies").json()
    assert (told["service_class"], told["service_level"], told["may_discount"]) == (
        "platinum",
        "own contact",
        ["owner"],
    )
    assert Api(Role.AGENT).put("/class-policies/platinum", body).status_code == 403
    assert Api(Role.OWNER).put("/class-policies/bronze", body).status_code == 422
