"""fact_touch: one row per message to a customer, try of a colleague to reach them, or call with an offer."""

from typing import Any

import ibis

from shuke.warehouse.marts.local_days import located

SCHEMA = {
    "touch_key": "int64",
    "source": "string",
    "source_key": "int64",
    "customer_key": "int64",
    "template_key": "int64",
    "channel": "string",
    "purpose": "string",
    "origin_kind": "string",
    "origin_key": "int64",
    "state": "string",
    "reason": "string",
    "asked_at": "timestamp(6)",
    "happened_at": "timestamp(6)",
    "delivered_at": "timestamp(6)",
    "happened_on": "date",
}
# Keys of three tables in one column, none twice: each has every third number.
SOURCES = ("message", "care", "offer")
TASK, CALL = "task", "call"  # channels of what a person does; the others are those of messages


def touches_of_messages(message_sends: Any, **places: Any) -> Any:
    """Every message, whatever became of it: `state` says which of them left. `happened_at` is when it was settled, else
    when it was asked for; by `asked_at` the table is cut."""
    rows = message_sends.mutate(
        source_key=message_sends.send_key,
        happened_at=message_sends.settled_at.coalesce(message_sends.asked_at),
    )
    return _placed(rows, "message", places)


def touches_of_care(care_tries: Any, care_tasks: Any, **places: Any) -> Any:
    """`state` is what came of the try."""
    rows = care_tries.inner_join(care_tasks, "task_key")
    return _placed(_done(rows, key="try_key", at="tried_at", channel=TASK, purpose="care"), "care", places)


def touches_of_calls(offer_calls: Any, **places: Any) -> Any:
    """`state` is what the person said; a call nobody has made yet is none."""
    rows = _done(offer_calls, key="gift_key", at="called_at", channel=CALL, purpose="marketing")
    return _placed(rows, "offer", places)


def _done(rows: Any, *, key: str, at: str, channel: str, purpose: str) -> Any:
    return rows.mutate(
        source_key=rows[key],
        template_key=ibis.null("int64"),
        channel=ibis.literal(channel),
        purpose=ibis.literal(purpose),
        state=rows.outcome,
        reason=ibis.literal(""),
        asked_at=rows[at],
        happened_at=rows[at],
        delivered_at=ibis.null("timestamp(6)"),
    )


def _placed(rows: Any, source: str, places: dict[str, Any]) -> Any:
    keyed = rows.mutate(
        touch_key=rows.source_key * len(SOURCES) + SOURCES.index(source),
        source=ibis.literal(source),
        store_key=ibis.null("int64"),
        utc_on=rows.happened_at.date(),
        month=rows.asked_at.strftime("%Y-%m"),
    )
    return located(keyed, **places)
