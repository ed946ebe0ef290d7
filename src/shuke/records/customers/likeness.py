"""When two records look like one person. Pure: facts in, pairs with reasons out; nothing is decided here."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import NamedTuple

from shuke.lib.phones import digits_of
from shuke.lib.text import chinese_runs, fold, readings, words_of

SAME_PHONE, SAME_EMAIL, NAME_AND_BIRTHDAY = "same_phone", "same_email", "name_and_birthday"
NEAR_NAME_AND_BIRTHDAY, NAME_AND_STORE = "near_name_and_birthday", "name_and_store"
# How much each says; together they order the list. Telephones are shared in families, full names with birthdays rarely.
WEIGHTS: Mapping[str, int] = {
    NAME_AND_BIRTHDAY: 8, SAME_EMAIL: 6, SAME_PHONE: 5, NEAR_NAME_AND_BIRTHDAY: 4, NAME_AND_STORE: 2,
}  # fmt: skip
# Equal from the right in so many digits, two numbers differ in the country's code or a trunk 0 at most.
PHONE_TAIL = 10
# More records of one name, day or mailbox are a habit of the till, not one person.
MOST_ALIKE = 12
_DOTS_DO_NOT_COUNT = {"gmail.com": "gmail.com", "googlemail.com": "gmail.com"}


class Known(NamedTuple):
    """What is looked at of a customer."""

    pk: int
    name: str
    birthday: date | None
    store: int | None


@dataclass(frozen=True)
class Likeness:
    first: int  # the smaller id
    second: int
    reason: str


def by_birthday(people: Iterable[Known]) -> Iterator[Likeness]:
    """Of people born on one day: the same name, read or spelt alike; or one letter of pinyin or name apart."""
    spelt = {one.pk: name_keys(one.name) for one in people}
    exact, near = _holders(spelt), _holders({pk: frozenset(_shortened(keys)) for pk, keys in spelt.items()})
    same = set(_pairs(exact))
    yield from (Likeness(*pair, NAME_AND_BIRTHDAY) for pair in sorted(same))
    for pair in sorted(set(_pairs(near)) - same):
        if any(is_near(one, other) for one in spelt[pair[0]] for other in spelt[pair[1]]):
            yield Likeness(*pair, NEAR_NAME_AND_BIRTHDAY)


def by_store(people: Iterable[Known]) -> Iterator[Likeness]:
    """Of one store's people: exactly two of a full name, whose birthdays do not contradict each other.

    Where both birthdays are known, `by_birthday` says what there is to say. A common name says nothing.
    """
    held = {one.pk: one for one in people}
    names: dict[str, list[int]] = defaultdict(list)
    for one in held.values():
        if (name := fold(one.name)) and is_full(name):
            names[name].append(one.pk)
    for alike in names.values():
        if len(alike) == 2 and any(held[pk].birthday is None for pk in alike):
            yield Likeness(min(alike), max(alike), NAME_AND_STORE)


def by_key(holders: Iterable[tuple[str, int]], reason: str) -> Iterator[Likeness]:
    """Of (key, customer) in the order of the keys: those who share one."""
    key, alike = "", set[int]()
    for held, pk in holders:
        if held != key:
            yield from (Likeness(*pair, reason) for pair in _few(alike))
            key, alike = held, set()
        alike.add(pk)
    yield from (Likeness(*pair, reason) for pair in _few(alike))


def name_keys(name: str) -> frozenset[str]:
    """How a name is compared: its pinyin, every reading run together, or its words in the order of the alphabet.

    小明 and 晓明 are alike, and so are “Lin, Mei” and “mei lin”; a single word or character is no full name.
    """
    if not is_full(name):
        return frozenset()
    if runs := chinese_runs(name):
        return frozenset("".join(reading) for reading in readings(fold("".join(runs))))
    return frozenset({" ".join(sorted(words_of(name)))})


def is_full(name: str) -> bool:
    return len("".join(chinese_runs(name))) > 1 or len(words_of(name)) > 1


def is_near(one: str, other: str) -> bool:
    """At most one letter more, less, other, or two neighbours changed round."""
    if len(one) > len(other):
        one, other = other, one
    if one == other or len(other) - len(one) > 1:
        return one == other
    place = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    if len(one) < len(other):
        return one[place:] == other[place + 1 :]
    is_turned = one[place : place + 2] == other[place : place + 2][::-1] and one[place + 2 :] == other[place + 2 :]
    return one[place + 1 :] == other[place + 1 :] or is_turned


def phone_key(normal: str) -> str:
    """Empty where the number is too short to tell people apart without its country."""
    digits = digits_of(normal)
    return digits[-PHONE_TAIL:] if len(digits) > PHONE_TAIL else ""


def email_key(normal: str) -> str:
    """The mailbox behind an address: without +tag, and without dots where the provider ignores them."""
    local, _at, domain = normal.rpartition("@")
    local = local.partition("+")[0]
    if domain in _DOTS_DO_NOT_COUNT:
        local, domain = local.replace(".", ""), _DOTS_DO_NOT_COUNT[domain]
    return f"{local}@{domain}"


def _shortened(keys: Iterable[str]) -> Iterator[str]:
    """Each key, and each with one letter left out: names one letter apart share one of these."""
    for key in keys:
        yield key
        yield from (key[:place] + key[place + 1 :] for place in range(len(key)))


def _holders(keys: Mapping[int, frozenset[str]]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for pk, own in keys.items():
        for key in own:
            found[key].add(pk)
    return found


def _pairs(holders: Mapping[str, set[int]]) -> Iterator[tuple[int, int]]:
    return (pair for alike in holders.values() for pair in _few(alike))


def _few(alike: set[int]) -> Iterable[tuple[int, int]]:
    if 1 < len(alike) <= MOST_ALIKE:
        yield from combinations(sorted(alike), 2)
