"""What a case's history and clock say, in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from shuke.records.cases.clock.deadlines import NEVER
from shuke.records.cases.models import Case, Entry
from shuke.records.cases.procedure import step_words
from shuke.records.cases.queries import MESSAGE_KEYS
from shuke.records.messages.models import NOT_ARRIVED, Channel, State
from shuke.records.messages.rules.words import reason_words
from shuke.web import figures

CHANNEL_ICONS: Mapping[str, str] = {
    "counter": "cash-register",
    "phone": "phone",
    "email": "mail",
    "form": "forms",
    "table": "qrcode",
    "chat": "message-circle",
    "social": "brand-wechat",
    "api": "plug-connected",
}
_HAPPENED: Mapping[str, tuple[Promise, str]] = {
    "given": (gettext_lazy("Given to %(person)s"), "user-check"),
    "filed": (gettext_lazy("Filed anew"), "folder"),
    "tagged": (gettext_lazy("Tags changed"), "tag"),
    "linked": (gettext_lazy("Orders linked"), "receipt"),
    "waiting": (gettext_lazy("Waiting for the customer; the clock stands"), "player-pause"),
    "resumed": (gettext_lazy("The clock runs again"), "player-play"),
    "closed": (gettext_lazy("Closed"), "check"),
    "reopened": (gettext_lazy("Opened again"), "refresh"),
    "answered": (gettext_lazy("Answered by the link"), "mood-smile"),
    "merged": (gettext_lazy("Made part of another case"), "arrow-merge"),
    "took": (gettext_lazy("Another case became part of this one"), "arrow-merge"),
    "split": (gettext_lazy("A case of its own was made from a message"), "arrows-split-2"),
    "undelivered": (gettext_lazy("Did not reach the customer"), "mail-off"),
    "warned": (gettext_lazy("The promise runs out soon"), "clock"),
    "late": (gettext_lazy("The promise was not kept in time"), "alert-triangle"),
    "escalated": (gettext_lazy("Escalated to %(person)s"), "arrow-up-right"),
    "proposed": (gettext_lazy("Compensation proposed, waits for approval"), "coin"),
    "rejected": (gettext_lazy("Compensation turned down"), "x"),
}
_WHY: Mapping[str, Promise] = {
    "relation": gettext_lazy("looks after this customer"),
    "class": gettext_lazy("named for this class of customers"),
    "skill": gettext_lazy("knows the category"),
    "load": gettext_lazy("has the fewest open cases"),
    "turn": gettext_lazy("it was their turn"),
}


@dataclass(frozen=True)
class Chip:
    """The clock of a case: how long is left or how late it is."""

    text: str
    tone: str  # "", "soon", "late", "paused"


@dataclass(frozen=True)
class Sent:
    """What became of words to the customer."""

    text: str
    tone: str  # "", "mid", "high"
    why: str = ""  # it did not arrive


def chip_of(case: Case, *, now: datetime, zone: ZoneInfo) -> Chip:
    if case.status == Case.Status.CLOSED:
        return Chip(pgettext("of a case", "closed"), "paused")
    if case.status == Case.Status.WAITING:
        return Chip(_("clock stands"), "paused")
    if case.next_due_at >= NEVER:
        return Chip(figures.NOTHING, "paused")
    left = case.next_due_at - now
    if left < timedelta():
        return Chip(_("%(time)s late") % {"time": _span(-left)}, "late")
    if case.warn_at is not None and case.warn_at <= now:
        return Chip(_("%(time)s left") % {"time": _span(left)}, "soon")
    return Chip(_when(case.next_due_at, now=now, zone=zone), "")


def stage_words(case: Case, due: str | None) -> str:
    """Where the case stands, below its title in the list."""
    if case.status == Case.Status.WAITING:
        return _("waits for the customer")
    if case.status == Case.Status.CLOSED:
        return pgettext("of a case", "closed")
    if case.first_replied_at is None:
        return _("waits for a first answer")
    return step_words(due) if due else _("being worked on")


def happened_words(entry: Entry, people: Mapping[int, str]) -> tuple[str, str]:
    """The sentence of an event and its icon."""
    if entry.code == "step":
        return _step(entry), "progress-check"
    text, icon = _HAPPENED.get(entry.code, (entry.code, "point"))
    if entry.code == "answered":
        return _with_outcome(str(text), entry), icon
    if entry.code == "undelivered":
        return f"{text}: {reason_words(str(entry.facts.get('reason', '')))}", icon
    person = people.get(_number(entry.facts.get("to")), _("nobody yet"))
    said = str(text) % {"person": person} if "%(person)s" in str(text) else str(text)
    why = _WHY.get(str(entry.facts.get("why", "")))
    return (_("%(what)s: %(why)s") % {"what": said, "why": why} if why else said), icon


def sent_words(entry: Entry) -> Sent:
    """What became of words to the customer, whichever ways they left; `entry` as `with_sends` reads it."""
    said, why = [], []
    for held in filter(None, (getattr(entry, f"by_{way}") for way in MESSAGE_KEYS)):
        channel, state, reason = held.split("|")
        said.append(f"{Channel(channel).label}: {State(state).label}")
        why += [reason_words(reason)] if state in NOT_ARRIVED else []
    if said:
        return Sent(" · ".join(said), "high" if why else "", " ".join(why))
    if entry.facts.get("untold"):
        return Sent(_("only written down: the customer does not know it yet"), "mid")
    return Sent(_("not sent from here: told another way"), "")


def people_named(entries: list[Entry]) -> set[int]:
    return {_number(entry.facts.get("to")) for entry in entries} - {0}


def _step(entry: Entry) -> str:
    facts = entry.facts
    said = step_words(str(facts.get("step", "")))
    if facts.get("none"):
        return _("%(step)s: none given") % {"step": said}
    if facts.get("points"):
        return _("%(step)s: %(points)s points") % {"step": said, "points": figures.number(_number(facts["points"]))}
    return _with_outcome(said, entry)


def _with_outcome(said: str, entry: Entry) -> str:
    satisfied = {"yes": _("satisfied"), "no": _("not satisfied"), "silent": _("not reached")}
    outcome = satisfied.get(str(entry.facts.get("satisfied", "")))
    return f"{said}: {outcome}" if outcome else said


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _span(span: timedelta) -> str:
    minutes = max(1, int(span.total_seconds() // 60))
    if minutes < 60:
        return ngettext("%(count)s min", "%(count)s min", minutes) % {"count": minutes}
    if minutes < 48 * 60:
        return ngettext("%(count)s h", "%(count)s h", minutes // 60) % {"count": minutes // 60}
    return figures.days(minutes // 60 // 24)


def _when(moment: datetime, *, now: datetime, zone: ZoneInfo) -> str:
    there, today = moment.astimezone(zone), now.astimezone(zone).date()
    if there.date() == today:
        return _("%(time)s left") % {"time": _span(moment - now)}
    if there.date() == today + timedelta(days=1):
        return _("tomorrow %(time)s") % {"time": f"{there:%H:%M}"}
    return figures.short_day(there.date(), today=today)
