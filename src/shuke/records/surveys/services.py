"""Asking one question by a signed link, and taking the one answer to it."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError
from shuke.records.customers.erased import Person
from shuke.records.customers.models import Customer
from shuke.records.surveys.models import Ask

ASK_LIVES = timedelta(days=30)
MOST_WORDS = 2_000

_signer = Signer(sep=".", salt="shuke.surveys.ask")


class AskRefused(ShukeError):
    """The link is made up or over. Which of the two is not told."""


class AlreadyAnswered(ShukeError):
    """Each question is answered once."""


def ask(*, now: datetime, about: str, customer: Customer | None, new_secret: Callable[[], str]) -> Ask:
    """The question about `about`, put once: asked again it is the same one."""
    values = {
        "customer": customer,
        "secret": new_secret(),
        "asked_at": now,
        "expires_at": now + ASK_LIVES,
    }
    return Ask.objects.get_or_create(about=about, defaults=values)[0]


def token_of(question: Ask) -> str:
    """What the link carries: the row, its secret and a signature over both."""
    return _signer.sign(f"{question.pk}-{question.secret}")


def ask_of(token: str, *, now: datetime) -> Ask:
    """Raises AskRefused."""
    try:
        number, _dash, secret = _signer.unsign(token).partition("-")
    except BadSignature:
        raise _refused() from None
    found = Ask.objects.filter(pk=int(number), secret=secret, expires_at__gt=now).first()
    if found is None:
        raise _refused()
    return found


@transaction.atomic
def answer(*, now: datetime, question: Ask, is_satisfied: bool, wish: str) -> Ask:
    """Raises AlreadyAnswered."""
    held = Ask.objects.select_for_update().get(pk=question.pk)
    if held.answered_at is not None:
        raise AlreadyAnswered(_("You have answered already. Thank you."))
    held.answered_at, held.is_satisfied, held.wish = now, is_satisfied, wish.strip()[:MOST_WORDS]
    held.save(update_fields=["answered_at", "is_satisfied", "wish"])
    return held


def forget_person(*, person: Person, threads: Collection[str]) -> list[str]:
    """Their wishes go, and no open question can be answered any more; how satisfied they were stays as a count.

    `threads` are what they were asked about: "case:12".
    """
    about = [Q(about__startswith=f"{thread}:") for thread in threads]
    asks = Ask.objects.filter(reduce(or_, about, Q(customer__in=person.ids)))
    asks.exclude(wish="").update(wish="")
    asks.filter(expires_at__gt=person.now).update(expires_at=person.now)
    return []


def _refused() -> AskRefused:
    return AskRefused(_("This link does not open anything any more. Write to us, or ask in the shop."))
