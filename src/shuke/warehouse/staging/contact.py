"""What was said to customers: messages, care by colleagues, calls with an offer."""

from typing import Any

_KIND, _KEY = r"^([^:]*)", r"^[^:]*:([0-9]{1,18})(?::|$)"


def message_sends(raw: Any) -> Any:
    """A message of a conversation is by that: "case:12"."""
    origin = raw.thread.nullif("").coalesce(raw.origin)
    is_over = raw.settled_at.notnull()
    return raw.select(
        send_key=raw.id,
        customer_key=raw.customer_id,
        template_key=raw.template_id,
        channel=raw.channel,
        purpose=raw.purpose,
        **_by(origin),
        state=raw.state,
        reason=is_over.ifelse(raw.reason, ""),  # while it waits, why it waits: that changes without a trace
        asked_at=raw.queued_at,
        settled_at=raw.settled_at,
        delivered_at=raw.delivered_at,
    )


def care_tries(raw: Any) -> Any:
    return raw.select(try_key=raw.id, task_key=raw.task_id, outcome=raw.outcome, tried_at=raw["at"])


def care_tasks(raw: Any) -> Any:
    return raw.select(task_key=raw.id, customer_key=raw.customer_id, **_by(raw.origin))


def offer_calls(raw: Any) -> Any:
    """The key of a gift begins with whose it is: "campaign:5:310"."""
    return raw.select(
        gift_key=raw.id, customer_key=raw.customer_id, **_by(raw.key), outcome=raw.outcome, called_at=raw.outcome_at
    )


def _by(origin: Any) -> dict[str, Any]:
    """ "journey:5" → a journey, the fifth; "api" has no key."""
    return {
        "origin_kind": origin.re_extract(_KIND, 1),
        "origin_key": origin.re_extract(_KEY, 1).nullif("").cast("int64"),
    }
