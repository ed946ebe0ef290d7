from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError
from shuke.records.access.models import Role
from shuke.records.access.scope import Scope
from shuke.records.access.services import record_audit
from shuke.records.customers.models import ClassPolicy

CLASSES = ("platinum", "gold", "iron", "lead")  # of `Customer.service_class`, the best first
FIELDS = ("service_level", "call_every_days", "offer_ceiling_percent", "may_discount")


class UnknownClass(ShukeError):
    """No class of customers, or no role of staff, has this key."""


@transaction.atomic
def set_class_policy(
    *,
    scope: Scope,
    now: datetime,
    service_class: str,
    service_level: str = "",
    call_every_days: int | None = None,
    offer_ceiling_percent: Decimal | None = None,
    may_discount: Sequence[str] = (),
) -> ClassPolicy:
    """How customers of a class are looked after from now on; what is left out is taken away.

    Raises:
        UnknownClass; ValidationError naming a field that does not fit.
    """
    strangers = [role for role in may_discount if role not in Role.values]
    if service_class not in CLASSES or strangers:
        known = _(", ").join(CLASSES if service_class not in CLASSES else Role.values)
        raise UnknownClass(_("There is no such class or role; write one of %(known)s.") % {"known": known})
    policy = ClassPolicy.objects.select_for_update().filter(service_class=service_class).first()
    policy = policy or ClassPolicy(service_class=service_class)
    before = _said(policy)
    policy.service_level = service_level.strip()
    policy.call_every_days = call_every_days
    policy.offer_ceiling_percent = offer_ceiling_percent
    policy.may_discount = sorted(set(may_discount))
    policy.updated_at = now
    policy.full_clean()
    policy.save()
    after = _said(policy)
    record_audit(
        scope=scope,
        action="class_policy.set",
        at=now,
        subject=f"class:{service_class}",
        facts={name: [before[name], after[name]] for name in FIELDS if before[name] != after[name]},
    )
    return policy


def _said(policy: ClassPolicy) -> dict[str, object]:
    """JSON values only."""
    given = {name: getattr(policy, name) for name in FIELDS}
    return {name: f"{value.normalize():f}" if isinstance(value, Decimal) else value for name, value in given.items()}
