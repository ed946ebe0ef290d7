"""A customer asks to be erased: a case that somebody settles on the customer's page."""

from datetime import datetime

from django.utils.translation import gettext as _

from shuke.records.access.scope import Scope
from shuke.records.cases.models import Case
from shuke.records.cases.models.case import LIVE
from shuke.records.cases.models.desk import Priority
from shuke.records.cases.services import NewCase, open_case
from shuke.records.customers.models import Customer


def erasure_asked(customer: Customer) -> Case | None:
    """The wish that still waits."""
    asked = Case.objects.filter(channel=Case.Channel.FORM, thread_key=_thread(customer), status__in=LIVE)
    return asked.order_by("pk").first()


def ask_for_erasure(*, scope: Scope, now: datetime, customer: Customer) -> Case:
    """The case that waits, or a new one: of high priority, since the law gives a term."""
    new = NewCase(
        kind=Case.Kind.SERVICE,
        channel=Case.Channel.FORM,
        subject=_("Wants to be erased"),
        text=_(
            "I ask you to erase everything that names me.\n\n(Sent from their own page after a code proved who they "
            "are. Settle it on the customer’s page: “Erase this person”.)"
        ),
        customer=customer,
        priority=Priority.HIGH,
        thread_key=_thread(customer),
        source_key=f"{_thread(customer)}:{now:%Y-%m-%d}",
    )
    return erasure_asked(customer) or open_case(scope=scope, now=now, origin="own_page", new=new)


def _thread(customer: Customer) -> str:
    return f"erase:{customer.pk}"
