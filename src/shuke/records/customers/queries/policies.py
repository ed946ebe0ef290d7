"""How customers of a class are looked after, for whoever serves, calls, or makes an offer."""

from decimal import Decimal

from django.utils.translation import gettext as _

from shuke.records.access.models import Role
from shuke.records.customers.models import ClassPolicy, Customer


def policies() -> dict[str, ClassPolicy]:
    """By class; a class nobody set anything for is not there."""
    return {policy.service_class: policy for policy in ClassPolicy.objects.order_by("pk")}


def policy_of(customer: Customer) -> ClassPolicy | None:
    """Of the customer's class; None without a class, or where nothing was set."""
    if not customer.service_class:
        return None
    return ClassPolicy.objects.filter(service_class=customer.service_class).first()


def discount_refusal(policy: ClassPolicy | None, *, role: str | None, percent: Decimal | None) -> str:
    """Why a person of `role` may not take `percent` off for a customer under `policy`; empty where nothing forbids it.

    An empty list of roles leaves it to everybody, an empty ceiling to any percentage. No role: what runs by itself and
    was approved before, which the ceiling alone binds. No percentage: an amount or an item, which the roles alone bind.
    """
    if policy is None:
        return ""
    most = policy.offer_ceiling_percent
    if most is not None and percent is not None and percent > most:
        return _("%(percent)s %% off is more than customers of this class are offered: %(ceiling)s %% at most.") % {
            "percent": _plain(percent),
            "ceiling": _plain(most),
        }
    if role is not None and policy.may_discount and role not in policy.may_discount:
        return _("A discount to customers of this class is given by these alone: %(roles)s.") % {
            "roles": _(", ").join(str(Role(held).label) for held in policy.may_discount)
        }
    return ""


def _plain(percent: Decimal) -> str:
    return f"{percent:.4f}".rstrip("0").rstrip(".")
