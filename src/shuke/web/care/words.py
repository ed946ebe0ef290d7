"""Why a task is there, what a programme does, in the reader's language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from shuke.actions.care.calendar import HOLIDAYS
from shuke.actions.care.deciding import CATCH_UP_DAYS, HAS_TASK, VALUE_MISSING, Beyond, is_limited
from shuke.actions.care.models import CareProgramme, CareStep, CareTask, Does, Kind, Outcome
from shuke.records.messages.models import Channel
from shuke.records.messages.rules.words import reason_words
from shuke.report.words import name_of
from shuke.web import figures

ICONS: Mapping[str, str] = {
    Kind.BIRTHDAY: "cake",
    Kind.ANNIVERSARY: "confetti",
    Kind.HOLIDAY: "calendar-heart",
    Kind.THANKS: "gift",
    Kind.FIRST_VISIT: "door-enter",
    Kind.PURCHASE: "shopping-bag",
    Kind.COMPLAINT: "message-report",
    Kind.VISIT: "user-check",
    Kind.WARNING: "alert-triangle",
    Kind.RETURN: "refresh",
}
# What else keeps a programme from serving somebody, beside the reasons of messages.
_REASONS: Mapping[str, Promise] = {
    VALUE_MISSING: gettext_lazy("The text needs something that is not known of them"),
    HAS_TASK: gettext_lazy("A colleague speaks with them on this occasion, by another programme"),
}


def left_out_words(reason: str) -> str:
    return str(_REASONS[reason]) if reason in _REASONS else reason_words(reason)


def result_words(outcome: str) -> str:
    """What came of a task; empty: nothing yet."""
    return str(Outcome(outcome).label) if outcome else pgettext("what came of a task", "Not tried yet")


@dataclass(frozen=True)
class Shown:
    """A task as a page shows it."""

    task: CareTask
    title: str
    icon: str
    why_today: str
    warning: Mapping[str, Any] | None  # the reason of an early warning, for the tag that words it
    currency: str


def shown(task: CareTask) -> Shown:
    if task.programme is None:
        return Shown(task, task.title, "route", task.why, None, "")
    kind, facts = task.programme.kind, task.facts
    reasons = facts.get("why") or [None]
    return Shown(
        task=task,
        title=task.programme.name,
        icon=ICONS[kind],
        why_today=_TODAY[kind](facts),
        warning=reasons[0],
        currency=str(facts.get("currency", "")),
    )


def programme_words(programme: CareProgramme) -> list[str]:
    """One sentence each: on which occasion, for whom, how many."""
    return [occasion_words(programme), _whom(programme), _how_many(programme)]


def occasion_words(programme: CareProgramme) -> str:
    match programme.kind:
        case Kind.BIRTHDAY:
            return _("On birthdays: %(which)s.") % {"which": programme.get_calendar_display()}
        case Kind.HOLIDAY:
            return _("On %(holiday)s, every year.") % {"holiday": _holiday(programme.holiday)}
        case Kind.THANKS:
            return _("On our thanks day, %(day)s of every year.") % {"day": _month_day(programme.month_day)}
        case Kind.VISIT if programme.every_days:
            return _("In the rhythm of the customer’s class, else every %(days)s.") % {
                "days": figures.days(programme.every_days)
            }
        case _:
            return str(_OCCASIONS[programme.kind])


def step_words(step: CareStep) -> str:
    return f"{when_words(step.after_days)}: {_does(step)}"


def when_words(after_days: int) -> str:
    if after_days == 0:
        return pgettext("when a step happens", "On the day")
    if after_days < 0:
        count = -after_days
        return ngettext("%(count)s day before", "%(count)s days before", count) % {"count": count}
    return ngettext("%(count)s day after", "%(count)s days after", after_days) % {"count": after_days}


def _does(step: CareStep) -> str:
    if step.does == Does.TASK:
        return _("a task for a person")
    text = step.template.name if step.template else "—"
    if step.does == Does.LETTER:
        return _("the letter “%(text)s”, printed") % {"text": text}
    channel = Channel(step.channel).label if step.channel in Channel.values else step.channel
    return _("the message “%(text)s” by %(channel)s at %(time)s") % {
        "text": text,
        "channel": channel,
        "time": f"{step.send_at:%H:%M}",
    }


def _whom(programme: CareProgramme) -> str:
    levels = [name_of("value_class", one) for one in programme.classes]
    levels += [tier.name for tier in programme.tiers.all()]
    said = _(", ").join(levels)
    if programme.segment and said:
        return _("For %(levels)s, where %(segment)s.") % {"levels": said, "segment": programme.segment}
    if programme.segment:
        return _("For everybody where %(segment)s.") % {"segment": programme.segment}
    return _("For %(levels)s.") % {"levels": said} if said else _("For all customers.")


def _how_many(programme: CareProgramme) -> str:
    most = _("%(count)s customers a day at most") % {"count": figures.number(programme.most_a_day)}
    if not is_limited(kind=programme.kind, does=Does.MESSAGE):
        most = _("%(most)s for tasks and letters, messages reach everybody on the day") % {"most": most}
    if not programme.holdout_percent:
        return _("%(most)s; nobody is held out, so what it brings cannot be told.") % {"most": most}
    return _("%(most)s; %(percent)s %% are held out by lot, so that what it brings can be told.") % {
        "most": most,
        "percent": programme.holdout_percent,
    }


def beyond_words(found: Beyond) -> str:
    """Whom the most customers a day keep from their day; empty: nobody."""
    if not found.late and not found.never:
        return ""
    said = {
        "late": figures.number(found.late),
        "never": figures.number(found.never),
        "days": figures.days(CATCH_UP_DAYS),
    }
    sentence = _("%(late)s of them come later than their day") % said
    if found.never:
        sentence = (
            _("%(late)s of them come later than their day, and %(never)s not at all: after %(days)s it is over") % said
        )
    return _("%(sentence)s. “Most customers a day” is what holds them back.") % {"sentence": sentence}


_OCCASIONS: Mapping[str, Promise] = {
    Kind.ANNIVERSARY: gettext_lazy("On the anniversary of the first visit, every year."),
    Kind.FIRST_VISIT: gettext_lazy("After the very first visit."),
    Kind.PURCHASE: gettext_lazy("After every purchase."),
    Kind.COMPLAINT: gettext_lazy("After a complaint was closed."),
    Kind.VISIT: gettext_lazy("In the rhythm of the customer’s class."),
    Kind.WARNING: gettext_lazy("When somebody stays away longer than is usual for them, the dearest first."),
    Kind.RETURN: gettext_lazy("When somebody who was lost buys again."),
}


def _birthday(facts: Mapping[str, Any]) -> str:
    said = {"day": _day(facts)}
    if "lunar" in facts:
        return _("Birthday by the moon (%(lunar)s), this year on %(day)s") % {**said, "lunar": facts["lunar"]}
    return _("Birthday on %(day)s") % said


def _anniversary(facts: Mapping[str, Any]) -> str:
    years = int(facts["years"])
    return ngettext("%(years)s year with us on %(day)s", "%(years)s years with us on %(day)s", years) % {
        "years": years,
        "day": _day(facts),
    }


_TODAY: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    Kind.BIRTHDAY: _birthday,
    Kind.ANNIVERSARY: _anniversary,
    Kind.HOLIDAY: lambda facts: (
        _("%(holiday)s on %(day)s") % {"holiday": _holiday(facts["holiday"]), "day": _day(facts)}
    ),
    Kind.THANKS: lambda facts: _("Our thanks day on %(day)s") % {"day": _day(facts)},
    Kind.FIRST_VISIT: lambda facts: _("First visit on %(day)s") % {"day": _day(facts)},
    Kind.PURCHASE: lambda facts: _("Bought on %(day)s") % {"day": _day(facts)},
    Kind.COMPLAINT: lambda facts: (
        _("Complaint %(number)s was closed on %(day)s") % {"number": facts["case"], "day": _day(facts)}
    ),
    Kind.VISIT: lambda facts: (
        _("%(class)s customers are seen every %(days)s")
        % {"class": name_of("value_class", facts["class"]), "days": figures.days(facts["every_days"])}
    ),
    Kind.WARNING: lambda facts: (
        _("Stays away longer than usual, as of %(day)s") % {"day": figures.day(date.fromisoformat(facts["as_of"]))}
    ),
    Kind.RETURN: lambda facts: (
        _("Back after having been lost, seen on %(day)s") % {"day": figures.day(date.fromisoformat(facts["seen_on"]))}
    ),
}


def _day(facts: Mapping[str, Any]) -> str:
    return figures.day(date.fromisoformat(facts["on"]))


def _holiday(key: str) -> str:
    return str(dict(HOLIDAYS)[key])


def _month_day(text: str) -> str:
    return figures.short_day(date.fromisoformat(f"2024-{text}"))
