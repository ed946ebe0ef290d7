"""Writing a case's history and telling the customer's timeline."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.core.files.base import ContentFile

from shuke.lib.text import without_nul
from shuke.records.access.scope import Scope
from shuke.records.cases.files import GivenFile, kind_of
from shuke.records.cases.models import Attachment, Case, Entry
from shuke.records.customers.services import record_event


def write(
    case: Case,
    kind: str,
    *,
    scope: Scope,
    now: datetime,
    code: str = "",
    text: str = "",
    facts: Mapping[str, object] | None = None,
    source_key: str = "",
    files: Sequence[GivenFile] = (),
) -> Entry:
    """One line of the history; `files` were checked before."""
    entry = Entry.objects.create(
        case=case,
        kind=kind,
        code=code,
        at=now,
        staff_id=scope.staff_id,
        text=without_nul(text),
        facts=dict(facts or {}),
        source_key=source_key,
    )
    for file in files:
        _keep(entry, file)
    return entry


def tell(case: Case, what: str, *, scope: Scope, now: datetime, facts: Mapping[str, object] | None = None) -> None:
    """On the timeline: which case, of what kind, and what happened; never what was written."""
    record_event(
        scope=scope,
        kind=f"case.{what}",
        now=now,
        origin=case.origin,
        customer_id=case.customer_id,
        store_id=case.store_id,
        facts={"case": case.pk, "case_kind": case.kind, **(facts or {})},
    )


def happened(
    case: Case, code: str, *, scope: Scope, now: datetime, text: str = "", facts: Mapping[str, object] | None = None
) -> Entry:
    """Something that happened to the case, in its history and on the timeline."""
    tell(case, code, scope=scope, now=now, facts=facts)
    return write(case, Entry.Kind.EVENT, scope=scope, now=now, code=code, text=text, facts=facts)


def save(case: Case, now: datetime, *fields: str) -> None:
    case.updated_at = now
    case.save(update_fields=[*fields, "updated_at"])


def _keep(entry: Entry, file: GivenFile) -> None:
    # The name on disk is drawn by the storage: what somebody called the file is shown, never used as a path.
    held = Attachment(entry=entry, name=file.name, kind=kind_of(file.name), size_bytes=len(file.content))
    held.file.save(f"{entry.pk}.{held.kind}", ContentFile(file.content))
