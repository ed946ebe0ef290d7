"""Order lines: which go in, which are refused, what is worked out (docs/definitions.md, Lines of a file)."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from shuke.intake.checks.people import customer_numbers
from shuke.intake.checks.shapes import Ground
from shuke.intake.checks.sheet import Sheet
from shuke.intake.checks.words import currency_codes
from shuke.intake.checks.zones import DAY, local_of, utc_of
from shuke.intake.mapping import Mapping
from shuke.intake.moments import Moments, read_time
from shuke.intake.numbers import E4, WHOLE_DIGITS
from shuke.intake.reasons import Reason
from shuke.lib.money import CURRENCIES

SCHEMA = pa.schema(
    [
        ("line", pa.int64()),
        ("order_key", pa.string()),
        ("ordered_at", pa.timestamp("us")),  # UTC
        ("ordered_on", pa.date32()),  # the day in the store
        ("customer", pa.string()),  # number; "" = nobody was recognised
        ("is_numbered", pa.bool_()),  # by the file itself; else made of a card, phone, e-mail or WeChat
        ("customer_name", pa.string()),
        ("customer_card", pa.string()),
        ("customer_phone", pa.string()),
        ("customer_email", pa.string()),
        ("customer_wechat", pa.string()),
        ("store", pa.string()),
        ("product", pa.string()),
        ("product_name", pa.string()),
        ("category", pa.string()),
        ("brand", pa.string()),
        ("quantity_e4", pa.int64()),
        ("amount_e4", pa.int64()),  # net of our discounts
        ("discount_e4", pa.int64()),
        ("cost_e4", pa.int64()),  # of the line; null where not known
        ("currency", pa.string()),
        ("channel", pa.string()),
        ("sold_by", pa.string()),
        ("payment", pa.string()),
        ("original_order", pa.string()),
    ]
)
TEXTS = ("customer_name", "product_name", "category", "brand", "channel", "sold_by", "payment")
# A line that names no product is a sale of this one, which nobody described.
NO_PRODUCT = "?"
# Quantities are kept to the thousandth.
QUANTITY_STEP_E4 = 10

Values = NDArray[np.int64]


def check_orders(sheet: Sheet, mapping: Mapping, ground: Ground) -> pa.Table:
    """All rows in SCHEMA; those the sheet holds as refused mean nothing."""
    store = sheet.key("store")
    if mapping.store:
        store = pc.if_else(pc.equal(store, ""), mapping.store, store)
    elif ground.needs_store:
        sheet.refuse(_empty(store), "store", "value_missing")
    at, on = _when(sheet, mapping, store, ground)
    quantity, amount, discount, cost = _money(sheet)
    product = sheet.key("product")
    if sheet.has("product"):
        sheet.notice(_empty(product), "product_missing")
    customer = customer_numbers(sheet, ground.country)
    columns = {
        "line": sheet.lines,
        "order_key": _order_keys(sheet.key("order"), customer["customer"], store, at, on),
        "ordered_at": pa.array(at).view(pa.timestamp("us")),
        "ordered_on": pa.array((on // DAY).astype(np.int32)).view(pa.date32()),
        **customer,
        "store": store,
        "product": pc.if_else(pc.equal(product, ""), NO_PRODUCT, product),
        "quantity_e4": pa.array(quantity),
        "amount_e4": pa.array(amount),
        "discount_e4": pa.array(discount),
        "cost_e4": cost,
        "currency": _currencies(sheet, mapping, store, ground),
        "original_order": sheet.key("original_order"),
        **{field: sheet.text(field) for field in TEXTS},
    }
    return pa.table([columns[name] for name in SCHEMA.names], schema=SCHEMA)


def _when(sheet: Sheet, mapping: Mapping, store: pa.Array, ground: Ground) -> tuple[Values, Values]:
    """The moment in UTC, and the start of its day on the store's clock."""
    read = _with_time(sheet, sheet.moments("ordered_at"))
    sheet.refuse(read.is_empty, "ordered_at", "value_missing")
    zones = store.dictionary_encode()
    unknown = mapping.store_time_zone or ground.time_zone
    zone_of = [ground.store_time_zones.get(code, unknown) for code in zones.dictionary.to_pylist()]
    rows_zone = np.array(zone_of, dtype=object)[zones.indices.to_numpy()] if len(sheet) else np.array([])
    at, on = read.micros.copy(), read.micros // DAY * DAY
    for zone in set(zone_of):
        here = rows_zone == zone
        naive = here & read.has_time & ~read.is_utc
        at[naive] = utc_of(read.micros[naive], mapping.time_zone or zone)
        timed = here & read.has_time
        on[timed] = local_of(at[timed], zone) // DAY * DAY
        bare = here & ~read.has_time  # a date is a day in the store, whatever clock the file's moments follow
        at[bare] = utc_of(read.micros[bare], zone)
    return at, on


