"""Columns of behaviour, conditions and reasons in the reader's words; the library and the rows hold keys."""

from collections.abc import Iterable, Mapping, Sequence
from math import floor
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from shuke.analytics.groups.features import CATEGORY
from shuke.scores.groups.models import RuleSet
from shuke.scores.trials.models import CellTable
from shuke.web import figures

Facts = Mapping[str, Any]
Word = Promise | str

# Column → name, unit, what a group is that has much of it, what one is that has little.
COLUMNS: dict[str, tuple[Word, str, Word, Word]] = {
    "recency_days": (
        gettext_lazy("Days since the latest order"), "days",
        gettext_lazy("away for long"), gettext_lazy("came lately"),
    ),
    "orders": (gettext_lazy("Orders"), "count", gettext_lazy("come often"), gettext_lazy("come seldom")),
    "spend": (
        gettext_lazy("Spend"), "money", gettext_lazy("spend much"), gettext_lazy("spend little"),
    ),
    "spend_per_order": (
        gettext_lazy("Spend per order"), "money", gettext_lazy("large orders"), gettext_lazy("small orders"),
    ),
    "lines_per_order": (
        gettext_lazy("Lines per order"), "decimal",
        gettext_lazy("many things at a time"), gettext_lazy("few things at a time"),
    ),
    "categories": (
        gettext_lazy("Different categories"), "count",
        gettext_lazy("many categories"), gettext_lazy("few categories"),
    ),
    "weekend_share": (
        gettext_lazy("Orders at weekends"), "share", gettext_lazy("at weekends"), gettext_lazy("on weekdays"),
    ),
    "evening_share": (
        gettext_lazy("Orders from 17:00"), "share",
        gettext_lazy("in the evening"), gettext_lazy("seldom in the evening"),
    ),
    "morning_share": (
        gettext_lazy("Orders before 11:00"), "share",
        gettext_lazy("in the morning"), gettext_lazy("seldom in the morning"),
    ),
    "discount_share": (
        gettext_lazy("Discount"), "share", gettext_lazy("buy what is reduced"), gettext_lazy("pay the full price"),
    ),
    "return_share": (
        gettext_lazy("Returned"), "share", gettext_lazy("return much"), gettext_lazy("return little"),
    ),
}  # fmt: skip

FAMILIES: dict[str, Word] = {
    "rfm": gettext_lazy("Recency, frequency and spend"),
    "basket": gettext_lazy("Size and width of the basket"),
    "time": gettext_lazy("Time of day and week"),
    "discount": gettext_lazy("Discounts"),
    "returns": gettext_lazy("Returns"),
    "categories": gettext_lazy("Shares of the largest categories"),
}

TARGETS: dict[str, tuple[Word, Word]] = {
    "left": (
        gettext_lazy("Leave"),
        gettext_lazy("Bought in the 90 days before, and nothing in the 90 days after."),
    ),
    "spend_halved": (
        gettext_lazy("Halve their spend"),
        gettext_lazy("Three orders or more in 90 days, then less than half of that spend in the next 90."),
    ),
    "moved_up": (
        gettext_lazy("Move up a level"),
        gettext_lazy("Stand on a higher level of the pyramid 90 days later."),
    ),
}

FORECASTERS: dict[str, Word] = {
    "one_column": pgettext_lazy("forecaster", "Simplest rule"),
    "tree": pgettext_lazy("forecaster", "Decision tree"),
    "net": pgettext_lazy("forecaster", "Neural network"),
}

REFUSALS: dict[str, Word] = {
    "NothingToCompare": gettext_lazy("Nobody bought in the last year, or all customers are the same in this."),
    "TooManyGroups": gettext_lazy("There are fewer different customers than groups asked for: ask for fewer."),
    "TooFew": gettext_lazy(
        "Too thin: rules need 270 days of sales, 200 customers in each half, and 20 to whom it happened in each."
    ),
    "TooFewTested": gettext_lazy(
        "Too thin: rules about answers need 200 tested customers in each half, and in each 20 who answered and 20 "
        "who did not."
    ),
    "TooFewMembers": gettext_lazy("The group is too small or too large: 20 customers must be in it and 20 outside."),
    "NobodyWithoutPurchase": gettext_lazy("Everybody on record has bought: add people, or import a list of them."),
    "NothingInCommon": gettext_lazy(
        "Too thin: nothing that is known of people who never bought is also known of at least 20 buyers. Write down "
        "age, gender, home store, how they came, tags or preferences of both."
    ),
    "ProfileTooThin": gettext_lazy(
        "Too thin: by what is known of people, members are found no better than by chance, so nobody is listed."
    ),
    "OneOutcome": gettext_lazy("It happened to everybody or to nobody: there is nothing to tell apart."),
}


