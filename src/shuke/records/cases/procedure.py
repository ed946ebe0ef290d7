"""The complaint procedure: its steps in order, and which one may be stamped next."""

from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from shuke.lib.errors import ShukeError

STEPS = (
    "received",  # and acknowledged
    "assigned",  # to an investigator
    "facts",
    "decision",
    "apology",  # or explanation
    "compensation",  # given, or none and why
    "reply",
    "follow_up",  # satisfied with the handling?
    "closed",
    "learned",  # cause and improvement
)
# Steps that are stamped by what happens, never by a word alone.
BY_DEED = frozenset({"compensation", "reply", "follow_up", "closed", "learned"})
# Why a round began that may turn out to be none: the customer only said thank you, a colleague pressed by mistake.
WROTE, BY_HAND = "wrote", "hand"


class OutOfOrder(ShukeError):
    """A step whose turn it is not."""


def next_step(done: Collection[str]) -> str | None:
    """The first step not stamped yet; None when the procedure is complete."""
    return next((step for step in STEPS if step not in done), None)


def require_turn(step: str, done: Collection[str]) -> None:
    """Raises OutOfOrder."""
    due = next_step(done)
    if step in done:
        raise OutOfOrder(_("This step is stamped already; a stamp is never rewritten. Add a note instead."))
    if due != step:
        raise OutOfOrder(
            _("The steps of a complaint are taken in order: “%(due)s” comes before “%(step)s”.")
            % {"due": step_words(due or ""), "step": step_words(step)}
        )


def may_be_put_back(done: Collection[str], *, opened_by: str) -> bool:
    """Whether the round may end as if it had not begun; `opened_by`: why the case was opened again, if it was."""
    return opened_by in (WROTE, BY_HAND) and set(done) <= {"received"}


def step_words(step: str) -> str:
    words = {
        "received": _("received"),
        "assigned": _("investigator named"),
        "facts": _("facts found"),
        "decision": _("decision"),
        "apology": _("apology or explanation"),
        "compensation": _("compensation"),
        "reply": _("answer"),
        "follow_up": _("follow-up"),
        "closed": pgettext("of a case", "closed"),
        "learned": _("cause and improvement"),
    }
    return words.get(step, step)
