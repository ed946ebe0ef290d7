"""Letters: all that wait go to the printer together, as one PDF that can be made again."""

from datetime import datetime

from django.db import transaction

from shuke.records.access.scope import Scope
from shuke.records.access.services import record_audit
from shuke.records.messages.models import Channel, MessageSend, PrintRun, State
from shuke.records.messages.queries import contact_rules, messages_seen_by
from shuke.records.messages.services.events import tell
from shuke.records.messages.services.sending import release_or_settle
from shuke.records.messages.services.settling import settle


@transaction.atomic
def print_due(*, scope: Scope, now: datetime) -> PrintRun | None:
    """The letters of the caller's stores that are due and may leave; None where there are none."""
    waiting = messages_seen_by(scope).filter(channel=Channel.POST, state=State.QUEUED, due_at__lte=now)
    letters = list(MessageSend.objects.select_for_update().filter(pk__in=waiting.values("pk")).order_by("pk"))
    rules = contact_rules()
    leaving = [send for send in letters if release_or_settle(send, rules=rules, now=now)]
    if not leaving:
        return None
    run = PrintRun.objects.create(at=now, staff_id=scope.staff_id)
    for send in leaving:
        send.carrier, send.print_run = "paper", run
        send.sending_at = send.handed_over_at = now
        settle(send, State.SENT, "", now=now)
        tell(send, "sent", now=now, scope=scope)
    record_audit(scope=scope, action="message.print", at=now, subject=f"print:{run.pk}", facts={"count": len(leaving)})
    return run
