"""Who brought whom, once every customer of the file is in the records: who brought somebody may stand below them.

A name nobody bears and a circle are left out and counted.
"""

from collections import ChainMap, Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
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


@dataclass(frozen=True)
class ReferralPlan:
    links: Mapping[int, int]  # customer → who brought them
    before: Mapping[int, int | None]  # of those who were there before this run
    unchanged: int
    noticed: Mapping[str, int]


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
        wanted = ((pk,) for pk in {*ids.values(), *named.values()})
        found = fetch_by_key(_TABLE, ("id",), wanted, ("referred_by_id", "origin", "merged_into_id", "erased_at"))
        held = {pk: Held(has, origin == work.origin, whole or pk, gone is not None)
                for (pk,), (has, origin, whole, gone) in found.items()}  # fmt: skip
        pairs = [(ids[row["customer"]], named.get(row["referred_by"])) for row in rows if row["customer"] in ids]
        return plan_referrals(pairs, held, _bringers(), work=work)

    def counts(self, plan: ReferralPlan) -> Counts:
        return Counts({"linked": len(plan.links), UNCHANGED: plan.unchanged}, plan.noticed)

    def write(self, work: Work, plan: ReferralPlan) -> None:
        update_rows(_TABLE, ("referred_by_id", "updated_at"), [(pk, by, work.now) for pk, by in plan.links.items()])
        changes = ((pk, {"referred_by_id": has}, {"referred_by_id": plan.links[pk]}) for pk, has in plan.before.items())
        record_changes(work.run_id, _TABLE, changes)


def plan_referrals(
    pairs: Iterable[tuple[int, int | None]], held: Mapping[int, Held], bringers: Mapping[int, int], *, work: Work
) -> ReferralPlan:
    """`pairs` are a customer and whom the file names, None for nobody known; `bringers` who brought whom so far."""
    links: dict[int, int] = {}
    noticed: Counter[str] = Counter()
    known = ChainMap(links, dict(bringers))
    unchanged = 0
    for pk, other in pairs:
        if other is None or held[other].is_erased:
            noticed["bringer_unknown"] += 1
        elif not _may_write(work, held[pk]) or held[other].person == bringers.get(pk):
            unchanged += 1
        elif _is_circle(pk, held[other].person, known):
            noticed["referral_circle"] += 1
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


def _bringers() -> dict[int, int]:
    """Who brought whom so far; of a merged record who it is part of."""
    known = Customer.objects.filter(referred_by__isnull=False).order_by()
    return dict(known.values_list("pk", Coalesce("referred_by__merged_into", "referred_by")))


def _is_circle(customer_id: int, brought_by: int, bringers: Mapping[int, int]) -> bool:
    seen: set[int] = set()
    step: int | None = brought_by
    while step is not None and step not in seen:
        if step == customer_id:
            return True
        seen.add(step)
        step = bringers.get(step)
    return False
