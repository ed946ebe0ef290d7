"""Phones and e-mails as the reader may see them."""

from shuke.lib.phones import masked as masked_phone
from shuke.records.access.scope import Scope
from shuke.records.customers.models import Identity


def masked_email(address: str) -> str:
    """ "mei.lin@example.com" → "m•••@example.com"."""
    name, at, host = address.partition("@")
    return f"{name[:1]}•••{at}{host}"


def shown_to(scope: Scope, *, kind: str, value: str) -> str:
    """`value` as it is, or masked for roles without `customers.contact_details`."""
    if scope.may("customers.contact_details"):
        return value
    if kind == Identity.Kind.PHONE:
        return masked_phone(value)
    if kind == Identity.Kind.EMAIL:
        return masked_email(value)
    return masked_phone(value) if kind == Identity.Kind.WECHAT else value
