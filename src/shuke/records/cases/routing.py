"""Who gets a case: who knows the customer, else who is named for the class, else skill, load and turn."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Place:
    """Somebody who may take the case now."""

    staff_id: int
    has_skill: bool  # for the case's category
    open_cases: int
    most_open: int | None
    latest_given_at: datetime | None

    @property
    def has_room(self) -> bool:
        return self.most_open is None or self.open_cases < self.most_open


@dataclass(frozen=True)
class Choice:
    staff_id: int
    why: str  # "relation", "class", "skill", "load", "turn"


def choose(places: Collection[Place], *, relation_id: int | None = None, class_id: int | None = None) -> Choice | None:
    """`relation_id` and `class_id` name people who may work on the case; None when nobody can take it.

    The relation holds even when its owner is full: a customer who is known is not passed on.
    """
    if relation_id is not None:
        return Choice(relation_id, "relation")
    if class_id is not None:
        return Choice(class_id, "class")
    free = [place for place in places if place.has_room]
    skilled = [place for place in free if place.has_skill]
    if not free:
        return None
    group = skilled or free
    least = min(place.open_cases for place in group)
    lightest = [place for place in group if place.open_cases == least]
    taken = min(lightest, key=lambda place: (place.latest_given_at or _LONG_AGO, place.staff_id))
    if skilled and len(skilled) < len(free):
        return Choice(taken.staff_id, "skill")
    return Choice(taken.staff_id, "turn" if len(lightest) > 1 else "load")
