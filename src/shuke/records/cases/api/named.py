"""What an address or a body names, among what the caller may see."""

from django.http import Http404
from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError
from shuke.records.access.decorators import ApiRequest
from shuke.records.access.models import Staff
from shuke.records.access.queries import active_staff
from shuke.records.access.scope import Scope
from shuke.records.cases.models import Case, Topic
from shuke.records.cases.queries import case_in
from shuke.records.cases.services import workers_for
from shuke.records.customers.models import Customer
from shuke.records.membership.models import Coupon
from shuke.records.stores.models import Store


class UnknownName(ShukeError):
    """A store, customer, colleague or category that nobody here goes by."""


def case_or_404(request: ApiRequest, pk: int) -> Case:
    found = case_in(request.scope, pk)
    if found is None:
        raise Http404
    return found


def customer_named(scope: Scope, number: str) -> Customer | None:
    found = Customer.objects.current().visible_to(scope).filter(number=number).first() if number else None
    if number and found is None:
        raise unknown(number)
    return found


def store_named(scope: Scope, code: str) -> Store | None:
    """Raises NotAllowed for one that is not the caller's."""
    found = Store.objects.filter(code=code).first() if code else None
    if code and found is None:
        raise unknown(code)
    if found is not None:
        scope.require_store(found.pk)
    return found


def category_named(path: str) -> Topic | None:
    found = Topic.objects.filter(tree=Topic.Tree.CATEGORY, path=path).first() if path else None
    if path and found is None:
        raise unknown(path)
    return found


def cause_named(path: str) -> Topic:
    found = Topic.objects.filter(tree=Topic.Tree.CAUSE, path=path, is_offered=True).first()
    if found is None:
        raise unknown(path)
    return found


def colleague_named(username: str) -> Staff | None:
    found = active_staff().filter(username=username).first() if username else None
    if username and found is None:
        raise unknown(username)
    return found


def worker_named(case: Case, username: str) -> Staff | None:
    found = next((one for one in workers_for(case) if one.username == username), None)
    if username and found is None:
        raise UnknownName(
            _("“%(name)s” may not work on this case; name a colleague who does service for its store.")
            % {"name": username[:80]}
        )
    return found


def coupon_named(code: str) -> Coupon | None:
    found = Coupon.objects.filter(code=code, is_offered=True).first() if code else None
    if code and found is None:
        raise unknown(code)
    return found


def unknown(name: str) -> UnknownName:
    return UnknownName(_("Nothing here is called “%(name)s”; check the spelling.") % {"name": name[:80]})
