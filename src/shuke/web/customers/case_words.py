"""What happened to a customer's cases, as the timeline says it."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

CASE_EVENTS: Mapping[str, tuple[Promise, str]] = {
    "case.opened": (gettext_lazy("A case was opened"), "headset"),
    "case.praised": (gettext_lazy("Praised a colleague"), "thumb-up"),
    "case.heard": (gettext_lazy("Wrote to us about a case"), "message-circle"),
    "case.replied": (gettext_lazy("A case was answered"), "corner-up-left"),
    "case.called": (gettext_lazy("Called about a case"), "phone"),
    "case.noted": (gettext_lazy("A note on a case"), "note"),
    "case.given": (gettext_lazy("A case was given to a colleague"), "user-check"),
    "case.filed": (gettext_lazy("A case was filed anew"), "folder"),
    "case.linked": (gettext_lazy("Orders were linked to a case"), "receipt"),
    "case.waiting": (gettext_lazy("A case waits for the customer"), "player-pause"),
    "case.resumed": (gettext_lazy("A case goes on"), "player-play"),
    "case.step": (gettext_lazy("A step of a complaint was done"), "progress-check"),
    "case.proposed": (gettext_lazy("Compensation was proposed"), "coin"),
    "case.rejected": (gettext_lazy("Compensation was turned down"), "x"),
    "case.followed_up": (gettext_lazy("Asked about the handling of a complaint"), "mood-smile"),
    "case.warned": (gettext_lazy("The promise of a case runs out"), "clock"),
    "case.late": (gettext_lazy("A case is late"), "alert-triangle"),
    "case.escalated": (gettext_lazy("A case was escalated"), "arrow-up-right"),
    "case.closed": (gettext_lazy("A case was closed"), "check"),
    "case.reopened": (gettext_lazy("A case was opened again"), "refresh"),
    "case.merged": (gettext_lazy("A case became part of another"), "arrow-merge"),
    "call.incoming": (gettext_lazy("Rang us up"), "phone-incoming"),
}
