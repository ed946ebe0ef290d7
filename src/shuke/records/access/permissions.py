"""Who may do what: one row a right, readable by the person who asks for it."""

from collections.abc import Mapping
from types import MappingProxyType

from shuke.records.access.models import Role

_O, _M, _K, _A = Role.OWNER, Role.MANAGER, Role.MARKETER, Role.ANALYST
_S, _F, _I = Role.AGENT, Role.FRONT_LINE, Role.INTEGRATOR

# Analysts are the read-only role: no right of theirs changes a record.
ROLES_OF: Mapping[str, frozenset[Role]] = MappingProxyType(
    {
        "customers.view": frozenset({_O, _M, _K, _A, _S, _F, _I}),
        "customers.register": frozenset({_O, _M, _K, _S, _F, _I}),
        "customers.edit": frozenset({_O, _M, _K, _S, _I}),
        "customers.preferences": frozenset({_O, _M, _K, _S, _F, _I}),
        "customers.tag": frozenset({_O, _M, _K, _S, _I}),
        "customers.assign": frozenset({_O, _M, _K}),
        "customers.merge": frozenset({_O, _M, _I}),
        "customers.erase": frozenset({_O, _M}),
        "customers.export": frozenset({_O, _M, _K, _A, _I}),
        "customers.contact_details": frozenset({_O, _M, _K, _A, _S, _I}),
        "bookings.view": frozenset({_O, _M, _K, _A, _S, _F, _I}),
        "bookings.take": frozenset({_O, _M, _S, _F, _I}),
        "departures.record": frozenset({_O, _M, _K, _S, _F, _I}),
        "orders.view": frozenset({_O, _M, _K, _A, _S, _F, _I}),
        "money.view": frozenset({_O, _M, _K, _A, _S, _I}),
        "catalog.view": frozenset({_O, _M, _K, _A, _S, _F, _I}),
        "stores.view": frozenset({_O, _M, _K, _A, _S, _F, _I}),
        "counter.use": frozenset({_O, _M, _S, _F}),
        "membership.view": frozenset({_O, _M, _K, _A, _S, _F, _I}),
        "membership.enrol": frozenset({_O, _M, _K, _S, _F, _I}),
        "offers.manage": frozenset({_O, _M, _K}),
        "checkout.use": frozenset({_O, _M, _F, _I}),
        "points.compensate": frozenset({_O, _M, _S, _I}),
        "points.adjust": frozenset({_O, _M, _I}),
        "messages.view": frozenset({_O, _M, _K, _A, _S, _I}),
        "messages.send": frozenset({_O, _M, _K, _S, _I}),
        "messages.manage": frozenset({_O, _M, _K}),
        "cases.view": frozenset({_O, _M, _K, _A, _S, _I}),
        "cases.open": frozenset({_O, _M, _S, _F, _I}),
        "cases.work": frozenset({_O, _M, _S}),
        "cases.approve": frozenset({_O, _M}),
        "telephony.ring": frozenset({_O, _M, _I}),
        "care.view": frozenset({_O, _M, _K, _A, _S, _F}),
        "care.work": frozenset({_O, _M, _K, _S, _F}),
        "care.manage": frozenset({_O, _M, _K}),
        "marketing.view": frozenset({_O, _M, _K, _A, _I}),
        "marketing.manage": frozenset({_O, _M, _K}),
        "marketing.approve": frozenset({_O, _M}),
        "journeys.manage": frozenset({_O, _M, _K}),
        "events.door": frozenset({_O, _M, _K, _S, _F}),
        "imports.run": frozenset({_O, _M, _I}),
        "imports.undo": frozenset({_O, _M}),
        "insight.view": frozenset({_O, _M, _K, _A}),
        "runs.view": frozenset({_O, _M, _K, _A}),
        "scores.run": frozenset({_O, _M, _A}),
        "settings.manage": frozenset({_O, _M}),
        "staff.manage": frozenset({_O}),
        "api_keys.manage": frozenset({_O}),
        "schedules.manage": frozenset({_O}),
        "audit.view": frozenset({_O, _M}),
        # Every signed-in person: their own page, the home page, signing out.
        "signed_in": frozenset(Role),
    }
)


# What these change or show holds in every store: who works for some has none of them, whatever the role.
OF_THE_BUSINESS = frozenset(
    {
        "settings.manage", "staff.manage", "api_keys.manage", "schedules.manage", "audit.view", "scores.run",
        "runs.view", "messages.manage", "offers.manage", "care.manage", "journeys.manage",
    }
)  # fmt: skip


def permissions_of(role: str, *, works_everywhere: bool = True) -> frozenset[str]:
    held = frozenset(permission for permission, roles in ROLES_OF.items() if role in roles)
    return held if works_everywhere else held - OF_THE_BUSINESS
