"""Tests in words."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuke.scores.trials.models import CellTable, ControlTest, Trial
from shuke.web import figures

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

# By the class of what stopped the count, in scores/trials/services and analytics/response.
REFUSALS: Mapping[tuple[type[Trial], str], Promise] = {
    (CellTable, "NobodyToTest"): gettext_lazy("Nobody bought in the year before the first day; begin the test later."),
    (CellTable, "BadTable"): gettext_lazy("Nobody was drawn: there are not enough customers to test one in so many."),
    (ControlTest, "InBothGroups"): gettext_lazy(
        "Customers carry both tags, contacted and held out; take one of the two away."
    ),
    (ControlTest, "BadTable"): gettext_lazy("There is nothing to compare: both sides need customers."),
}


def refusal_words(trial: Trial) -> str:
    """Why the latest run found nothing; as it was written down where that has no words here."""
    return str(REFUSALS.get((type(trial), trial.refusal_code), trial.refusal))


def contest_refusal_words(test: ControlTest) -> str:
    """Why no rule says whom to contact; empty where one does."""
    found = test.found
    least = found.get("contest_least", 0)
    if found["contest_refusal"] and min(found["treated"], found["control"]) < least:
        return _("%(treated)s were contacted and %(control)s held out; a ranking needs %(least)s of each.") % {
            "treated": figures.number(found["treated"]),
            "control": figures.number(found["control"]),
            "least": least,
        }
    return str(found["contest_refusal"])


def written(amount: Decimal) -> str:
    """“0.62” of 0.6200, “35” of 35.0000."""
    return f"{amount.normalize():f}"


def answer_words(table: CellTable) -> str:
    """“Bought a kind of product: Grocery › Frozen Pizza”."""
    said = str(ANSWERS[table.answer])
    return _("%(kind)s: %(name)s") % {"kind": said, "name": table.key} if table.key else said
