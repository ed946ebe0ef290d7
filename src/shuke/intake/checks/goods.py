"""Products and stores."""

from zoneinfo import available_timezones

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shuke.intake.checks.sheet import Sheet
from shuke.intake.checks.words import currency_codes, yes_or_no
from shuke.intake.reasons import Reason
from shuke.lib.money import CURRENCIES

PRODUCTS = pa.schema(
    [
        ("line", pa.int64()),
        *((name, pa.string()) for name in ("product", "name", "category", "brand", "package")),
        ("price_e4", pa.int64()),
        ("cost_e4", pa.int64()),
        ("is_sold", pa.bool_()),
    ]
)
STORES = pa.schema(
    [
        ("line", pa.int64()),
        *((name, pa.string()) for name in ("store", "name", "time_zone", "currency", "address")),
        ("is_open", pa.bool_()),
    ]
)


def check_products(sheet: Sheet) -> pa.Table:
    """All rows in PRODUCTS; those the sheet holds as refused mean nothing."""
    code = sheet.key("product")
    sheet.refuse(pc.equal(code, "").to_numpy(zero_copy_only=False), "product", "value_missing")
    columns = {
        "line": sheet.lines,
        "product": code,
        "price_e4": _not_negative(sheet, "price"),
        "cost_e4": _not_negative(sheet, "cost"),
        "is_sold": yes_or_no(sheet.text("is_sold")),
        **{name: sheet.text(name) for name in ("name", "category", "brand", "package")},
    }
    return pa.table([columns[name] for name in PRODUCTS.names], schema=PRODUCTS)


def check_stores(sheet: Sheet) -> pa.Table:
    """All rows in STORES; those the sheet holds as refused mean nothing."""
    code = sheet.key("store")
    sheet.refuse(pc.equal(code, "").to_numpy(zero_copy_only=False), "store", "value_missing")
    columns = {
        "line": sheet.lines,
        "store": code,
        "time_zone": _known(sheet, "time_zone", sheet.text("time_zone"), available_timezones(), "time_zone_unknown"),
        "currency": _known(sheet, "currency", currency_codes(sheet.text("currency")), CURRENCIES, "currency_unknown"),
        "is_open": yes_or_no(sheet.text("is_open")),
        **{name: sheet.text(name) for name in ("name", "address")},
    }
    return pa.table([columns[name] for name in STORES.names], schema=STORES)


def _not_negative(sheet: Sheet, field: str) -> pa.Array:
    read = sheet.numbers(field)
    sheet.refuse(read.values_e4 < 0, field, "price_negative")
    return pa.array(read.values_e4, mask=read.is_empty)


def _known(sheet: Sheet, field: str, words: pa.Array, known: "set[str] | frozenset[str]", code: str) -> pa.Array:
    unknown = ~pc.is_in(words, pa.array([*known, ""])).to_numpy(zero_copy_only=False)
    found = words.to_pylist()
    sheet.note({int(row): Reason(code, {"value": found[row][:40]}) for row in np.flatnonzero(unknown)}, field)
    return words
