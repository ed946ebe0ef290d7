"""Doors to whom a campaign's messages reached, who opened a link of one, and who bought after it: “38-opened”."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from shuke.actions.campaigns.queries import followed_of_campaign, opened_of_campaign, sent_by_campaign
from shuke.records.access.scope import Scope
from shuke.records.customers.queries import PERSON
from shuke.records.messages.models import MessageSend

SENDS: Mapping[str, tuple[Promise, Callable[[int, Scope], QuerySet[MessageSend]]]] = {
    "sent": (gettext_lazy("a message left to them"), lambda pk, scope: sent_by_campaign(pk)),
    "opened": (gettext_lazy("opened a link"), lambda pk, scope: opened_of_campaign(pk)),
    "followed": (
        gettext_lazy("bought after opening a link"), lambda pk, scope: followed_of_campaign(pk, scope=scope)
    ),
}  # fmt: skip


def readers(pk: int, part: str, *, scope: Scope) -> QuerySet[MessageSend, Any]:
    """Who they are today."""
    _words, sends_of = SENDS[part]
    return sends_of(pk, scope).order_by().values(person=PERSON)
