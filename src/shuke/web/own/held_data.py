"""Everything held on one person, as tables: theirs on request (PIPL article 45, GDPR articles 15 and 20)."""

import io
import json
import zipfile
from base64 import b64encode
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from shuke.lib.sheets import Cell, csv_lines
from shuke.records.customers.models import Booking, Consent, Customer, Event, Identity, Photo, Preference, Relation, Tag
from shuke.records.membership.models import (
    Card,
    CouponCode,
    CouponUse,
    Entry,
    GrowthRow,
    Lot,
    Member,
    RewardClaim,
    TierChange,
)
from shuke.records.sales.models import Order, OrderLine
from shuke.scores.models import CustomerScore

Rows = Sequence[Mapping[str, object]]


def held_on(people: Collection[int]) -> dict[str, Rows]:
    """{table: rows} of the person and of the records merged into them. Keys of tables and columns are English.

    Of other people no row and no name is among them; of staff none either, nor their notes on rows of the ledger.
    """
    return {name: list(rows) for name, rows in _tables(people)}


def packed(tables: Mapping[str, Rows], *, now: datetime) -> bytes:
    """A ZIP: all in `data.json`, each table as CSV beside it, and a page that says what is what."""
    packet = io.BytesIO()
    with zipfile.ZipFile(packet, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("README.txt", _read_me(now))
        whole = {"exported_at": now.isoformat(), **tables}
        file.writestr("data.json", json.dumps(whole, ensure_ascii=False, indent=1, default=_plain))
        for name, rows in tables.items():
            if rows:
                heads = list(rows[0])
                cells = ([_cell(row[head]) for head in heads] for row in rows)
                file.writestr(f"{name}.csv", "".join(csv_lines(heads, cells)))
    return packet.getvalue()


def _tables(people: Collection[int]) -> Iterable[tuple[str, Iterable[Mapping[str, object]]]]:
    members = list(Member.objects.filter(customer__in=people).values_list("pk", flat=True))
    own = Q(customer__in=people)
    yield "profile", _rows(Customer.objects.filter(pk__in=people), without=("owner", "referred_by"), plus=_WHERE)
    yield "tags", ({"tag": tag.name} for tag in Tag.objects.filter(customers__in=people).distinct())
    yield "identifiers", _rows(Identity.objects.filter(own), without=("customer",))
    yield "preferences", _rows(Preference.objects.filter(own), without=("customer", "learned_by"))
    yield "consents", _rows(Consent.objects.filter(own), without=("customer",))
    yield "photo", _photos(people)
    yield "relations", _rows(Relation.objects.filter(own), without=("customer", "other", "note"))
    yield "events", _rows(Event.objects.filter(own), without=("customer", "staff"))
    yield "bookings", _rows(Booking.objects.filter(own), without=("customer", "recorded_by"), plus=_STORE)
    yield "orders", _rows(Order.objects.filter(own), without=("customer", "sold_by", "content_hash"), plus=_STORE)
    lines = OrderLine.objects.filter(order__customer__in=people)
    yield "order_lines", _rows(lines, without=("cost",), plus=("product__code", "product__name"))
    yield "memberships", _rows(Member.objects.filter(own), without=("customer", "enrolled_by"), plus=_PLAN)
    yield "cards", _rows(Card.objects.filter(member__in=members))
    by_hand = ("note", "staff", "api_key")
    yield "points", _rows(Entry.objects.filter(member__in=members), without=by_hand)
    yield "points_held", _rows(Lot.objects.filter(member__in=members))
    yield "growth", _rows(GrowthRow.objects.filter(member__in=members))
    yield "tiers", _rows(TierChange.objects.filter(member__in=members), plus=("before__name", "after__name"))
    yield "rewards", _rows(RewardClaim.objects.filter(entry__member__in=members), plus=("reward__name",))
    yield "coupons", _rows(CouponCode.objects.filter(own), without=("customer",), plus=("coupon__name",))
    yield "coupon_uses", _rows(CouponUse.objects.filter(own), without=("customer",), plus=("coupon__name",))
    yield "scores", _rows(CustomerScore.objects.filter(pk__in=people))


def _photos(people: Collection[int]) -> Iterable[Mapping[str, object]]:
    for photo in Photo.objects.filter(customer__in=people).order_by("pk"):
        yield {"taken_at": photo.taken_at, "jpeg_base64": b64encode(photo.picture).decode()}


_WHERE = ("home_store__name", "household__name", "organisation__name")
_STORE = ("store__name",)
_PLAN = ("plan__name", "tier__name")


def _rows(
    rows: QuerySet[Model], *, without: Collection[str] = (), plus: Sequence[str] = ()
) -> Iterable[Mapping[str, object]]:
    fields = [field.attname for field in rows.model._meta.concrete_fields if field.name not in without]
    return rows.order_by("pk").values(*fields, *plus)


def _cell(value: object) -> Cell:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=_plain)
    return value if isinstance(value, str | int | float | Decimal | date) else None


def _plain(value: object) -> str:
    """What JSON has no word for: moments and days in ISO 8601, money as exact text."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else repr(value)


def _read_me(now: datetime) -> str:
    return _(
        "Everything that is held on you, as of %(at)s (UTC).\n\n"
        "data.json holds all tables at once; each CSV file is one of them: who you are, how you are reached, what you "
        "like, what you allow, what happened, what you bought, your cards, points, tiers, rewards and coupons, and the "
        "figures computed from them (scores). Moments are in UTC, amounts in the currency beside them.\n"
        "Something is wrong or should go? Tell any shop, or change it on your own page.\n"
    ) % {"at": now.strftime("%Y-%m-%d %H:%M")}
