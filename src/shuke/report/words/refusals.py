"""Why a file or its rows were refused, in the reader's language and in the words of the command line."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from shuke.intake import words
from shuke.intake.reasons import Reason

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# Where the intake speaks of a mapping, the command line has an option.
BY_OPTION: dict[str, "StrPromise"] = {
    "fields_unmapped": _(
        "No column could be recognised as %(fields)s among %(columns)s; name it by an option, such as --customer 2 or "
        "--date day."
    ),
    "date_order_open": _(
        "The dates in column %(column)s can be read day first and month first (%(example)s); say which with "
        "--date-format day_first or month_first."
    ),
    "date_orders_mixed": _(
        "Column %(column)s mixes two orders: %(day_first)s dates need day first, %(month_first)s need month first. Say "
        "which holds with --date-format day_first or month_first; the others are then refused line by line."
    ),
}


# What only the analysis refuses or notices.
OWN_NAMES: dict[str, "StrPromise"] = {
    "currency_other": _("another currency"),
    "customer_unknown": _("no customer named, left out"),
}


def in_words(reason: Reason) -> str:
    """The whole sentence in the active language."""
    if reason.code in BY_OPTION:
        return str(BY_OPTION[reason.code]) % reason.facts
    return words.say(reason)


def short_name(code: str) -> str:
    """A reason without its facts, for counting rows by it."""
    return str(OWN_NAMES.get(code) or words.REASONS[code])
