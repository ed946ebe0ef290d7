"""What the journeys' views share."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from shuke.actions.journeys.models import Journey
from shuke.lib.errors import ShukeError
from shuke.records.access.scope import Scope
from shuke.records.customers.models import Customer
from shuke.records.customers.queries import matching


class NobodyFound(ShukeError):
    """No customer, or more than one, goes by what was written."""


def journey_of(pk: int) -> Journey:
    found: Journey = get_object_or_404(Journey.objects.select_related("version"), pk=pk)
    return found


def customer_named(said: str, *, scope: Scope) -> Customer:
    """By the number, else by whatever a search finds. Raises NobodyFound."""
    seen = Customer.objects.current().visible_to(scope).select_related("home_store")
    exact = seen.filter(number=said.strip()).first()
    if exact is not None:
        return exact
    found = list(matching(seen, said.strip())[:2])
    if len(found) == 1:
        return found[0]
    if found:
        raise NobodyFound(_("Several customers are found by “%(said)s”: write the customer number.") % {"said": said})
    raise NobodyFound(_("No customer is found by “%(said)s”; check the number or the name.") % {"said": said})
