"""One account a role, so that a visitor can see the shop through each pair of eyes."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count

from shuke.records.access.models import Role, Staff
from shuke.records.stores.models import Store

PASSWORD = "demo"  # the demo listens on this machine only; a real shop makes its own accounts


@dataclass(frozen=True)
class Account:
    username: str
    name: str
    role: Role
    stores: int | None  # how many of the busiest stores; None: all


ACCOUNTS = (
    Account("owner", "Demo owner", Role.OWNER, None),
    Account("manager", "Demo manager", Role.MANAGER, 3),
    Account("marketer", "Demo marketer", Role.MARKETER, None),
    Account("analyst", "Demo analyst", Role.ANALYST, None),
    Account("agent", "Demo agent", Role.AGENT, None),
    Account("cashier", "Demo cashier", Role.FRONT_LINE, 1),
    Account("integrator", "Demo integrator", Role.INTEGRATOR, None),
)


@transaction.atomic
def create_accounts() -> None:
    """Make the accounts that are not there yet. The simple password passes no validator, and is meant not to."""
    busiest = list(Store.objects.annotate(trade=Count("orders")).order_by("-trade", "code")[:3])
    for account in ACCOUNTS:
        if Staff.objects.filter(username=account.username).exists():
            continue
        staff = Staff(
            username=account.username,
            name=account.name,
            role=account.role,
            works_everywhere=account.stores is None,
        )
        staff.set_password(PASSWORD)
        staff.save()
        staff.stores.set(busiest[: account.stores or 0])


def accounts_text() -> str:
    """What the terminal says: who may sign in, and as what."""
    names = ", ".join(account.username for account in ACCOUNTS)
    return f"Sign in as {names}; the password is “{PASSWORD}” for each."
