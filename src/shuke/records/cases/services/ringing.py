"""The telephone rings: whose page opens on whose screen."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError
from shuke.lib.phones import e164
from shuke.records.access.models import Staff
from shuke.records.access.scope import Scope
from shuke.records.cases.models import AgentPlace, Ring
from shuke.records.cases.services.opening import recognised
from shuke.records.customers.services import record_event
from shuke.records.stores.queries import business

RINGS_FOR = timedelta(minutes=2)


class NobodyThere(ShukeError):
    """No colleague goes by that name or extension."""


def ring(*, scope: Scope, now: datetime, phone: str, agent: str, call_key: str) -> Ring:
    """A call for `agent`, a sign-in name or an extension; the same call told twice rings once. Raises NobodyThere."""
    staff = _agent(agent)
    known = Ring.objects.filter(call_key=call_key).first()
    if known is not None:
        return known
    caller = recognised(phone)
    made = Ring.objects.create(phone=_shown(phone), staff=staff, customer=caller, call_key=call_key, at=now)
    if caller is not None:
        record_event(
            scope=scope, kind="call.incoming", now=now, origin="telephony", customer_id=caller.pk,
            store_id=caller.home_store_id, facts={"to": staff.pk},
        )  # fmt: skip
    return made


def answer_ring(*, staff_id: int, now: datetime) -> Ring | None:
    """The newest call for this colleague that no screen has shown yet; shown once."""
    waiting = Ring.objects.filter(staff=staff_id, seen_at__isnull=True, at__gt=now - RINGS_FOR)
    found = waiting.select_related("customer").order_by("-at").first()
    if found is None or not Ring.objects.filter(pk=found.pk, seen_at__isnull=True).update(seen_at=now):
        return None
    return found


def _agent(named: str) -> Staff:
    place = AgentPlace.objects.filter(phone=named).select_related("staff").first() if named else None
    staff = place.staff if place else Staff.objects.filter(username=named).first()
    if staff is None or not staff.is_active:
        raise NobodyThere(
            _("Nobody signs in as “%(name)s” or has this extension; see Settings, Service.") % {"name": named[:60]}
        )
    return staff


def _shown(phone: str) -> str:
    try:
        return e164(phone, country=business().country)
    except ShukeError:
        return phone.strip()[:40]
