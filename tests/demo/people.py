"""The accounts and members that the loading of the demo makes before its cases and its care."""

from tests.records import make
from tests.records.membership import given as membership

from shuke.demo.promises import PLAN
from shuke.records.access.models import Role, Staff
from shuke.records.customers.models import Customer
from shuke.records.membership.models import Plan
from shuke.records.stores.models import Store


def accounts() -> tuple[Store, Store]:
    """A store of the manager's, and one of nobody's in particular."""
    own, other = (make.store(time_zone="America/New_York", currency="USD") for _ in range(2))
    for role, stores in (
        (Role.OWNER, ()), (Role.AGENT, ()), (Role.MANAGER, (own,)), (Role.FRONT_LINE, (own,)),
    ):  # fmt: skip
        username = "cashier" if role == Role.FRONT_LINE else role.value
        Staff.objects.filter(pk=make.staff(role, *stores).pk).update(username=username, name=f"Demo {username}")
    return own, other


def members(store: Store, *, count: int, plan: Plan | None = None) -> list[Customer]:
    """Each bought once, the later ones for more."""
    plan = plan or Plan.objects.filter(code=PLAN).first() or membership.plan(code=PLAN)
    milk, people = make.product(), []
    for number in range(count):
        who = make.customer(f"Guest {number}", home=store, email=f"{store.code}.{number}@example.com")
        make.order(who, store, make.NOW.date().replace(day=1), (milk, 1, str(10 + number)))
        membership.member(plan, customer=who)
        people.append(who)
    return people
