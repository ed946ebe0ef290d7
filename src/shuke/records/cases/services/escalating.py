"""The named person learns of a promise that was not kept."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from shuke.records.access.models import Staff
from shuke.records.access.scope import Scope
from shuke.records.cases.models import Case, Entry
from shuke.records.messages.models import MessageSend
from shuke.records.messages.services import queue_for_staff


def tell_named_person(
    case: Case, *, staff: Staff | None, escalation: Entry, scope: Scope, now: datetime
) -> MessageSend | None:
    """An e-mail with the way to the case, once an escalation; None where nobody is named, or has no address."""
    if staff is None or not staff.is_active or not staff.email:
        return None
    language = staff.language or settings.LANGUAGE_CODE
    with override(language):
        # Without the number that finds a case by its subject: an answer to this mail is not the customer's.
        subject = _("A promise to a customer was not kept in time")
        text = _("%(kind)s %(number)s, “%(subject)s”, is with %(owner)s and was escalated to you: %(url)s") % {
            "kind": case.get_kind_display(),
            "number": case.pk,
            "subject": case.subject,
            "owner": case.owner or _("nobody yet"),
            "url": settings.BASE_URL + reverse("service_case", args=[case.pk]),
        }
    return queue_for_staff(
        scope=scope,
        now=now,
        origin=case.origin,
        key=f"case-escalated:{escalation.pk}",
        staff=staff,
        subject=subject,
        text=text,
        language=language,
    )
