"""Customers, and the customer side of an order line: who it is by number, card, phone, e-mail or WeChat."""

import hashlib
from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shuke.intake.checks.custom import custom_values
from shuke.intake.checks.shapes import Ground
from shuke.intake.checks.sheet import Sheet
from shuke.intake.checks.words import by_word, genders
from shuke.intake.checks.zones import DAY
from shuke.intake.mapping import Mapping
from shuke.intake.reasons import Reason
from shuke.lib.errors import ShukeError
from shuke.lib.phones import e164

IDENTITIES = ("customer_card", "customer_phone", "customer_email", "customer_wechat")
SCHEMA = pa.schema(
    [
        ("line", pa.int64()),
        ("customer", pa.string()),
        ("is_numbered", pa.bool_()),  # by the file itself
        *((name, pa.string()) for name in IDENTITIES),
        *(
            (name, pa.string())
            for name in (
                "name", "family_name", "given_name", "salutation", "gender", "language", "address", "occupation",
                "store", "household", "organisation", "acquired_through", "referred_by", "tags", "notes",
            )
        ),
        ("birthday", pa.date32()),
        ("joined_on", pa.date32()),
        ("custom", pa.string()),  # JSON: values of custom fields by their keys
    ]
)  # fmt: skip
DAYS = ("birthday", "joined_on")


def check_customers(sheet: Sheet, mapping: Mapping, ground: Ground) -> pa.Table:
    """All rows in SCHEMA; those the sheet holds as refused mean nothing."""
    who = customer_numbers(sheet, ground.country)
    nobody = pc.equal(who["customer"], "").to_numpy(zero_copy_only=False)
    sheet.refuse(nobody, next(name for name in ("customer", *IDENTITIES) if sheet.has(name)), "value_missing")
    columns = {"line": sheet.lines, **who, "store": sheet.key("store"), "referred_by": sheet.key("referred_by")}
    columns.update({name: _day(sheet, name) for name in DAYS})
    columns["custom"] = custom_values(sheet, mapping, ground.custom)
    columns.update({name: sheet.text(name) for name in SCHEMA.names if name not in columns})
    columns["gender"] = genders(columns["gender"])
    columns["name"] = _full_names(columns["name"], columns["family_name"], columns["given_name"])
    return pa.table([columns[name] for name in SCHEMA.names], schema=SCHEMA)


def customer_numbers(sheet: Sheet, country: str) -> dict[str, pa.Array]:
    """`customer` (the file's number, else card, else one made from phone, e-mail or WeChat), whether the file numbered
    them, and the identities.

    The made number is a digest: the same phone gives it again in the next file, and nobody reads the phone off it.
    An unreadable phone or e-mail is left aside with a warning; the row stays.
    """
    card = sheet.key("customer_card")
    phone = _readable(sheet, "customer_phone", country)
    email = _readable(sheet, "customer_email", country)
    wechat = sheet.key("customer_wechat")
    number = sheet.key("customer")
    is_numbered = pc.not_equal(number, "")
    for made in (card, _made("p", phone), _made("e", email), _made("w", wechat)):
        number = pc.if_else(pc.equal(number, ""), made, number)
    identities = dict(zip(IDENTITIES, (card, phone, email, wechat), strict=True))
    return {"customer": number, "is_numbered": is_numbered, **identities}


def _readable(sheet: Sheet, field: str, country: str) -> pa.Array:
    """Phones in E.164, e-mails in lower case; "" for what is neither."""
    words = sheet.key(field)
    if not sheet.has(field):
        return words
    normal = by_word(words, _normal_phone(country) if field == "customer_phone" else _normal_email, pa.string())
    lost = pc.and_(pc.not_equal(words, ""), pc.equal(normal, "")).to_numpy(zero_copy_only=False)
    for row in np.flatnonzero(lost):
        sheet.warn(
            int(row), field, Reason(field.replace("customer_", "") + "_unreadable", {"value": words[row].as_py()})
        )
    sheet.notice(lost, field.replace("customer_", "") + "_unreadable")
    return normal


def _normal_phone(country: str) -> Callable[[str], str]:
    def normal(word: str) -> str:
        try:
            return e164(word, country=country) if word else ""
        except ShukeError:
            return ""

    return normal


def _normal_email(word: str) -> str:
    name, at, host = word.lower().partition("@")
    return f"{name}@{host}" if name and at and "." in host.strip(".") and " " not in word and "@" not in host else ""


def _made(kind: str, words: pa.Array) -> pa.Array:
    def number(word: str) -> str:
        return f"{kind}-{hashlib.sha256(word.encode()).hexdigest()[:16]}" if word else ""

    return by_word(words, number, pa.string())


def _day(sheet: Sheet, field: str) -> pa.Array:
    if not sheet.has(field):
        return pa.nulls(len(sheet), pa.date32())
    read = sheet.moments(field)
    days = (read.micros // DAY).astype(np.int32)
    return pa.array(days, mask=read.is_empty).view(pa.date32())


def _full_names(name: pa.Array, family: pa.Array, given: pa.Array) -> pa.Array:
    """The name as written; else made of its parts, the family name first where it is Chinese."""
    chinese = pc.match_substring_regex(family, r"^\p{Han}+$")
    east = pc.binary_join_element_wise(family, given, "")
    west = pc.utf8_trim_whitespace(pc.binary_join_element_wise(given, family, " "))
    return pc.if_else(pc.equal(name, ""), pc.if_else(chinese, east, west), name)
