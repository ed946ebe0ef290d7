"""Who would want something, as a page lists it: names, chances and reasons, of the customers the reader may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from shuke.records.access.scope import Scope
from shuke.records.catalog.models import Product
from shuke.records.catalog.queries import unrecommended_products
from shuke.records.customers.models import Customer
from shuke.warehouse.engine import warehouse_folder
from shuke.warehouse.manifest import Folder
from shuke.warehouse.wants import WantedBy, Wanting, Wants
from shuke.web.customers.next_basket import why_next
from shuke.web.insight.charts import Sheet, hundredths
from shuke.web.wants.subject import Subject


@dataclass(frozen=True)
class Person:
    customer: Customer
    chance: float | None  # of being on the next basket; None for who never bought it
    product: str  # of a kind: what is likeliest
    why: str


@dataclass(frozen=True)
class WantedShown:
    as_of: date
    again: list[Person]
    new: list[Person]

    @property
    def people(self) -> list[Person]:
        return [*self.again, *self.new]


def wanted_by(subject: Subject, *, scope: Scope) -> WantedShown | None:
    """None before the first refresh that made lists. Whoever asked for no personalisation since is left out, as is what
    was excluded from recommendations since."""
    found = Wants(Folder(warehouse_folder())).of(subject.label)
    if found is None:
        return None
    numbers = [each.customer_id for each in found.customers]
    visible = Customer.objects.current().visible_to(scope).filter(number__in=numbers, is_not_personalised=False)
    people = {customer.number: customer for customer in visible}
    shown = [each for each in still_offered(found) if each.customer_id in people]
    names = _names(shown)
    listed = [(each.is_new, _person(each, people[each.customer_id], names)) for each in shown]
    return WantedShown(
        as_of=found.as_of,
        again=[person for is_new, person in listed if not is_new],
        new=[person for is_new, person in listed if is_new],
    )


def still_offered(found: WantedBy) -> list[Wanting]:
    """Without what was excluded from recommendations since the lists were made."""
    excluded = unrecommended_products().filter(pk__in={each.product_key for each in found.customers})
    barred = set(excluded.values_list("pk", flat=True))
    return [each for each in found.customers if each.product_key not in barred]


def _names(shown: Sequence[Wanting]) -> dict[int, str]:
    keys = {each.product_key for each in shown}
    beside = {int(each.why["product_id"]) for each in shown if "product_id" in each.why}
    return dict(Product.objects.filter(pk__in=keys | beside).values_list("pk", "name"))


def _person(found: Wanting, customer: Customer, names: dict[int, str]) -> Person:
    return Person(
        customer=customer,
        chance=None if found.is_new else found.score,
        product=names.get(found.product_key, ""),
        why=why_next(found.why, names=names),
    )


def sheet_of(shown: WantedShown) -> Sheet:
    heads = [_("Customer number"), _("Name"), _("Chance on the next basket, %"), _("Product"), _("Why")]
    rows = [
        (person.customer.number, person.customer.name, hundredths(person.chance), person.product, person.why)
        for person in shown.people
    ]
    return Sheet("wanted-by", heads, rows)
