"""A preference in two taps: how it was learned, then what. The drink is put together from taps too."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from shuke.records.customers.models import Preference
from shuke.records.stores.models import Store

CHIPS = 8
STEPS = range(4)  # of sugar and of ice
_STEPS_SAID = frozenset(map(str, STEPS))
_LOOKED_AT = 2_000  # latest preferences of the store
_COMMA = re.compile(r",\s*|[，、]")

# Topics are keys in the data; a shop's own topics stand as it wrote them.
TOPICS: Mapping[str, Promise] = {
    "seat": gettext_lazy("seat"),
    "comfort": gettext_lazy("comfort"),
    "room": gettext_lazy("room"),
    "drink": gettext_lazy("drink"),
    "food": gettext_lazy("food"),
    "service": pgettext_lazy("topic", "service"),
    "allergy": gettext_lazy("allergy"),
    "taboo": gettext_lazy("must not have"),
}
ICONS = {
    "seat": "armchair",
    "comfort": "sofa",
    "room": "bed",
    "drink": "coffee",
    "food": "tools-kitchen-2",
    "service": "bell",
    "allergy": "ban",
    "taboo": "ban",
}
_FIRST_CHIPS: Sequence[tuple[str, Promise]] = (
    ("seat", gettext_lazy("corner seat")),
    ("seat", gettext_lazy("window seat")),
    ("comfort", gettext_lazy("back cushion")),
    ("comfort", gettext_lazy("newspaper")),
    ("drink", gettext_lazy("less ice")),
    ("drink", gettext_lazy("oat milk")),
    ("service", gettext_lazy("paper bag")),
    ("allergy", gettext_lazy("peanuts")),
)


@dataclass(frozen=True)
class Chip:
    topic: str
    value: str

    @property
    def icon(self) -> str:
        return icon_of(self.topic)

    @property
    def is_taboo(self) -> bool:
        return is_taboo(self.topic)


def topic_word(topic: str) -> str:
    return str(TOPICS.get(topic, topic))


def icon_of(topic: str) -> str:
    return ICONS.get(topic, "heart")


def headline(value: str) -> str:
    """“Iced mocha” of “Iced mocha, 2 sugars, 2 ice”."""
    return _COMMA.split(value, maxsplit=1)[0]


def rest(value: str) -> str:
    parts = _COMMA.split(value, maxsplit=1)
    return parts[1] if len(parts) > 1 else ""


def is_taboo(topic: str) -> bool:
    return topic in ("allergy", "taboo")


def chips_for(store: Store, held: Sequence[Preference]) -> list[Chip]:
    """What is noted most often of this store's customers, then the first ones; without what is known already."""
    known = {(one.topic, one.value.casefold()) for one in held}
    chips = [*_noted_most(store), *(Chip(topic, str(value)) for topic, value in _FIRST_CHIPS)]
    fresh = {(chip.topic, chip.value.casefold()): chip for chip in reversed(chips)}
    return [chip for key, chip in reversed(fresh.items()) if key not in known][:CHIPS]


def drink_said(drink: str, *, sugar: str, ice: str) -> str:
    """“Iced mocha, 2 sugars, 2 ice”; what was not tapped is not said."""
    parts = [drink]
    if sugar in _STEPS_SAID:
        parts.append(_sugar(int(sugar)))
    if ice in _STEPS_SAID:
        parts.append(_ice(int(ice)))
    return pgettext("of a drink", ", ").join(parts)


def _sugar(count: int) -> str:
    if count == 0:
        return _("no sugar")
    return ngettext("%(count)s sugar", "%(count)s sugars", count) % {"count": count}


def _ice(count: int) -> str:
    return _("%(count)s ice") % {"count": count} if count else _("no ice")


def _noted_most(store: Store) -> list[Chip]:
    latest = Preference.objects.filter(
        customer__home_store=store, withdrawn_at__isnull=True, is_sensitive=False, reason=""
    ).order_by("-pk")
    ids = list(latest.values_list("pk", flat=True)[:_LOOKED_AT])
    counted = Preference.objects.filter(pk__in=ids).values("topic", "value").annotate(people=Count("customer"))
    rows = counted.filter(people__gt=1).order_by("-people", "topic", "value")[:CHIPS]
    return [Chip(row["topic"], row["value"]) for row in rows]
