"""Tests in words."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuke.scores.trials.models import CellTable

Answer = CellTable.Answer
ANSWERS: Mapping[str, Promise] = {
    Answer.ORDER: gettext_lazy("Bought anything"),
    Answer.CATEGORY: gettext_lazy("Bought a kind of product"),
    Answer.PRODUCT: gettext_lazy("Bought a product"),
    Answer.COUPON: gettext_lazy("Used a coupon"),
    Answer.TAG: gettext_lazy("Carry a tag"),
}
OUTCOMES: Mapping[str, Promise] = {
    "response": gettext_lazy("Customers who bought"),
    "revenue": gettext_lazy("Sales a customer"),
    "profit": gettext_lazy("Profit a customer"),
}
LEARNERS: Mapping[str, Promise] = {
    "one_variable": gettext_lazy("The best single figure"),
    "two_models": gettext_lazy("Two models"),
}
FEATURES: Mapping[str, Promise] = {
    "recency_days": gettext_lazy("Days since the latest order"),
    "orders": gettext_lazy("Orders of the year before"),
    "spend": gettext_lazy("Spend of the year before"),
    "average_order": gettext_lazy("Average order"),
    "total_orders": gettext_lazy("Orders ever"),
}


def written(amount: Decimal) -> str:
    """“0.62” of 0.6200, “35” of 35.0000."""
    return f"{amount.normalize():f}"


def answer_words(table: CellTable) -> str:
    """“Bought a kind of product: Grocery › Frozen Pizza”."""
    said = str(ANSWERS[table.answer])
    return _("%(kind)s: %(name)s") % {"kind": said, "name": table.key} if table.key else said
