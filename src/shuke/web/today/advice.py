"""One thing to do about a customer, by the reason that put them on the list."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shuke.scores.models import CustomerScore

WORTH_A_CALL = ("platinum", "gold")  # value classes with high value today

_ADVICE: Mapping[tuple[str, bool], Promise] = {
    ("gap_long", True): _("Call: ask how the last visit was"),
    ("gap_long", False): _("Send a greeting and a reason to come"),
    ("spend_falling", True): _("Call: ask what they miss here"),
    ("spend_falling", False): _("Ask what they now buy elsewhere"),
}
_OTHERWISE = _("Get in touch and ask how they are")


def main_reason(score: CustomerScore) -> Mapping[str, Any]:
    """The weightiest reason of the list on this page; the first one there is otherwise."""
    known = {code for code, _worth in _ADVICE}
    return next((reason for reason in score.why if reason["code"] in known), score.why[0] if score.why else {})


def advice_for(score: CustomerScore) -> str:
    code = main_reason(score).get("code", "")
    return str(_ADVICE.get((code, score.value_class in WORTH_A_CALL), _OTHERWISE))
