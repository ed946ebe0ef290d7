"""The kinds of node. Plain frozen values: what a person who fills the form of a node may say, and nothing else."""

from dataclasses import dataclass

PURCHASE = "purchase"  # stands beside the kinds of events: orders are no events

NEXT, YES, NO = "next", "yes", "no"
HAPPENED, TIMEOUT = "happened", "timeout"
UNKNOWN = "unknown"  # a day that nobody wrote down
LETTERS = "abcdefgh"  # branches of a random split


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Who comes in, and when. Without `is_again` a person comes in once."""

    on: str  # "event", "segment", "day", or "hand": only who is put in by a person or the API
    event: str = ""  # of "event": its kind, or PURCHASE
    segment: str = ""  # of "segment": the key of a saved one
    day: str = ""  # of "day": see DAYS
    offset_days: int = 0  # of "day": so many days after it, before it when negative
    is_again: bool = False  # once an event, a stay in the segment, or a day, instead of once a person


@dataclass(frozen=True, kw_only=True)
class Delay:
    """Wait for some time, then until a time of day and a weekday, in the person's time zone."""

    days: int = 0
    hours: int = 0
    is_since_entry: bool = False  # counted from the entry, else from here
    until: str = ""  # a day of DAYS, instead of a length of time
    offset_days: int = 0  # of `until`
    at: str = ""  # "09:00"
    weekdays: tuple[int, ...] = ()  # 1 Monday … 7 Sunday; empty: any


@dataclass(frozen=True, kw_only=True)
class WaitFor:
    """Until the person does something, or `days` are over."""

    event: str
    days: int


@dataclass(frozen=True, kw_only=True)
class Split:
    condition: str  # a segment in its one-line text


@dataclass(frozen=True, kw_only=True)
class Draw:
    """Random: `shares` percent go the ways a, b, c, …"""

    shares: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Message:
    template: str
    channel: str


@dataclass(frozen=True, kw_only=True)
class Points:
    plan: str
    points: int


@dataclass(frozen=True, kw_only=True)
class GiveCoupon:
    coupon: str


@dataclass(frozen=True, kw_only=True)
class Tag:
    tag: str
    is_removed: bool = False


@dataclass(frozen=True, kw_only=True)
class Task:
    """Something a colleague is to do, in the care inbox."""

    title: str
    script: str = ""  # what to say
    due_days: int = 0  # from here


@dataclass(frozen=True, kw_only=True)
class Webhook:
    """Another system is told that somebody came here, by a signed request."""

    event: str  # its type: "journey.welcomed"


@dataclass(frozen=True, kw_only=True)
class Goal:
    """What it is all for: counted where it is done within `days` of the entry."""

    event: str
    days: int = 90
    is_end: bool = True  # whoever does it leaves at once, wherever they are; else it only counts


@dataclass(frozen=True, kw_only=True)
class Exit:
    pass


Node = Entry | Delay | WaitFor | Split | Draw | Message | Points | GiveCoupon | Tag | Task | Webhook | Goal | Exit
Effect = Message | Points | GiveCoupon | Tag | Task | Webhook
KINDS: dict[str, type] = {
    "entry": Entry,
    "delay": Delay,
    "wait_for": WaitFor,
    "split": Split,
    "draw": Draw,
    "message": Message,
    "points": Points,
    "coupon": GiveCoupon,
    "tag": Tag,
    "task": Task,
    "webhook": Webhook,
    "goal": Goal,
    "exit": Exit,
}
# What gives, writes or tells; the others only lead on.
ACTS = ("message", "points", "coupon", "tag", "task", "webhook")
_NAMES = {made: kind for kind, made in KINDS.items()}

# Days of a person that an entry or a delay may refer to; a custom field of days is "custom.<its key>".
DAYS = ("birthday", "joined_on", "first_purchase")
CUSTOM_DAY = "custom."


def kind_of(node: Node) -> str:
    return _NAMES[type(node)]


def branches_of(node: Node) -> tuple[str, ...]:
    """The ways on from a node, in the order in which they are shown; none where a journey ends."""
    match node:
        case Goal() | Exit():
            return ()
        case WaitFor():
            return (HAPPENED, TIMEOUT)
        case Split():
            return (YES, NO)
        case Draw(shares=shares):
            return tuple(LETTERS[: len(shares)])
        case Delay(until=until) if until:
            return (NEXT, UNKNOWN)
        case _:
            return (NEXT,)


def is_pause(node: Node) -> bool:
    """Whether everybody who comes here again and again waits each time."""
    match node:
        case WaitFor():
            return True
        case Delay(days=days, hours=hours, is_since_entry=since_entry, until=until):
            return not until and not since_entry and (days > 0 or hours > 0)
        case _:
            return False
