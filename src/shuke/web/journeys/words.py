"""Nodes in words: what each does, in one line, and what its ways are called."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from shuke.actions.journeys.graph.nodes import (
    CUSTOM_DAY,
    Delay,
    Draw,
    Entry,
    GiveCoupon,
    Goal,
    Message,
    Node,
    Points,
    Split,
    Tag,
    Task,
    WaitFor,
    Webhook,
)
from shuke.actions.journeys.occasions import DAY_NAMES, OCCASIONS
from shuke.records.messages.models import Channel
from shuke.web import figures

KIND_NAMES: Mapping[str, Promise] = {
    "entry": pgettext_lazy("journey", "Entry"),
    "delay": pgettext_lazy("journey", "Delay"),
    "wait_for": pgettext_lazy("journey", "Wait for"),
    "split": pgettext_lazy("journey", "Split by a condition"),
    "draw": pgettext_lazy("journey", "Random split"),
    "message": pgettext_lazy("journey", "Message"),
    "points": pgettext_lazy("journey", "Points"),
    "coupon": pgettext_lazy("journey", "Coupon"),
    "tag": pgettext_lazy("journey", "Tag"),
    "task": pgettext_lazy("journey", "Task for a colleague"),
    "webhook": pgettext_lazy("journey", "Webhook"),
    "goal": pgettext_lazy("journey", "Goal"),
    "exit": pgettext_lazy("journey", "Exit"),
}
ICONS: Mapping[str, str] = {
    "entry": "door-enter",
    "delay": "hourglass",
    "wait_for": "clock-pause",
    "split": "arrows-split-2",
    "draw": "arrows-shuffle",
    "message": "mail",
    "points": "coins",
    "coupon": "ticket",
    "tag": "tag",
    "task": "checkbox",
    "webhook": "send",
    "goal": "target",
    "exit": "flag",
}
WEEKDAYS: tuple[Promise, ...] = (
    gettext_lazy("Mon"), gettext_lazy("Tue"), gettext_lazy("Wed"), gettext_lazy("Thu"), gettext_lazy("Fri"),
    gettext_lazy("Sat"), gettext_lazy("Sun"),
)  # fmt: skip


def event_word(event: str) -> str:
    return str(OCCASIONS.get(event, event))


def day_word(day: str) -> str:
    return str(DAY_NAMES.get(day, day.removeprefix(CUSTOM_DAY)))


def sentence_of(node: Node) -> str:
    """What a node does, in one line."""
    match node:
        case Entry():
            often = _("each time") if node.is_again else _("once a person")
            return f"{_comes_in(node)} · {often}"
        case Delay():
            return _waits(node)
        case WaitFor(event=event, days=days):
            return _("%(event)s, for %(days)s at most") % {"event": event_word(event), "days": _days(days)}
        case Split(condition=condition):
            return condition
        case Draw(shares=shares):
            return " / ".join(f"{share} %" for share in shares)
        case Message(template=template, channel=channel):
            return f"{Channel(channel).label if channel in Channel.values else channel} · {template}"
        case Points(points=points, plan=plan):
            return _("%(points)s points of %(plan)s") % {"points": points, "plan": plan}
        case GiveCoupon(coupon=coupon):
            return _("A code of %(coupon)s") % {"coupon": coupon}
        case Tag(tag=tag, is_removed=is_removed):
            return _("Take “%(tag)s” away") % {"tag": tag} if is_removed else _("Give “%(tag)s”") % {"tag": tag}
        case Task(title=title):
            return title
        case Webhook(event=event):
            return _("Tells another system “%(event)s”") % {"event": event}
        case Goal(event=event, days=days, is_end=is_end):
            said = {"event": event_word(event), "days": _days(days)}
            leaves, stays = _("%(event)s within %(days)s; then they leave"), _("%(event)s within %(days)s; they stay")
            return (leaves if is_end else stays) % said
        case _:
            return _("People leave here")


PER = 1000  # people, in sentences
VERDICTS: Mapping[str, Promise] = {
    "gain": gettext_lazy("It works."),
    "loss": gettext_lazy("It does harm."),
    "unclear": gettext_lazy("No difference that chance would not make."),
}


def goal_words(effect: Mapping[str, Any]) -> str:
    """“Of 1,000 people, 290 reached the goal; of 1,000 held out, 80 did. …”; the row `response` of an effect."""
    told = {
        "treated": figures.number(round(effect["treated"] * PER)),
        "held": figures.number(round(effect["control"] * PER)),
        "more": figures.number(round(effect["difference"] * PER), signed=True),
        "low": figures.number(round(effect["lower"] * PER), signed=True),
        "high": figures.number(round(effect["upper"] * PER), signed=True),
        "verdict": VERDICTS[effect["verdict"]],
    }
    return (
        _(
            "Of 1,000 people in it, %(treated)s reached the goal; of 1,000 like them held out, %(held)s did. "
            "The difference of %(more)s lies between %(low)s and %(high)s with 95%% certainty. %(verdict)s"
        )
        % told
    )


def _comes_in(node: Entry) -> str:
    match node.on:
        case "event":
            return event_word(node.event)
        case "segment":
            return _("Enters segment “%(segment)s”") % {"segment": node.segment}
        case "day":
            return _offset(day_word(node.day), node.offset_days)
        case _:
            return _("Put in by hand or the API")


def _waits(node: Delay) -> str:
    parts = []
    if node.until:
        parts.append(_("Until %(day)s") % {"day": _offset(day_word(node.until), node.offset_days)})
    elif node.days or node.hours:
        long = " ".join([*([_days(node.days)] if node.days else []), *([_hours(node.hours)] if node.hours else [])])
        parts.append(_("%(long)s after the entry") % {"long": long} if node.is_since_entry else long)
    if node.weekdays:
        listed = pgettext("between weekdays", ", ").join(str(WEEKDAYS[number - 1]) for number in node.weekdays)
        parts.append(_("on %(weekdays)s") % {"weekdays": listed})
    if node.at:
        parts.append(_("at %(clock)s") % {"clock": node.at})
    return " · ".join(parts)


def _offset(day: str, offset_days: int) -> str:
    if not offset_days:
        return day
    said = {"days": _days(abs(offset_days)), "day": day}
    return _("%(days)s after: %(day)s") % said if offset_days > 0 else _("%(days)s before: %(day)s") % said


def _days(count: int) -> str:
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": count}


def _hours(count: int) -> str:
    return ngettext("%(count)s hour", "%(count)s hours", count) % {"count": count}
