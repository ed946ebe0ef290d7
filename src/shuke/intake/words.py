"""Reasons and results in the reader's language."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from shuke.intake.reasons import Reason, sentence

if TYPE_CHECKING:
    from shuke.intake.checks import Refusal
    from shuke.intake.services.file import ImportSummary

TABLES = {
    "stores": _("Stores"),
    "products": _("Products"),
    "customers": _("Customers"),
    "orders": _("Orders"),
}
FIELDS = {
    "order": _("Order number"),
    "ordered_at": _("Order date"),
    "ordered_time": _("Time of day"),
    "customer": _("Customer number"),
    "customer_name": _("Customer name"),
    "customer_card": _("Customer, by card"),
    "customer_phone": _("Customer, by phone"),
    "customer_email": _("Customer, by e-mail"),
    "customer_wechat": _("Customer, by WeChat"),
    "store": _("Store"),
    "product": _("Product code"),
    "product_name": _("Product name"),
    "category": _("Category"),
    "brand": _("Brand"),
    "quantity": _("Quantity"),
    "amount": _("Line total, net"),
    "gross": _("Line total before discount"),
    "unit_price": _("Unit price"),
    "discount": _("Discount"),
    "cost": _("Cost"),
    "currency": _("Currency"),
    "channel": _("Channel"),
    "sold_by": _("Sold by"),
    "payment": _("Payment"),
    "original_order": _("Order it returns"),
    "name": pgettext_lazy("of a person, product or store", "Name"),
    "family_name": _("Family name"),
    "given_name": _("Given name"),
    "salutation": _("Salutation"),
    "gender": _("Gender"),
    "birthday": _("Birthday"),
    "language": _("Language"),
    "address": _("Address"),
    "occupation": _("Occupation"),
    "joined_on": _("Customer since"),
    "household": _("Household"),
    "organisation": _("Organisation"),
    "acquired_through": _("How acquired"),
    "referred_by": _("Brought by"),
    "tags": _("Tags"),
    "notes": _("Notes"),
    "package": _("Package"),
    "price": _("Price"),
    "is_sold": _("On sale"),
    "time_zone": _("Time zone"),
    "is_open": _("Is open"),
}
# Reasons without their facts, for counting rows by them.
REASONS = {
    "value_missing": _("needed value missing"),
    "date_unreadable": _("not a date"),
    "date_not_in_format": _("not in the date format told"),
    "date_no_such_day": _("no such day"),
    "date_out_of_range": _("impossible year"),
    "date_day_first_here": _("day first, unlike the rest"),
    "date_month_first_here": _("month first, unlike the rest"),
    "time_unreadable": _("not a time of day"),
    "number_unreadable": _("not a number"),
    "number_in_words": _("a number in words"),
    "number_rounded": _("rounded by a spreadsheet"),
    "number_too_large": _("number too large"),
    "number_too_long": _("number too long"),
    "yes_no_unknown": _("neither yes nor no"),
    "choice_unknown": _("not one of the choices"),
    "amount_too_large": _("amount too large"),
    "price_negative": _("negative price"),
    "currency_unknown": _("unknown currency"),
    "time_zone_unknown": _("unknown time zone"),
    "key_too_long": _("key too long"),
    "id_rounded": _("key rounded by a spreadsheet"),
    "cells_too_few": _("too few cells"),
    "cells_too_many": _("too many cells"),
    "phone_unreadable": _("telephone number left aside"),
    "email_unreadable": _("e-mail address left aside"),
    "two_names": _("one customer number, two names"),
    "quantity_not_positive": _("quantity zero or negative"),
    "value_zero": _("amount zero"),
    "product_missing": _("no product named"),
    "return_with_income": _("negative quantity with a positive amount"),
    "text_cut": _("text cut to fit"),
    "return_without_sale": _("return without a sale"),
    "identity_taken": _("identifier already somebody else’s"),
    "bringer_unknown": _("who brought them is not known"),
    "referral_circle": _("two who would have brought each other"),
    "order_two_customers": _("order number with two customers"),
    "order_two_stores": _("order number in two stores"),
    "order_two_days": _("order number on two days"),
    "order_two_currencies": _("order number with two currencies"),
}


def say(reason: Reason | Mapping[str, Any]) -> str:
    """A reason as a sentence; one read back from JSON as well."""
    if not isinstance(reason, Reason):
        reason = Reason(reason["code"], reason["facts"])
    return sentence(reason, gettext)


def with_lines(words: str, lines: Sequence[int]) -> str:
    """What was noticed, and where: the first lines of the file that show it."""
    if not lines:
        return words
    where = ngettext("line %(lines)s", "lines %(lines)s", len(lines)) % {"lines": ", ".join(map(str, lines))}
    return f"{words} ({where})"


def summary_lines(summary: "ImportSummary") -> list[str]:
    """A finished import, line by line, as the command line prints it."""
    lines = [
        gettext("%(file)s: %(lines)s lines read, %(refused)s refused.")
        % {
            "file": summary.file_name,
            "lines": f"{summary.lines_read:,}",
            "refused": f"{sum(summary.refused.values()):,}",
        },
        *_mapping_lines(summary),
    ]
    for table, label in TABLES.items():
        if counts := summary.counts.get(table):
            lines.append(gettext("%(table)s: %(created)s created, %(updated)s updated, %(unchanged)s unchanged.") % {
                "table": label,
                **{name: f"{counts.get(name, 0):,}" for name in ("created", "updated", "unchanged")},
            })  # fmt: skip
    for found in (summary.refused, summary.warned, summary.noticed):
        lines += [
            f"  {count:,} × {with_lines(str(REASONS[code]), summary.noticed_at.get(code, ()))}"
            for code, count in sorted(found.items())
        ]
    lines += [_refusal_line(refusal) for refusal in summary.first_refusals]
    if summary.is_dry_run:
        lines.append(gettext("This was a dry run: nothing was written."))
    if summary.rejected:
        rows = sum(summary.refused.values()) + sum(summary.warned.values())
        where = ngettext("The row is in %(path)s.", "The %(rows)s rows are in %(path)s.", rows)
        lines.append(where % {"rows": f"{rows:,}", "path": summary.rejected})
    return lines


def _mapping_lines(summary: "ImportSummary") -> Iterator[str]:
    """What was read from where, and what was not: a wrong guess is seen, and no column is lost unsaid."""
    for field, columns, reason, label in summary.read_as:
        said = {"field": label or FIELDS[field], "columns": ", ".join(columns), "why": say(reason) if reason else ""}
        pattern = gettext("%(field)s = column %(columns)s: %(why)s") if reason else "%(field)s = %(columns)s"
        yield pattern % said
    if summary.left_out:
        yield gettext("Columns not read: %(columns)s.") % {"columns": ", ".join(summary.left_out)}


def _refusal_line(refusal: "Refusal") -> str:
    said = {"line": f"{refusal.line:,}", "column": refusal.column, "reason": say(refusal.reason)}
    pattern = (
        gettext("  line %(line)s, %(column)s: %(reason)s") if refusal.column else gettext("  line %(line)s: %(reason)s")
    )
    return pattern % said
