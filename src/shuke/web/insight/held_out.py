"""How right next baskets were: what the held-out latest baskets of a run say, in a table."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuke.scores.models import ModelRun
from shuke.web import figures
from shuke.web.insight.charts import Sheet

PARTS: Mapping[str, Promise] = {
    "everything": gettext_lazy("The whole basket, by the likeliest ten"),
    "simple": gettext_lazy("The whole basket, by the simple rule: the ten bought most often"),
    "repeat": gettext_lazy("What was bought before, by the same ten"),
    "explore": gettext_lazy("What was new to the customer, by ten new products"),
}


def held_out_of(run: ModelRun) -> tuple[Sheet, ...]:
    """Empty for a run of another kind, or where too few customers came often enough."""
    judged = run.metrics.get("held_out")
    if not judged:
        return ()
    heads = (_("Part of the basket"), _("Customers"), _("Recall at 10"), _("NDCG at 10"))
    rows = [
        (
            str(name),
            figures.number(part["customers"]),
            figures.number(part["recall"], decimals=3),
            figures.number(part["ndcg"], decimals=3),
        )
        for key, name in PARTS.items()
        if (part := judged.get(key))
    ]
    return (Sheet("held-out", heads, rows),)