def _with_time(sheet: Sheet, read: Moments) -> Moments:
    """Dates joined with their times where these stand in a column of their own."""
    if not sheet.has("ordered_time"):
        return read
    encoded = sheet.text("ordered_time").dictionary_encode()
    words, rows = encoded.dictionary.to_pylist(), encoded.indices.to_numpy()
    times = [read_time(word) for word in words]
    bad = np.array([bool(word) and time is None for word, time in zip(words, times, strict=True)], dtype=bool)
    reasons = {
        int(row): Reason("time_unreadable", {"value": words[rows[row]][:40]}) for row in np.flatnonzero(bad[rows])
    }
    sheet.note(reasons, "ordered_time")
    known = np.array([time is not None for time in times], dtype=bool)[rows] & ~read.has_time
    micros = read.micros + np.where(known, np.array([time or 0 for time in times], dtype=np.int64)[rows], 0)
    return Moments(micros, read.has_time | known, read.is_utc, read.reasons, read.is_empty)


def _money(sheet: Sheet) -> tuple[Values, Values, Values, pa.Array]:
    """Quantity, net amount, our discount and cost of every line."""
    amount, gross, price = sheet.numbers("amount"), sheet.numbers("gross"), sheet.numbers("unit_price")
    discount, cost, count = sheet.numbers("discount"), sheet.numbers("cost"), sheet.numbers("quantity")
    # Some tills write a discount as the negative number it is on the receipt.
    less = np.abs(discount.values_e4)
    sign = np.where(~amount.is_empty & (amount.values_e4 < 0) | (~gross.is_empty & (gross.values_e4 < 0)), -1, 1)
    quantity = np.where(count.is_empty, sign * E4, count.values_e4)
    steps = (np.abs(quantity) + QUANTITY_STEP_E4 // 2) // QUANTITY_STEP_E4
    quantity = np.sign(quantity) * steps * QUANTITY_STEP_E4
    from_price = _times(price.values_e4, quantity) - np.sign(quantity) * less
    from_gross = gross.values_e4 - np.where(gross.values_e4 < 0, -1, 1) * less
    net = np.where(~amount.is_empty, amount.values_e4, np.where(~gross.is_empty, from_gross, from_price))
    sheet.refuse(amount.is_empty & gross.is_empty & price.is_empty, _money_field(sheet), "value_missing")
    is_negative = (quantity > 0) & ((net < 0) | (~price.is_empty & (price.values_e4 < 0)))
    sheet.refuse(is_negative, "unit_price" if sheet.has("unit_price") else _money_field(sheet), "price_negative")
    sheet.refuse(np.abs(net) >= 10**WHOLE_DIGITS * E4, _money_field(sheet), "amount_too_large")
    sheet.notice(quantity <= 0, "quantity_not_positive")
    sheet.notice(net == 0, "value_zero")
    sheet.notice((quantity < 0) & (net > 0), "return_with_income")
    return quantity, net, less, pa.array(cost.values_e4, mask=cost.is_empty)


def _money_field(sheet: Sheet) -> str:
    return next(field for field in ("amount", "gross", "unit_price") if sheet.has(field))


def _times(price_e4: Values, quantity_e4: Values) -> Values:
    """Half a unit away from zero. Exact: both factors are split so that no product leaves 64 bits."""
    whole, part = np.divmod(np.abs(price_e4), E4)
    count = np.abs(quantity_e4)
    product = whole * count + (part * count + E4 // 2) // E4
    signed: Values = np.sign(price_e4) * np.sign(quantity_e4) * product
    return signed


def _currencies(sheet: Sheet, mapping: Mapping, store: pa.Array, ground: Ground) -> pa.Array:
    told = currency_codes(sheet.text("currency")) if sheet.has("currency") else None
    codes = store.dictionary_encode()
    default = mapping.currency or ground.currency
    of_store = pa.array([_store_currency(code, mapping, ground) or default for code in codes.dictionary.to_pylist()])
    fallback = of_store.take(codes.indices) if len(sheet) else store
    if told is None:
        return fallback
    unknown = ~pc.is_in(told, pa.array([*CURRENCIES, ""])).to_numpy(zero_copy_only=False)
    found = told.to_pylist()
    sheet.note(
        {int(row): Reason("currency_unknown", {"value": found[row][:40]}) for row in np.flatnonzero(unknown)},
        "currency",
    )
    return pc.if_else(pc.equal(told, ""), fallback, told)


def _store_currency(code: str, mapping: Mapping, ground: Ground) -> str:
    return "" if mapping.currency else ground.store_currencies.get(code, "")


def _order_keys(order: pa.Array, customer: pa.Array, store: pa.Array, at: Values, on: Values) -> pa.Array:
    """The order's own number; without one, the customer's day in the store (or, for nobody, the moment)."""
    missing = _empty(order)
    if not missing.any():
        return order
    day = pc.cast(pa.array((on // DAY).astype(np.int32)).view(pa.date32()), pa.string())
    moment = pc.cast(pa.array(at).view(pa.timestamp("us")), pa.string())
    derived = pc.if_else(
        pc.equal(customer, ""),
        pc.binary_join_element_wise("at:", store, "@", moment, ""),
        pc.binary_join_element_wise("day:", customer, "@", store, "@", day, ""),
    )
    return pc.if_else(pa.array(missing), derived, order)


def _empty(words: pa.Array) -> NDArray[np.bool_]:
    return np.asarray(pc.equal(words, "").to_numpy(zero_copy_only=False))
