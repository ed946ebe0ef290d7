"""Words of journeys: what one can begin with or wait for, and what the ways of its steps are called."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuke.actions.journeys.graph.nodes import PURCHASE

OCCASIONS: Mapping[str, Promise] = {
    PURCHASE: _("Bought something"),
    "customer.created": _("Was registered"),
    "customer.tagged": _("Was tagged"),
    "member.enrolled": _("Became a member"),
    "card.issued": _("Got a card"),
    "tier.changed": _("Changed tier"),
    "points.earned": _("Earned points"),
    "points.redeemed": _("Spent points"),
    "coupon.redeemed": _("Redeemed a coupon"),
    "consent.granted": _("Agreed to be contacted"),
    "consent.withdrawn": _("Took an agreement back"),
    "preference.learned": _("Told a preference"),
    "booking.made": _("Booked a table, seat or room"),
    "booking.came": _("Came to a booking"),
    "booking.missed": _("Did not come to a booking"),
    "booking.cancelled": _("Called a booking off"),
    "case.opened": _("Opened a case"),
    "case.closed": _("Had a case closed"),
    "departure.recorded": _("Told why they leave"),
    "message.bounced": _("Could not be reached by a message"),
}
DAY_NAMES: Mapping[str, Promise] = {
    "birthday": _("Birthday"),
    "joined_on": _("Customer since"),
    "first_purchase": _("First purchase"),
}
BRANCHES: Mapping[str, Promise] = {
    "next": pgettext_lazy("way of a journey", "then"),
    "yes": pgettext_lazy("way of a journey", "yes"),
    "no": pgettext_lazy("way of a journey", "no"),
    "happened": pgettext_lazy("way of a journey", "did it"),
    "timeout": pgettext_lazy("way of a journey", "time is over"),
    "unknown": pgettext_lazy("way of a journey", "day unknown"),
}


def branch_word(branch: str) -> str:
    return str(BRANCHES.get(branch, branch.upper()))
