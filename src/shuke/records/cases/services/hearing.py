"""Mails that arrived, taken into the cases they belong to."""

import re
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from shuke.channels.inbox import Mail
from shuke.records.access.scope import scope_of_system
from shuke.records.cases.files import GivenFile, sorted_out
from shuke.records.cases.models import Case
from shuke.records.cases.models.case import LIVE
from shuke.records.cases.queries import desk
from shuke.records.cases.services.mailing import acknowledge_mail, thread_of
from shuke.records.cases.services.opening import NewCase, recognised
from shuke.records.cases.services.talking import take_in
from shuke.records.customers.models import Customer
from shuke.records.customers.queries import survivor_of
from shuke.records.messages.models import ReceivedMail, ReceivedState
from shuke.records.messages.queries import many_from, threads_named
from shuke.records.messages.services import settle_mail

SCOPE = scope_of_system("mail")
ORIGIN = "mail"
# More mails of one address within the hour than a person writes: they are kept, and no longer answered by themselves.
MOST_OF_SENDER, SENDER_WINDOW = 10, timedelta(hours=1)
_NUMBER = re.compile(r"\[#(\d{1,18})\]")
# Who writes this wants the procedure of a complaint; everything else is sorted by whoever reads it.
_COMPLAINT = re.compile(r"投诉|投訴|complain", re.IGNORECASE)
_WORDS_LOOKED_AT = 400


@transaction.atomic
def hear_mail(*, now: datetime, pk: int, read: Mail) -> Case | None:
    """The case the mail is part of now; None where it belongs to none, or another worker has taken it.

    A mail that no person wrote is noted in the conversation it belongs to, opens nothing, and is never answered.
    """
    new_mails = ReceivedMail.objects.filter(pk=pk, state=ReceivedState.NEW).select_related("answers__customer")
    mail = new_mails.select_for_update(of=("self",), skip_locked=True).first()
    if mail is None:
        return None
    known = _known_case(mail, read)
    is_flood = many_from(mail.sender, now=now, window=SENDER_WINDOW, most=MOST_OF_SENDER)
    into = known or (_live_case_of(mail.sender) if is_flood else None)
    is_automatic = mail.automatic not in ("", "no_reply")
    case = take_in(scope=SCOPE, now=now, origin=ORIGIN, new=_new_case(mail, read), into=into, is_automatic=is_automatic)
    if case is None:
        settle_mail(now=now, mail=mail, state=ReceivedState.FILED)
        return None
    settle_mail(now=now, mail=mail, state=ReceivedState.TAKEN, thread=thread_of(case))
    may_answer = not mail.automatic and not is_flood and mail.sender_check != "failed"
    if into is None and may_answer and desk().acknowledges_mail:
        acknowledge_mail(case, scope=SCOPE, now=now, words=f"{mail.subject} {read.words}")
    return case


@transaction.atomic
def give_up_mail(*, now: datetime, pk: int, why: str) -> None:
    """It is kept as it came; a person has to look at it."""
    mail = ReceivedMail.objects.select_for_update().filter(pk=pk, state=ReceivedState.NEW).first()
    if mail is not None:
        settle_mail(now=now, mail=mail, state=ReceivedState.FAILED, detail=why)


def _known_case(mail: ReceivedMail, read: Mail) -> Case | None:
    """By the mails it names, which nobody else can know; else by the number in its subject, from who is part of it."""
    threads = [one for one in threads_named(read.references) if one.startswith("case:")]
    case = Case.objects.filter(pk=threads[0].partition(":")[2]).first() if threads else None
    if case is None and mail.sender and mail.sender_check != "failed" and (number := _NUMBER.search(mail.subject)):
        named = Case.objects.filter(pk=number[1]).select_related("customer").first()
        case = named if named is not None and _is_part(named, mail.sender) else None
    return (case.merged_into or case) if case is not None else None


def _is_part(case: Case, sender: str) -> bool:
    if case.contact.lower() == sender:
        return True
    writer = recognised(sender)
    return writer is not None and case.customer is not None and survivor_of(case.customer).pk == writer.pk


def _live_case_of(sender: str) -> Case | None:
    cases = Case.objects.filter(channel=Case.Channel.EMAIL, contact=sender, status__in=LIVE)
    return cases.order_by("-pk").first() if sender else None


def _new_case(mail: ReceivedMail, read: Mail) -> NewCase:
    files, left_out = sorted_out([GivenFile(file.name, file.content) for file in read.files])
    if mail.is_head_only:
        left_out.append(_("The mail is too large (%(size)d MB): it was left in the mailbox, read it there.")
                        % {"size": mail.size_bytes // 1024 // 1024})  # fmt: skip
    facts: dict[str, object] = {"mail": mail.pk, "from": mail.sender, "sender_check": mail.sender_check}
    if read.page:
        facts["page"] = True  # it can be shown as its writer formatted it
    if left_out:
        facts["left_out"] = left_out
    text = read.words or mail.subject or _("(a mail without words)")
    looked_at = f"{mail.subject} {text[:_WORDS_LOOKED_AT]}"
    return NewCase(
        kind=Case.Kind.COMPLAINT if _COMPLAINT.search(looked_at) else Case.Kind.QUESTION,
        channel=Case.Channel.EMAIL,
        text=text,
        subject=_NUMBER.sub("", mail.subject).strip(),
        customer=_customer(mail),
        contact=mail.sender,
        contact_name=mail.sender_name,
        files=files,
        source_key=f"mail:{mail.pk}",
        facts=facts,
    )


def _customer(mail: ReceivedMail) -> Customer | None:
    """By the address; else whoever got the message it answers."""
    found = recognised(mail.sender) if mail.sender else None
    if found is None and mail.answers is not None and mail.answers.customer is not None:
        found = mail.answers.customer
    return found
