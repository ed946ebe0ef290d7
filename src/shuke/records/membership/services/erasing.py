"""Erasing a person out of the membership: rows of the ledger and their sums stay, whoever they were."""

from django.db.models import Q

from shuke.records.access.erasing import empty_audit
from shuke.records.customers.erased import ERASED, Person
from shuke.records.membership.models import Card, CouponCode, Entry, GrowthRow, Member


def forget_person(*, person: Person) -> list[str]:
    """The account is closed with what it holds; cards go, coupons of theirs open nothing any more."""
    members = Member.objects.filter(customer__in=person.ids)
    accounts = list(members.values_list("pk", flat=True))
    members.update(is_active=False, document_hash="")
    Card.objects.filter(member__in=accounts).update(replaced_by=None, status=Card.Status.BLOCKED, ended_at=person.now)
    Card.objects.filter(member__in=accounts).delete()
    CouponCode.objects.filter(customer__in=person.ids, voided_at__isnull=True).update(voided_at=person.now)
    said = Entry.objects.filter(member__in=accounts)
    said.exclude(Q(reason="") | Q(reason=ERASED)).update(reason=ERASED)
    said.exclude(Q(note="") | Q(note=ERASED)).update(note=ERASED)
    GrowthRow.objects.filter(member__in=accounts).exclude(reason="").update(reason="")
    empty_audit(subjects=[f"member:{pk}" for pk in accounts])
    return []
