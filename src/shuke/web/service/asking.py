"""The question about the handling of a complaint: put once, and mailed where an address is known."""

import secrets
from datetime import datetime

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from shuke.records.access.scope import Scope
from shuke.records.cases.models import Case
from shuke.records.cases.services import ask_about, mail_text
from shuke.records.messages.queries import language_of
from shuke.records.surveys.models import Ask
from shuke.web.service.links import ask_link


def put_question(*, scope: Scope, now: datetime, case: Case) -> tuple[Ask, bool]:
    """The question, the same one however often, and whether it goes out by mail. Raises OutOfOrder, CaseOver."""
    question = ask_about(scope=scope, now=now, case=case, new_secret=lambda: secrets.token_hex(16))
    with override(language_of(case.customer) if case.customer else get_language()):
        text = _("Are you satisfied with how we handled it, and what should we improve? %(link)s")
    text %= {"link": ask_link(question)}
    return question, mail_text(case, text, key=f"ask:{question.pk}", scope=scope, now=now) is not None
