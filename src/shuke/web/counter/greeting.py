"""What to say first: by name, by how long it has been, then what is made ready. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from shuke.lib.text import has_chinese
from shuke.records.customers.models import Customer

LONG_AGO_DAYS = 60  # without a rhythm of their own
LONG_AGO_RATIO = 1.5  # times the usual gap
READY_AT_MOST = 2

_MADE_READY = ("seat", "comfort", "room")
_SERVED = ("drink", "food", "dish")
_SALUTATIONS: dict[str, Promise] = {
    "mr": gettext_lazy("Mr"),
    "先生": gettext_lazy("Mr"),
    "ms": gettext_lazy("Ms"),
    "mrs": gettext_lazy("Ms"),
    "女士": gettext_lazy("Ms"),
    "小姐": gettext_lazy("Ms"),
    "male": gettext_lazy("Mr"),
    "female": gettext_lazy("Ms"),
}
# Chinese family names of two characters; all others have one.
_DOUBLE_NAMES = (
    *("欧阳", "歐陽", "司马", "司馬", "上官", "诸葛", "諸葛", "夏侯", "东方", "東方"),
    *("皇甫", "尉迟", "公孙", "公孫", "慕容", "令狐", "司徒"),
)


@dataclass(frozen=True)
class Wish:
    """A preference as the greeting needs it."""

    topic: str
    value: str


def addressed(customer: Customer) -> str:
    """“Mr Pan”, 潘先生; by the name as it stands where neither salutation nor gender is known."""
    said = customer.salutation.strip().rstrip(".")
    known = _SALUTATIONS.get(said.lower()) or (_SALUTATIONS.get(customer.gender) if not said else None)
    salutation, family = str(known or said), customer.family_name.strip() or family_of(customer.name)
    if not family:
        return customer.name or _("dear guest")
    if not salutation:
        return customer.name or family
    return pgettext("form of address", "%(salutation)s %(family)s") % {"salutation": salutation, "family": family}


def family_of(name: str) -> str:
    name = name.strip()
    if has_chinese(name[:1]):
        return name[:2] if name.startswith(_DOUBLE_NAMES) else name[:1]
    return name.split()[-1] if name else ""


def first_words(customer: Customer, *, silence_days: int | None, rhythm_days: float | None, is_birthday: bool) -> str:
    facts = {"name": addressed(customer)}
    if is_birthday:
        return _("Happy birthday, %(name)s!") % facts
    if silence_days is None:
        return _("Welcome, %(name)s!") % facts
    if silence_days >= (rhythm_days * LONG_AGO_RATIO if rhythm_days else LONG_AGO_DAYS):
        return _("%(name)s, it has been a while! Good to see you.") % facts
    return _("%(name)s, good to see you again!") % facts


def then_words(wishes: Sequence[Wish]) -> str:
    """Seat and comfort are made ready, the drink is asked for; nothing known: nothing is said."""
    ready = [wish.value for wish in wishes if wish.topic in _MADE_READY][:READY_AT_MOST]
    served = next((wish.value for wish in wishes if wish.topic in _SERVED), "")
    things = pgettext("between two things", " and ").join(ready)
    first = _("Your %(things)s: ready in a moment.") % {"things": things} if ready else ""
    second = _("And %(drink)s, as usual?") % {"drink": served} if served else ""
    return _("%(first)s %(second)s") % {"first": first, "second": second} if first and second else first or second
