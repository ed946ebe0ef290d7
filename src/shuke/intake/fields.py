"""What a file of each kind can hold, and what shape each of it has."""

from dataclasses import dataclass

from shuke.intake.reasons import SourceRefused


@dataclass(frozen=True)
class Field:
    """A thing we keep. `joined` says how several columns become one: numbers are summed, words joined by that mark."""

    # "id", "text", "moment", "day", "time", "number", "count", "currency", "yes_no", "choice", "phone", "email"
    shape: str
    limit: int = 0  # characters the records hold; a longer id is refused, a longer text is cut
    joined: str = " "
    label: str = ""  # of a custom field, as its administrator called it
    choices: tuple[str, ...] = ()  # of a custom field of shape "choice"

    @property
    def is_number(self) -> bool:
        return self.shape in ("number", "count")

    @property
    def is_date(self) -> bool:
        return self.shape in ("moment", "day")


# Before the key of a field an administrator added: “custom.shoe_size”.
CUSTOM = "custom."
PATH_MARK = " › "
KEY_MARK = "/"

_IDENTITIES = {
    "customer_card": Field("id", 120),
    "customer_phone": Field("phone", 120),
    "customer_email": Field("email", 254),
    "customer_wechat": Field("id", 120),
}

FIELDS: dict[str, dict[str, Field]] = {
    "orders": {
        "order": Field("id", 160, joined=KEY_MARK),
        "ordered_at": Field("moment"),
        "ordered_time": Field("time"),
        "customer": Field("id", 120),
        "customer_name": Field("text", 160),
        **_IDENTITIES,
        "store": Field("id", 64),
        "product": Field("id", 120),
        "product_name": Field("text", 240),
        "category": Field("text", 600, joined=PATH_MARK),
        "brand": Field("text", 120),
        "quantity": Field("count"),
        "amount": Field("number"),
        "gross": Field("number"),
        "unit_price": Field("number"),
        "discount": Field("number"),
        "cost": Field("number"),
        "currency": Field("currency", 3),
        "channel": Field("text", 40),
        "sold_by": Field("text", 80),
        "payment": Field("text", 40),
        "original_order": Field("id", 160, joined=KEY_MARK),
    },
    "customers": {
        "customer": Field("id", 120),
        "name": Field("text", 160),
        "family_name": Field("text", 80),
        "given_name": Field("text", 80),
        "salutation": Field("text", 40),
        "gender": Field("text", 10),
        "birthday": Field("day"),
        "language": Field("text", 12),
        **_IDENTITIES,
        "address": Field("text", 240, joined=", "),
        "occupation": Field("text", 80),
        "store": Field("id", 64),
        "joined_on": Field("day"),
        "household": Field("text", 160),
        "organisation": Field("text", 160),
        "acquired_through": Field("text", 80),
        "referred_by": Field("id", 120),
        "tags": Field("text", 600, joined=","),
        "notes": Field("text", 4000, joined="\n"),
    },
    "products": {
        "product": Field("id", 120),
        "name": Field("text", 240),
        "category": Field("text", 600, joined=PATH_MARK),
        "brand": Field("text", 120),
        "package": Field("text", 80),
        "price": Field("number"),
        "cost": Field("number"),
        "is_sold": Field("yes_no"),
    },
    "stores": {
        "store": Field("id", 64),
        "name": Field("text", 120),
        "time_zone": Field("text", 64),
        "currency": Field("currency", 3),
        "address": Field("text", 240, joined=", "),
        "is_open": Field("yes_no"),
    },
}

# Any one of each group must be found in the file.
REQUIRED: dict[str, tuple[tuple[str, ...], ...]] = {
    "orders": (("ordered_at",), ("amount", "gross", "unit_price")),
    "customers": (("customer", "customer_card", "customer_phone", "customer_email", "customer_wechat"),),
    "products": (("product",),),
    "stores": (("store",),),
}


def fields_of(kind: str) -> dict[str, Field]:
    if kind not in FIELDS:
        raise SourceRefused("kind_unknown", kind=kind)
    return FIELDS[kind]
