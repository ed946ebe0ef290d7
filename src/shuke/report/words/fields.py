"""What the fields of a sales file are called, why rows were refused, what looked odd: for counting, without facts."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

FIELDS: dict[str, "StrPromise"] = {
    "order": _("order"),
    "ordered_at": _("date"),
    "ordered_time": _("time of day"),
    "customer": _("customer"),
    "customer_name": _("customer's name"),
    "customer_card": _("member card"),
    "customer_phone": _("phone"),
    "customer_email": _("e-mail"),
    "customer_wechat": _("WeChat"),
    "store": _("store"),
    "product": _("product"),
    "product_name": _("product's name"),
    "category": _("category"),
    "brand": _("brand"),
    "quantity": _("quantity"),
    "amount": _("amount"),
    "gross": _("amount before discount"),
    "unit_price": _("unit price"),
    "discount": _("discount"),
    "cost": _("cost"),
    "currency": _("currency"),
    "channel": _("channel"),
    "sold_by": _("sold by"),
    "payment": _("payment"),
    "original_order": _("returned order"),
}

REFUSALS: dict[str, "StrPromise"] = {
    "amount_too_large": _("amount too large"),
    "cells_too_few": _("too few cells"),
    "cells_too_many": _("too many cells"),
    "currency_other": _("another currency"),
    "currency_unknown": _("unknown currency"),
    "date_day_first_here": _("day and month in another order"),
    "date_month_first_here": _("day and month in another order"),
    "date_no_such_day": _("no such day"),
    "date_not_in_format": _("date in another format"),
    "date_out_of_range": _("impossible year"),
    "date_unreadable": _("unreadable date"),
    "id_rounded": _("number rounded by a spreadsheet"),
    "key_too_long": _("number or code too long"),
    "number_in_words": _("number in words"),
    "number_rounded": _("number rounded by a spreadsheet"),
    "number_too_large": _("number too large"),
    "number_unreadable": _("unreadable number"),
    "price_negative": _("negative price"),
    "time_unreadable": _("unreadable time"),
    "value_missing": _("date or amount missing"),
}

REMARKS: dict[str, "StrPromise"] = {
    "customer_unknown": _("lines without a customer, left out"),
    "email_unreadable": _("lines with an unreadable e-mail"),
    "phone_unreadable": _("lines with an unreadable phone"),
    "product_missing": _("lines without a product"),
    "quantity_not_positive": _("lines with a quantity of zero or less"),
    "return_with_income": _("returns with a positive amount"),
    "text_cut": _("overlong texts, cut"),
    "value_zero": _("lines of value zero"),
}


def field_name(field: str) -> str:
    return str(FIELDS[field])


def refusal_name(code: str) -> str:
    return str(REFUSALS[code])


def remark_name(code: str) -> str:
    return str(REMARKS[code])
