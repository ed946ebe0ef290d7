"""Approaches, causes and outcomes in the reader's words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shuke.records.departures.models import Departure
from shuke.records.departures.queries import Outcome
from shuke.scores.win_back import Approach

APPROACHES: Mapping[str, Promise] = {
    Approach.PERSON: _("Call or visit"),
    Approach.OFFER: _("Send an offer"),
    Approach.WORD: _("Send a greeting"),
}
ADVICE: Mapping[str, Promise] = {
    Approach.PERSON: _("One of the best fifth: ask in person what went wrong, then offer within the cap"),
    Approach.OFFER: _("Worth an offer within the cap"),
    Approach.WORD: _("Brings little: a greeting, nothing that costs"),
}
OUTCOMES: Mapping[str, Promise] = {
    Outcome.BACK: _("came back"),
    Outcome.WAITING: _("still waiting"),
    Outcome.GONE: _("did not come back"),
}
PARTS: Mapping[str, Promise] = {"answered": _("something was done"), **OUTCOMES}  # of those who left for a cause
# What answers a cause first; “moved away” and “natural end” leave little to do.
USUAL: Mapping[str, Promise] = {
    Departure.Cause.PRICE: _("explain the value, match the price where the cap allows it"),
    Departure.Cause.PRODUCT: _("find, order or recommend what was missing"),
    Departure.Cause.SERVICE: _("apologise at once, make it good, mend the process"),
    Departure.Cause.REACTION: _("somebody senior listens, says what changed, makes it good"),
    Departure.Cause.INCONVENIENCE: _("deliver, keep goods ready, other hours or another store"),
    Departure.Cause.COMPETITOR: _("ask what is better there, answer with what is better here"),
    Departure.Cause.ETHICS: _("say openly what happened and what was put right"),
    Departure.Cause.MOVED: _("offer delivery or the store nearby, else say goodbye well"),
    Departure.Cause.NATURAL_END: _("thank them, ask whom they would recommend us to"),
}


def cause_words(key: str) -> str:
    return str(Departure.Cause(key).label)


def countermeasure_words(key: str) -> str:
    return str(Departure.Countermeasure(key).label) if key else ""
