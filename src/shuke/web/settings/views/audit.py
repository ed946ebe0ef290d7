from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from shuke.lib.ids import is_id
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.access.models import AuditEntry, Staff
from shuke.web.settings.audit_words import ACTIONS, action_words
from shuke.web.settings.views.section import render_section

PAGE_SIZE = 50


@dataclass(frozen=True)
class Row:
    entry: AuditEntry
    words: str
    facts: list[tuple[str, str]]
    url: str  # of the customer it is about, if it is about one


@require_GET
@staff_view("audit.view")
def audit(request: StaffRequest) -> HttpResponse:
    state = {name: request.GET.get(name, "") for name in ("action", "staff", "subject")}
    entries = AuditEntry.objects.select_related("staff", "api_key").order_by("-pk")
    if state["action"]:
        entries = entries.filter(action=state["action"])
    if is_id(state["staff"]):
        entries = entries.filter(staff_id=int(state["staff"]))
    if state["subject"]:
        entries = entries.filter(subject=state["subject"])
    before = request.GET.get("before", "")
    if is_id(before):
        entries = entries.filter(pk__lt=int(before))
    page = list(entries[: PAGE_SIZE + 1])
    context = {
        "rows": [_row(entry) for entry in page[:PAGE_SIZE]],
        "state": state,
        "actions": [(key, str(words)) for key, words in ACTIONS.items()],
        "people": Staff.objects.order_by("name"),
        "next_url": f"?{urlencode(state | {'before': str(page[PAGE_SIZE - 1].pk)})}" if len(page) > PAGE_SIZE else "",
        "previous_url": f"?{urlencode(state)}" if before else "",
    }
    return render_section(request, "web/settings/audit.html", context)


def _row(entry: AuditEntry) -> Row:
    kind, _, key = entry.subject.partition(":")
    url = reverse("customer", args=[key]) if kind == "customer" and key.isdecimal() else ""
    facts = [(name, _written(value)) for name, value in entry.facts.items() if name != "caller"]
    return Row(entry=entry, words=action_words(entry.action), facts=facts, url=url)


def _written(value: object) -> str:
    """A change is [before, after]; everything else reads as it stands."""
    if isinstance(value, list) and len(value) == 2 and not isinstance(value[0], dict):
        return f"{value[0] or '—'} → {value[1] or '—'}"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)
