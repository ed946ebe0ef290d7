"""Who brought whom, once every customer of the file is in the records: who brought somebody may stand below them.

A name nobody bears and a circle are left out and counted.
"""

from collections import ChainMap
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models.functions import Coalesce

from shuke.intake.apply.changes import record_changes
from shuke.intake.apply.matching import Person, find_customers, person_of, without_erased
from shuke.intake.apply.work import UNCHANGED, Counts, Work, merged_by_key, slices
from shuke.lib.bulk import fetch_by_key, update_rows
from shuke.records.customers.identity import normal_of
from shuke.records.customers.models import Customer, Identity

_TABLE = Customer._meta.db_table
_AT_ONCE = 900  # variables of one statement; see `lib.bulk`


@dataclass(frozen=True)
class ReferralPlan:
    links: Mapping[int, int]  # customer → who brought them
    before: Mapping[int, int | None]  # of those who were there before this run
    unchanged: int
    noticed: Mapping[str, Sequence[int]]  # the lines of each


@dataclass(frozen=True)
class Held:
    """A customer in the records."""

    brought_by: int | None
    is_ours: bool  # created by this run
    person: int  # who they are part of, else themselves
    is_erased: bool


class ReferralStep:
    table = "referrals"

    def batches(self, work: Work, part: int) -> Iterator[Sequence[Mapping[str, Any]]]:
        return slices([row for row in merged_by_key(work, "customers", part, "customer") if row["referred_by"]])

    def decide(self, work: Work, rows: Sequence[Mapping[str, Any]]) -> ReferralPlan:
        ids = find_customers(person_of(row) for row in rows)
        rows = without_erased(rows, ids)
        named = find_customers(_named(row["referred_by"]) for row in rows)
        held = _held({*ids.values(), *named.values()}, origin=work.origin)
        pairs = [
            (held[ids[row["customer"]]].person, named.get(row["referred_by"]), row["line"])
            for row in rows
            if row["customer"] in ids
        ]
        return plan_referrals(pairs, held, bringers_of(held), work=work)

    def counts(self, plan: ReferralPlan) -> Counts:
        noticed = {code: len(lines) for code, lines in plan.noticed.items()}
        return Counts({"linked": len(plan.links), UNCHANGED: plan.unchanged}, noticed, plan.noticed)

    def write(self, work: Work, plan: ReferralPlan) -> None:
        update_rows(_TABLE, ("referred_by_id", "updated_at"), [(pk, by, work.now) for pk, by in plan.links.items()])
        changes = ((pk, {"referred_by_id": has}, {"referred_by_id": plan.links[pk]}) for pk, has in plan.before.items())
        record_changes(work.run_id, _TABLE, changes)


def plan_referrals(
    pairs: Iterable[tuple[int, int | None, int]], held: Mapping[int, Held], bringers: Mapping[int, int], *, work: Work
) -> ReferralPlan:
    """`pairs` are a customer, whom the file names (None: nobody known) and in which line; `bringers` who brought whom
    so far.

    Of two records of one person what the first one says holds.
    """
    links: dict[int, int] = {}
    noticed: dict[str, list[int]] = {}
    known = ChainMap(links, dict(bringers))
    unchanged = 0
    for pk, other, line in pairs:
        if other is None or held[other].is_erased:
            noticed.setdefault("bringer_unknown", []).append(line)
        elif pk in links or not _may_write(work, held[pk]) or held[other].person == bringers.get(pk):
            unchanged += 1
        elif _is_circle(pk, held[other].person, known):
            noticed.setdefault("referral_circle", []).append(line)
        else:
            links[pk] = held[other].person
    before = {pk: held[pk].brought_by for pk in links if not held[pk].is_ours}
    return ReferralPlan(links, before, unchanged, noticed)


def _named(word: str) -> Person:
    """By number, else by card."""
    return Person(word, False, ((Identity.Kind.CARD, normal_of(Identity.Kind.CARD, word, country="")),))


def _may_write(work: Work, customer: Held) -> bool:
    is_free = customer.brought_by is None
    if customer.is_ours:
        return is_free
    return work.mapping.mode != "create" and (is_free or work.mapping.overwrite)


def _held(customer_ids: Iterable[int], *, origin: str) -> dict[int, Held]:
    """Those, and who they are part of: never more than one step away."""
    held = _read(customer_ids, origin=origin)
    return held | _read({one.person for one in held.values()} - held.keys(), origin=origin)


def _read(customer_ids: Iterable[int], *, origin: str) -> dict[int, Held]:
    columns = ("referred_by_id", "origin", "merged_into_id", "erased_at")
    found = fetch_by_key(_TABLE, ("id",), ((pk,) for pk in customer_ids), columns)
    return {
        pk: Held(has, made_by == origin, whole or pk, gone is not None)
        for (pk,), (has, made_by, whole, gone) in found.items()
    }


def bringers_of(customer_ids: Collection[int]) -> dict[int, int]:
    """Who brought these so far, who brought those, and so on; of a merged record who it is part of."""
    bringers: dict[int, int] = {}
    latest, seen = set(customer_ids), set(customer_ids)
    while latest:
        found: dict[int, int] = {}
        keys = sorted(latest)
        for start in range(0, len(keys), _AT_ONCE):
            known = Customer.objects.filter(pk__in=keys[start : start + _AT_ONCE], referred_by__isnull=False).order_by()
            found.update(known.values_list("pk", Coalesce("referred_by__merged_into", "referred_by")))
        bringers.update(found)
        latest = set(found.values()) - seen
        seen |= latest
    return bringers


def _is_circle(customer_id: int, brought_by: int, bringers: Mapping[int, int]) -> bool:
    seen: set[int] = set()
    step: int | None = brought_by
    while step is not None and step not in seen:
        if step == customer_id:
            return True
        seen.add(step)
        step = bringers.get(step)
    return False
