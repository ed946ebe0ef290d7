"""Likely duplicates: looked for in the whole file, proposed, and told apart by a person. Merging is `merging`'s."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import chain, groupby
from operator import attrgetter

from django.db import transaction
from django.db.models import Q

from shuke.lib.bulk import fetch_by_key
from shuke.records.access.scope import Scope
from shuke.records.access.services import record_audit
from shuke.records.customers import likeness
from shuke.records.customers.likeness import WEIGHTS, Known, Likeness
from shuke.records.customers.models import Customer, DuplicatePair, Identity, SearchToken
from shuke.records.customers.services.merging import PERMISSION
from shuke.records.customers.tokens import TAIL

# More nobody looks through; the next search finds what is left.
MOST_PAIRS = 5_000
_CHUNK = 20_000

Pair = tuple[int, int]


def find_duplicates(*, now: datetime) -> int:
    """Writes the pairs that look like one person; how many wait for somebody's decision.

    Reads every customer once, in the order of birthdays and of stores: memory holds one day or one store at a time.
    A pair that was told apart stays so; one that looks alike no more is taken off the list.
    """
    reasons: dict[Pair, set[str]] = defaultdict(set)
    for found in chain(_by_birthday(), _by_store(), _by_phone(), _by_email()):
        reasons[found.first, found.second].add(found.reason)
    current = _current({pk for pair in reasons for pk in pair})
    weighed = {pair: said for pair, said in reasons.items() if current.issuperset(pair)}
    likeliest = sorted(weighed, key=lambda pair: (-_weight(weighed[pair]), pair))[:MOST_PAIRS]
    return _write({pair: weighed[pair] for pair in likeliest}, now=now)


@transaction.atomic
def tell_apart(*, scope: Scope, now: datetime, pair: DuplicatePair) -> None:
    """Two people: never proposed again. Raises NotAllowed as a merge does."""
    scope.require(PERMISSION)
    for customer in (pair.first, pair.second):
        scope.require_store(customer.home_store_id)
    if pair.told_apart_at is not None:
        return
    pair.told_apart_at, pair.told_apart_by_id = now, scope.staff_id
    pair.save(update_fields=["told_apart_at", "told_apart_by"])
    for own, other in ((pair.first, pair.second), (pair.second, pair.first)):
        facts = {"other": other.number}
        record_audit(scope=scope, action="customer.tell_apart", at=now, subject=f"customer:{own.pk}", facts=facts)


def _by_birthday() -> Iterator[Likeness]:
    people = Customer.objects.current().filter(birthday__isnull=False).exclude(name="").order_by("birthday", "pk")
    for _day, born in groupby(_known(people), key=attrgetter("birthday")):
        yield from likeness.by_birthday(list(born))


def _by_store() -> Iterator[Likeness]:
    people = Customer.objects.current().filter(home_store__isnull=False).exclude(name="").order_by("home_store", "pk")
    for _store, near in groupby(_known(people), key=attrgetter("store")):
        yield from likeness.by_store(near)


def _by_phone() -> Iterator[Likeness]:
    """Tails are kept backwards and in their order: equal beginnings lie side by side."""
    tails = SearchToken.objects.filter(kind=TAIL).order_by("token", "customer_id").values_list("token", "customer_id")
    keyed = ((likeness.phone_key(token[::-1])[::-1], pk) for token, pk in tails.iterator(_CHUNK))
    return likeness.by_key(((key, pk) for key, pk in keyed if key), likeness.SAME_PHONE)


def _by_email() -> Iterator[Likeness]:
    """Only addresses that are spelt otherwise than their mailbox can meet another: few, and looked up together."""
    emails = Identity.objects.filter(kind=Identity.Kind.EMAIL)
    odd = emails.filter(
        Q(normal__contains="+") | Q(normal__endswith="@gmail.com") | Q(normal__endswith="@googlemail.com")
    )
    keys: dict[str, set[int]] = defaultdict(set)
    for normal, pk in odd.values_list("normal", "customer_id").iterator(_CHUNK):
        keys[likeness.email_key(normal)].add(pk)
    plain = fetch_by_key(
        Identity._meta.db_table, ("kind", "normal"), (("email", key) for key in keys), ("customer_id",)
    )
    for (_kind, normal), (pk,) in plain.items():
        keys[normal].add(pk)
    held = ((key, pk) for key in sorted(keys) for pk in sorted(keys[key]))
    return likeness.by_key(held, likeness.SAME_EMAIL)


def _known(people: "Iterable[Customer]") -> Iterator[Known]:
    rows = people.values_list("pk", "name", "birthday", "home_store_id")  # type: ignore[attr-defined]
    return (Known(*row) for row in rows.iterator(_CHUNK))


def _current(ids: set[int]) -> set[int]:
    """Phones and mailboxes lead to who was merged, too."""
    rows = fetch_by_key(Customer._meta.db_table, ("id",), ((pk,) for pk in ids), ("merged_into_id", "erased_at"))
    return {pk for (pk,), held in rows.items() if held == (None, None)}


def _weight(reasons: Iterable[str]) -> int:
    return sum(WEIGHTS[reason] for reason in reasons)


@transaction.atomic
def _write(found: Mapping[Pair, set[str]], *, now: datetime) -> int:
    DuplicatePair.objects.filter(told_apart_at__isnull=True).delete()
    kept = set(DuplicatePair.objects.values_list("first_id", "second_id"))
    rows = [
        DuplicatePair(
            first_id=pair[0],
            second_id=pair[1],
            reasons=sorted(said, key=lambda reason: -WEIGHTS[reason]),
            weight=_weight(said),
            found_at=now,
        )
        for pair, said in found.items()
        if pair not in kept
    ]
    DuplicatePair.objects.bulk_create(rows, batch_size=500)
    return len(rows)
