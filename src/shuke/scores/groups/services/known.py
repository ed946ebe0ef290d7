"""What is known of people beside what they bought, a column of words each: prospects and buyers are compared by it."""

from collections.abc import Collection
from datetime import date
from typing import Any

import pandas as pd
from django.db.models import Count, QuerySet

from shuke.analytics.groups.prospects import MANY, NO, YES
from shuke.records.customers.models import Consent, Customer, Identity, Preference
from shuke.records.customers.queries import PERSON
from shuke.records.membership.models import Member
from shuke.records.stores.models import Store

MOST_NAMES = 30  # tags, preferences or plans: those most people have
AGES = (18, 25, 35, 45, 55, 65)  # each begins a band
OLDEST = 110  # years; more is a mistyped birthday
CONTACTS = ("phone", "email", "wechat", "card")


def known_of_people(*, as_of: date) -> pd.DataFrame:
    """One row per person on record by row id; NaN is not known.

    Left out is who wants no personalisation or no contact, and what nobody is to be chosen by: names, addresses, notes,
    occupation, language, fields of one's own, taboos and whatever is sensitive.
    """
    frame = _on_their_record(as_of=as_of)
    ids = frame.index
    tags = Customer.tags.through.objects.all()
    likes = Preference.objects.filter(withdrawn_at__isnull=True, is_sensitive=False, is_pinned=False)
    columns = {
        **{f"has_{kind}": _flag(_holders(kind), ids) for kind in CONTACTS},
        **_many("tag", tags, "tag__name", ids=ids),
        **_many("preference", likes, "topic", "value", ids=ids),
        **_many("plan", Member.objects.filter(is_active=True), "plan__name", ids=ids),
        **_consents(ids),
    }
    return frame.assign(**columns)


def _on_their_record(*, as_of: date) -> pd.DataFrame:
    stores = {store.pk: store.name or store.code for store in Store.objects.all()}
    people = Customer.objects.current().filter(is_not_personalised=False, is_do_not_contact=False).order_by("pk")
    rows = people.values_list(
        "pk", "gender", "birthday", "home_store_id", "acquired_through", "origin", "referred_by_id", "organisation_id"
    )
    ids: list[int] = []
    columns: dict[str, list[str | None]] = {
        name: [] for name in ("gender", "age", "store", "acquired_through", "origin", "brought", "has_organisation")
    }
    # Row by row and by words that are shared: a million people are a few lists of references.
    for pk, gender, birthday, store, through, origin, referrer, organisation in rows.iterator():
        ids.append(pk)
        told = (
            gender, _age_band(birthday, as_of=as_of), stores.get(store), through.strip(), origin.partition(":")[0],
            YES if referrer else NO, YES if organisation else NO,
        )  # fmt: skip
        for column, value in zip(columns.values(), told, strict=True):
            column.append(value or None)
    frame = {name: pd.Categorical(values) for name, values in columns.items()}
    return pd.DataFrame(frame, index=pd.Index(ids, dtype="int64"))


def _age_band(birthday: date | None, *, as_of: date) -> str:
    """“25-34”, “65-”; empty where it is not known, cannot be, or is that of a child: children are not chosen by age."""
    if birthday is None:
        return ""
    age = as_of.year - birthday.year - ((as_of.month, as_of.day) < (birthday.month, birthday.day))
    if not AGES[0] <= age <= OLDEST:
        return ""
    first = max(begins for begins in AGES if begins <= age)
    later = [begins for begins in AGES if begins > age]
    return f"{first}-{later[0] - 1 if later else ''}"


def _many(kind: str, rows: "QuerySet[Any]", *names: str, ids: "pd.Index[int]") -> dict[str, pd.Categorical]:
    """`kind:name` of the names most people have, each yes or no."""
    counted = rows.order_by().values_list(*names).annotate(count=Count("pk")).order_by("-count", *names)
    holders: dict[tuple[str, ...], set[int]] = {tuple(said): set() for *said, _count in counted[:MOST_NAMES]}
    for person, *said in rows.order_by().annotate(person=PERSON).values_list("person", *names).iterator():
        if tuple(said) in holders:
            holders[tuple(said)].add(person)
    return {MANY.join((kind, *said)): _flag(people, ids) for said, people in holders.items()}


def _holders(kind: str) -> set[int]:
    rows = Identity.objects.filter(kind=kind).order_by().annotate(person=PERSON)
    return set(rows.values_list("person", flat=True).iterator())


def _flag(holders: Collection[int], ids: "pd.Index[int]") -> pd.Categorical:
    codes = ids.isin(list(holders)).astype("int8").tolist()
    return pd.Categorical.from_codes(codes, categories=pd.Index([NO, YES]))


def _consents(ids: "pd.Index[int]") -> dict[str, pd.Categorical]:
    """`may_email`: the latest word on news by that channel; who never said is not known."""
    said: dict[str, dict[int, str]] = {}
    rows = Consent.objects.filter(purpose="marketing").order_by("at", "pk").annotate(person=PERSON)
    for person, channel, is_granted in rows.values_list("person", "channel", "is_granted").iterator():
        said.setdefault(channel, {})[person] = YES if is_granted else NO
    return {f"may_{channel}": pd.Categorical(ids.map(words)) for channel, words in sorted(said.items())}
