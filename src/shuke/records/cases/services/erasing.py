"""Erasing a person out of the service: that there was a case, of what kind and how it ended, stays."""

from collections.abc import Iterable

from django.db.models import Q

from shuke.records.access.erasing import empty_audit
from shuke.records.cases.clock.deadlines import NEVER
from shuke.records.cases.models import Attachment, Case, Compensation, Entry, Ring, Step
from shuke.records.cases.models.case import LIVE
from shuke.records.customers.erased import ERASED, Person


def cases_of_person(person: Person) -> list[int]:
    """Their own, and those of somebody not known who left their phone or e-mail."""
    stranger = Q(customer__isnull=True, contact__in=[*person.emails, *person.phones])
    return list(Case.objects.filter(Q(customer__in=person.ids) | stranger).order_by("pk").values_list("pk", flat=True))


def forget_person(*, person: Person, cases: Iterable[int]) -> list[str]:
    """Words and files go, live cases are closed. Answers the files."""
    ids = list(cases)
    found = Case.objects.filter(pk__in=ids)
    found.filter(status__in=LIVE).update(status=Case.Status.CLOSED, closed_at=person.now, **_STOPPED)
    found.update(subject=ERASED, contact_name="", contact="", thread_key="", caller_mark="", updated_at=person.now)
    attached = Attachment.objects.filter(entry__case__in=ids)
    gone = [one.file.path for one in attached if one.file]
    attached.delete()
    entries = Entry.objects.filter(case__in=ids)
    entries.exclude(text="").update(text=ERASED)
    entries.filter(kind__in=(Entry.Kind.IN, Entry.Kind.NOTE)).exclude(facts={}).update(facts={})  # whom a mail is from
    Step.objects.filter(case__in=ids).exclude(text="").update(text=ERASED)
    given = Compensation.objects.filter(case__in=ids)
    given.update(reason=ERASED)
    given.exclude(said="").update(said=ERASED)
    Ring.objects.filter(Q(customer__in=person.ids) | Q(phone__in=person.phones)).update(phone="", customer=None)
    empty_audit(subjects=[f"case:{pk}" for pk in ids])
    return gone


_STOPPED: dict[str, object] = {
    "paused_at": None, "next_due_at": NEVER, "warn_at": None, "escalate_at": None, "warned_at": None,
}  # fmt: skip
