"""What the audit says about a person who is erased: that something was done stays, what it said does not."""

from collections.abc import Collection

from shuke.records.access.models import AuditEntry


def empty_audit(*, subjects: Collection[str], actions: Collection[str] = ()) -> None:
    """Who did what and when stays; the values before and after go. Without `actions` of every action."""
    entries = AuditEntry.objects.filter(subject__in=subjects).exclude(facts={})
    (entries.filter(action__in=actions) if actions else entries).update(facts={})
