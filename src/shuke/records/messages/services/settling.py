from datetime import datetime

from shuke.records.messages.models import MessageSend, State


def settle(send: MessageSend, state: State, reason: str, *, now: datetime) -> None:
    """The end of a message, whatever it is. With it the words of a code are forgotten."""
    send.state, send.reason, send.settled_at = state, reason, now
    if send.is_secret:
        send.text, send.values = "", {}
    send.save()