def refusal(name: str) -> str:
    return str(REFUSALS.get(name, _("It could not be computed; the run says why."))) if name else ""


def rules_refusal(found: RuleSet) -> str:
    return refusal("TooFewTested" if found.table_id and found.refusal == "TooFew" else found.refusal)


def target_words(target: str, table: CellTable | None) -> tuple[str, str]:
    """What is foretold, and of whom: “Answered: Frozen pizza”."""
    if table is None:
        name, meaning = TARGETS[target]
        return str(name), str(meaning)
    meant = _("Tested in “%(table)s”: who answered from %(first)s to %(last)s, as all stood the day before.")
    days = {"first": figures.day(table.begins_on), "last": figures.day(table.ends_on)}
    return _("Answered: %(table)s") % {"table": table.name}, meant % {"table": table.name, **days}


def column_name(column: str) -> str:
    if column.startswith(CATEGORY):
        return _("Share of %(category)s") % {"category": column.removeprefix(CATEGORY)}
    return str(COLUMNS[column][0]) if column in COLUMNS else column


def unit_of(column: str) -> str:
    return "share" if column.startswith(CATEGORY) else COLUMNS[column][1] if column in COLUMNS else "decimal"


def value_text(column: str, value: float | None, *, currency: str) -> str:
    """A value of a column; money is in minor units, and hidden where there is no currency to write it in."""
    if value is None:
        return figures.NOTHING
    match unit_of(column):
        case "money":
            return figures.money_text(figures.major(round(value), currency), currency) if currency else figures.NOTHING
        case "share":
            return figures.percent(value)
        case "days":
            return figures.days(value)
        case "count":
            return figures.number(value)
        case _:
            return figures.number(value, decimals=1)


def difference_words(reason: Mapping[str, Any]) -> str:
    """What a group is like: “come often”."""
    column = reason["facts"]["feature"]
    is_high = reason["code"] == "feature_high"
    if column.startswith(CATEGORY):
        said = _("much %(category)s") if is_high else _("little %(category)s")
        return said % {"category": column.removeprefix(CATEGORY)}
    return str(COLUMNS[column][2 if is_high else 3]) if column in COLUMNS else column


def listed(words: Iterable[str]) -> str:
    """“spend much, come often”, the first letter large where letters are."""
    said = _(", ").join(words)
    return said[:1].upper() + said[1:]


def reason_words(reasons: Sequence[Mapping[str, Any]], *, currency: str) -> str:
    """Why a customer stands in a group, or on a list: own figures beside the usual ones."""
    said = [
        _("%(column)s %(own)s (usual %(all)s)")
        % {
            "column": column_name(reason["facts"]["feature"]),
            "own": value_text(reason["facts"]["feature"], reason["facts"]["own"], currency=currency),
            "all": value_text(reason["facts"]["feature"], reason["facts"]["all"], currency=currency),
        }
        for reason in reasons
        if currency or unit_of(reason["facts"]["feature"]) != "money"
    ]
    return _("; ").join(said) or figures.NOTHING


def condition_words(condition: Mapping[str, Any], *, currency: str) -> str:
    """“orders up to 2”."""
    facts = condition["facts"]
    column = facts["feature"]
    above, up_to = (_border(column, facts[side], currency) for side in ("above", "up_to"))
    name = column_name(column)
    match condition["code"]:
        case "above":
            return _("%(column)s above %(value)s") % {"column": name, "value": above}
        case "up_to":
            return _("%(column)s up to %(value)s") % {"column": name, "value": up_to}
        case _:
            said = _("%(column)s above %(low)s and up to %(high)s")
            return said % {"column": name, "low": above, "high": up_to}


def conditions_words(conditions: Sequence[Mapping[str, Any]], *, currency: str) -> str:
    said = [condition_words(condition, currency=currency) for condition in conditions]
    return listed([_(" and ").join(said)]) if said else _("Everybody")


def _border(column: str, value: float | None, currency: str) -> str:
    # Of what is counted, up to 2.5 is up to 2, and above 2.5 is above 2.
    whole = value is not None and unit_of(column) in ("count", "days")
    return value_text(column, floor(value) if value is not None and whole else value, currency=currency)
