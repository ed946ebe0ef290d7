"""What was done for a customer, as the timeline says it."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

CARE_EVENTS: Mapping[str, tuple[Promise, str]] = {
    "care.done": (gettext_lazy("Looked after: spoken with"), "heart-handshake"),
    "care.no_answer": (gettext_lazy("Looked after: no answer"), "phone-off"),
    "care.call_again": (gettext_lazy("Looked after: wants another call"), "phone-calling"),
    "care.not_interested": (gettext_lazy("Looked after: not interested"), "x"),
    "care.appointment": (gettext_lazy("Looked after: appointment made"), "calendar-check"),
}
