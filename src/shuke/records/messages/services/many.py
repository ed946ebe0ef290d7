"""One template to many people at once, as journeys and campaigns write: one statement, one waking of the sender."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from django.db import transaction

from shuke.lib.bulk import insert_rows
from shuke.lib.errors import ShukeError
from shuke.records.access.scope import Scope
from shuke.records.customers.models import Customer
from shuke.records.messages.models import Channel, MessageSend, Template
from shuke.records.messages.rules.contact import WEIGHT_OF
from shuke.records.messages.services.products import products_for
from shuke.records.messages.services.queueing import filled_in, values_to_keep
from shuke.records.messages.services.waking import wake_now
from shuke.records.stores.queries import business

_FIELDS = tuple(field for field in MessageSend._meta.concrete_fields if not field.primary_key)


@dataclass(frozen=True)
class Wish:
    key: str  # new: the caller's own record of the wish, in the same transaction, keeps it from being made twice
    customer: Customer
    more: Mapping[str, str] = field(default_factory=dict)  # values of variables that only the caller knows
    due_at: datetime | None = None  # None: at once


@transaction.atomic
def queue_for_many(
    *, scope: Scope, now: datetime, origin: str, channel: str, template: Template, wishes: Sequence[Wish]
) -> list[int | ShukeError]:
    """In the order of `wishes`: the message's id, or why it cannot be written (TemplateOff, MissingVariable).

    Raises IntegrityError where a key is known: nothing is queued then.
    """
    written: list[MessageSend | ShukeError] = []
    shop = business()
    said = products_for(template, [wish.customer for wish in wishes], now=now, channel=channel)
    for wish, of_products in zip(wishes, said, strict=True):
        more = {**of_products, **wish.more}
        try:
            subject, text, language = filled_in(template, wish.customer, now=now, more=more, shop=shop)
        except ShukeError as refused:
            written.append(refused)
            continue
        send = MessageSend(
            key=wish.key, customer=wish.customer, channel=channel, purpose=template.purpose, template=template,
            weight=WEIGHT_OF[template.purpose],
            values=values_to_keep(wish.customer, channel=channel, language=language, now=now, more=more),
            language=language, subject=subject, text=text, queued_at=now, due_at=wish.due_at or now,
            staff_id=scope.staff_id, origin=origin,
        )  # fmt: skip
        written.append(send)
    ids = _insert([one for one in written if isinstance(one, MessageSend)])
    if channel != Channel.POST:
        transaction.on_commit(wake_now)
    return [ids[one.key] if isinstance(one, MessageSend) else one for one in written]


def _insert(sends: Sequence[MessageSend]) -> dict[str, int]:
    """The ids by key. Below the ORM: preparing its thirty columns a row took half the time of a journey's step."""
    insert_rows(
        MessageSend._meta.db_table,
        [str(field.column) for field in _FIELDS],
        [[_plain(getattr(send, field.attname)) for field in _FIELDS] for send in sends],
    )
    return dict(MessageSend.objects.filter(key__in=[send.key for send in sends]).values_list("key", "pk"))


def _plain(value: object) -> object:
    return value.value if isinstance(value, Enum) else value
