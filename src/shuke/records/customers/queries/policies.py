"""How customers of a class are looked after, for whoever serves, calls, or makes an offer."""

from decimal import Decimal

from shuke.records.customers.models import ClassPolicy, Customer


def policies() -> dict[str, ClassPolicy]:
    """By class; a class nobody set anything for is not there."""
    return {policy.service_class: policy for policy in ClassPolicy.objects.order_by("pk")}


def policy_of(customer: Customer) -> ClassPolicy | None:
    """Of the customer's class; None without a class, or where nothing was set."""
    if not customer.service_class:
        return None
    return ClassPolicy.objects.filter(service_class=customer.service_class).first()


def may_give_discount(policy: ClassPolicy | None, *, role: str | None, percent: Decimal) -> bool:
    """Whether a person of `role` may take `percent` off for a customer under `policy`; without one nothing forbids it.

    An empty list of roles leaves it to everybody, an empty ceiling to any percentage. No role: what runs by itself and
    was approved before, which the ceiling alone binds.
    """
    if policy is None:
        return True
    within = policy.offer_ceiling_percent is None or percent <= policy.offer_ceiling_percent
    return within and (role is None or not policy.may_discount or role in policy.may_discount)
