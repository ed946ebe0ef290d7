"""Proof that somebody's card or full phone was in front of a colleague: it opens the serving view of whoever it means.

Without it a counter opens the customers of its own stores only (docs/guides/counter.md, Whom one may see). It
is bound to the colleague who read it.
"""

from dataclasses import dataclass

from django.core import signing

SERVED_FOR_SECONDS = 2 * 3600  # as long as somebody sits at a table
KEPT_FOR_SECONDS = 14 * 86_400  # an order kept while the line was down still names its customer so long after
_SALT = "shuke.web.counter.presented"


@dataclass(frozen=True)
class Presented:
    customer_id: int
    card: str = ""  # its number, when a card was read


def seal(presented: Presented, *, staff_id: int | None) -> str:
    return signing.dumps([presented.customer_id, presented.card, staff_id], salt=_SALT, compress=True)


def unseal(token: str, *, staff_id: int | None, max_age_seconds: int = SERVED_FOR_SECONDS) -> Presented | None:
    """None for a token that is old, another colleague's, or none."""
    try:
        customer_id, card, reader_id = signing.loads(token, salt=_SALT, max_age=max_age_seconds)
    except signing.BadSignature:
        return None
    return Presented(customer_id, card) if reader_id == staff_id else None
