"""What becomes of a customer who is due: decided from facts alone."""

from collections import deque
from collections.abc import Collection, MutableMapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from shuke.actions.care.models import Does, Kind, PlanState

# A task that finds its owner busy moves on by so many days at most, then the team has it on its day.
MOST_MOVED_DAYS = 7
# Occasions of days without a worker are made up for, so many days back.
CATCH_UP_DAYS = 7
# Left out only after the draw: the text needs something that is not known of them.
VALUE_MISSING = "value_missing"
# A colleague speaks with them by another programme of the kind, on the same day of the same occasion.
HAS_TASK = "has_task"
# Everybody's day at once: wishes that come later are none.
_OF_EVERYBODY = frozenset({Kind.HOLIDAY, Kind.THANKS})

Load = MutableMapping[tuple[int, date], int]  # open tasks of a person on a day


@dataclass(frozen=True)
class Decision:
    state: PlanState
    reason: str = ""  # a code, of SKIPPED


def decide(*, does: str, refusal: str, is_held_out: bool) -> Decision:
    """Who may not be contacted is left out before the draw: served and held out stay comparable."""
    if refusal:
        return Decision(PlanState.SKIPPED, refusal)
    if is_held_out:
        return Decision(PlanState.HELD_OUT)
    return Decision(PlanState.TASK if does == Does.TASK else PlanState.MESSAGE)


def is_held_out(*, seed: int, customer_id: int, occasion: str, percent: int) -> bool:
    """A draw that comes out the same whenever it is repeated, for all steps of one occasion alike."""
    drawn = sha256(f"{seed}:{customer_id}:{occasion}".encode()).digest()
    return int.from_bytes(drawn[:8], "big") / 2**64 < percent / 100


def is_limited(*, kind: str, does: str) -> bool:
    """Whether the most customers a day hold: what people do or print has a day's room, a message needs none."""
    return kind not in _OF_EVERYBODY or does != Does.MESSAGE


@dataclass(frozen=True)
class Beyond:
    """Of those who come due: whom the most customers a day serve later, and whom never."""

    late: int = 0
    never: int = 0


def beyond(due: Sequence[int], *, most_a_day: int) -> Beyond:
    """`due` on each of consecutive days. The oldest are served first; so many days back they are given up."""
    waiting: deque[list[int]] = deque()  # day, how many are left
    late = never = 0
    for day, count in enumerate([*due, *[0] * (CATCH_UP_DAYS + 1)]):
        waiting.append([day, count])
        while day - waiting[0][0] > CATCH_UP_DAYS:
            never += waiting.popleft()[1]
        room = most_a_day
        while waiting and room:
            since, left = waiting[0]
            served = min(room, left)
            room -= served
            late += served if since < day else 0
            if served < left:
                waiting[0][1] = left - served
            else:
                waiting.popleft()
    return Beyond(late, never)


def place(owner_id: int | None, *, day: date, load: Load, tasks_a_day: int) -> tuple[int | None, date]:
    """Whose task it is and on which day; counts it into `load`. None: the team's."""
    if owner_id is None:
        return None, day
    for moved in range(MOST_MOVED_DAYS + 1):
        due_on = day + timedelta(days=moved)
        taken = load.get((owner_id, due_on), 0)
        if taken < tasks_a_day:
            load[owner_id, due_on] = taken + 1
            return owner_id, due_on
    return None, day


def days_to_plan(*, planned_until: date | None, today: date) -> Collection[date]:
    """Today always, since more comes due in its course; before it the days that were not dealt with."""
    first = today if planned_until is None else max(planned_until + timedelta(days=1), today - timedelta(CATCH_UP_DAYS))
    first = min(first, today)
    return [first + timedelta(days=shift) for shift in range((today - first).days + 1)]
