"""What the warehouse copies of messages: that somebody was written to, never the words."""

from shuke.lib.sources import Source

SOURCES = (
    Source(
        name="message_sends",
        table="messaging_messagesend",
        columns=(
            "id", "customer_id", "channel", "purpose", "template_id", "thread", "state", "reason", "origin",
            "queued_at", "settled_at", "delivered_at",
        ),
        month_of="queued_at",
        where="customer_id IS NOT NULL",  # others are to colleagues, or answers to somebody who is no customer
        sums=("token",),
        changed_at="settled_at",
        counted=("state = 'queued'", "state = 'sending'", "state = 'held'", "delivered_at IS NOT NULL"),
        is_wide=True,
    ),
)  # fmt: skip
