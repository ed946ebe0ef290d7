"""The one place that decides whether a message may leave now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import IntEnum, StrEnum
from zoneinfo import ZoneInfo

SERVICE, CARE, MARKETING = "service", "care", "marketing"


class Weight(IntEnum):
    """Which of several messages to one person matters more: it leaves first, and the budget is kept free for it."""

    LOW = 1
    NORMAL = 2
    HIGH = 3
    AWAITED = 4  # what the person waits for: passes the budget anyhow


WEIGHT_OF = {SERVICE: Weight.AWAITED, CARE: Weight.NORMAL, MARKETING: Weight.LOW}


class May(StrEnum):
    YES = "yes"
    DEFER = "defer"
    NO = "no"


@dataclass(frozen=True, kw_only=True)
class Person:
    """What is known of somebody for one channel and purpose."""

    has_address: bool
    consent: bool | None  # the latest word for this channel and purpose; None: never asked
    time_zone: str
    is_gone: bool = False  # erased, or merged into another
    is_do_not_contact: bool = False
    is_address_dead: bool = False  # what was sent there came back for good


@dataclass(frozen=True, kw_only=True)
class Cap:
    channel: str  # empty: all channels together
    messages: int
    days: int


@dataclass(frozen=True, kw_only=True)
class Rules:
    quiet_from: time
    quiet_until: time  # equal to quiet_from: no quiet hours
    caps: tuple[Cap, ...] = ()
    is_skipped_over_budget: bool = False  # else it waits


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A care or marketing message that counts against the budget: it left, may have left, or will."""

    channel: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Verdict:
    may: May
    reason: str  # a code
    until: datetime | None = None  # when to ask again, of a DEFER


def may_contact(
    *,
    person: Person,
    channel: str,
    purpose: str,
    rules: Rules,
    left: Sequence[Counted],
    now: datetime,
    ahead: Sequence[Counted] = (),
) -> Verdict:
    """Marketing needs a yes, care needs no refusal, service is what the person waits for: it passes quiet and budget.

    `left` holds what left within the longest cap, in any order; `ahead` what matters more and will leave at its `at`:
    the budget is kept free for it.
    """
    if refusal := _refusal(person, purpose):
        return Verdict(may=May.NO, reason=refusal)
    if purpose == SERVICE:
        return Verdict(may=May.YES, reason="service")
    if room_at := _room_at(channel, rules.caps, [*left, *ahead], now):
        reason = "over_budget" if _room_at(channel, rules.caps, left, now) else "kept_free"
        if rules.is_skipped_over_budget:
            return Verdict(may=May.NO, reason=reason)
        return Verdict(may=May.DEFER, reason=reason, until=room_at)
    if quiet_end := quiet_until(rules, zone=person.time_zone, now=now):
        return Verdict(may=May.DEFER, reason="quiet_hours", until=quiet_end)
    return Verdict(may=May.YES, reason="allowed")


def quiet_until(rules: Rules, *, zone: str, now: datetime) -> datetime | None:
    """When the quiet hours of `zone` that `now` lies in are over, in UTC; None outside of them."""
    local = now.astimezone(ZoneInfo(zone))
    begin, end, clock = rules.quiet_from, rules.quiet_until, local.time()
    crosses_midnight = begin > end
    is_quiet = clock >= begin or clock < end if crosses_midnight else begin <= clock < end
    if not is_quiet:
        return None
    day = local.date() + timedelta(days=1) if crosses_midnight and clock >= begin else local.date()
    return datetime.combine(day, end, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def use_of(cap: Cap, left: Sequence[Counted], now: datetime) -> tuple[int, datetime | None]:
    """How much of a cap is used, and when it has room again; None where it has."""
    window = timedelta(days=cap.days)
    used = sum(cap.channel in ("", one.channel) and one.at > now - window for one in left)
    return used, _room_of(cap, left, now)


def _refusal(person: Person, purpose: str) -> str:
    if person.is_gone:
        return "gone"
    if purpose != SERVICE and person.is_do_not_contact:
        return "do_not_contact"
    if purpose == MARKETING and person.consent is not True:
        return "never_agreed" if person.consent is None else "unsubscribed"
    if purpose == CARE and person.consent is False:
        return "unsubscribed"
    if not person.has_address:
        return "no_address"
    return "dead_address" if person.is_address_dead else ""


def _room_at(channel: str, caps: Sequence[Cap], left: Sequence[Counted], now: datetime) -> datetime | None:
    """When each cap that is full has room again; None when all have."""
    moments = [moment for cap in caps if cap.channel in ("", channel) and (moment := _room_of(cap, left, now))]
    return max(moments, default=None)


def _room_of(cap: Cap, left: Sequence[Counted], now: datetime) -> datetime | None:
    window = timedelta(days=cap.days)
    counted = sorted(one.at for one in left if cap.channel in ("", one.channel) and abs(one.at - now) < window)
    if len(counted) < cap.messages:
        return None
    return counted[len(counted) - cap.messages] + window
