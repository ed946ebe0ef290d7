from collections.abc import Mapping
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from shuke.records.access.scope import Scope
from shuke.records.customers.queries import own_and_merged
from shuke.records.messages.models import NOT_ARRIVED, ChannelPause, MessageSend


def messages_seen_by(scope: Scope) -> QuerySet[MessageSend]:
    """Those to customers of the caller's stores; test sends only for who works everywhere."""
    sends = MessageSend.objects.select_related("customer", "template", "staff")
    if scope.store_ids is None:
        return sends
    return sends.filter(customer__home_store__in=scope.store_ids)


def messages_of(customer_id: int) -> QuerySet[MessageSend]:
    """Newest first, of all records of the person."""
    sends = MessageSend.objects.filter(customer__in=own_and_merged(customer_id))
    return sends.select_related("template", "staff").order_by("-pk")


def not_arrived(*, since: datetime) -> QuerySet[MessageSend]:
    """Of conversations, queued since then: what came back, was refused or given up, or waits for a person."""
    return MessageSend.objects.filter(~Q(thread=""), state__in=NOT_ARRIVED, queued_at__gte=since)


def counts_by_state(scope: Scope) -> Mapping[str, int]:
    rows = messages_seen_by(scope).order_by().values_list("state").annotate(count=Count("pk"))
    return dict(rows)


def paused_channels(*, now: datetime) -> list[ChannelPause]:
    return list(ChannelPause.objects.filter(until__gt=now).order_by("channel"))
