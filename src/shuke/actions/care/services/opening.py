"""Tasks that another stage wishes for."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from shuke.actions.care.models import CareTask
from shuke.actions.care.queries.contact import refusal_in_person
from shuke.lib.errors import ShukeError
from shuke.records.access.models import Staff
from shuke.records.access.scope import Scope
from shuke.records.customers.models import Customer
from shuke.records.customers.queries import survivor_of
from shuke.records.messages.rules.words import reason_words


class NotContactable(ShukeError):
    """The customer does not want to be contacted; `reason` is the code of `records.messages`."""

    def __init__(self, reason: str) -> None:
        super().__init__(_("No task was made: %(why)s.") % {"why": reason_words(reason)})
        self.reason = reason


@transaction.atomic
def open_task(
    *,
    scope: Scope,
    now: datetime,
    origin: str,
    key: str,
    customer: Customer,
    title: str,
    why: str,
    due_on: date,
    script: str = "",
    owner: Staff | None = None,
) -> CareTask:
    """The task of this `key`: a new one, or the one opened by it before, unchanged.

    Args:
        origin: who wished for it: "journey:5".
        key: unique among all tasks; begin it with the origin.
        title, why, script: in words, as a colleague reads them; `why` says why this customer and why today.
        owner: None gives it to who looks after the customer, else to the team.

    It is a task for whoever the customer is part of. Raises NotContactable; NotAllowed for a store of others.
    """
    known = CareTask.objects.filter(key=key).first()
    if known is not None:
        return known
    person = survivor_of(customer)
    scope.require_store(person.home_store_id)
    if refusal := refusal_in_person(person):
        raise NotContactable(refusal)
    task = CareTask(
        key=key,
        customer=person,
        origin=origin,
        title=title,
        why=why,
        script=script,
        owner_id=owner.pk if owner else person.owner_id,
        due_on=due_on,
        opened_at=now,
    )
    CareTask.objects.bulk_create([task], ignore_conflicts=True)
    return CareTask.objects.get(key=key)
