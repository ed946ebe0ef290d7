"""Entries of the timeline in words: a title, a line below it, an icon."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from shuke.records.sales.queries import Entry
from shuke.report.words import name_of
from shuke.web import figures
from shuke.web.counter.notes import topic_word
from shuke.web.customers.care_words import CARE_EVENTS
from shuke.web.customers.case_words import CASE_EVENTS
from shuke.web.customers.setting import Setting
from shuke.web.customers.story import Story

CHANNELS: Mapping[str, Promise] = {
    "email": gettext_lazy("e-mail"),
    "sms": gettext_lazy("SMS"),
    "wechat": gettext_lazy("WeChat"),
    "phone": gettext_lazy("phone"),
    "post": gettext_lazy("post"),
    "shop": gettext_lazy("in person"),
}
PURPOSES: Mapping[str, Promise] = {
    "marketing": gettext_lazy("marketing"),
    "care": gettext_lazy("care"),
    "health": gettext_lazy("health details"),
    "photo": gettext_lazy("a picture"),
}
# Where somebody said something, where no person wrote it down.
SOURCES: Mapping[str, Promise] = {
    "own_page": gettext_lazy("their own page"),
    "counter": gettext_lazy("Counter"),
    "unsubscribe link": gettext_lazy("the link in a message"),
}
# Which words a moved score uses.
_MOVED = {"score.stage": "stage", "score.level": "pyramid_level", "score.class": "value_class"}
_EVENTS: Mapping[str, tuple[Promise, str]] = {
    **CASE_EVENTS,
    **CARE_EVENTS,
    "customer.created": (gettext_lazy("Came into the records"), "user-plus"),
    "customer.updated": (gettext_lazy("Details changed"), "pencil"),
    "customer.merged": (gettext_lazy("Merged into another record"), "arrow-merge"),
    "customer.took_in": (gettext_lazy("Another record merged into this one"), "arrow-merge"),
    "customer.unmerged": (gettext_lazy("A record of its own again"), "arrows-split-2"),
    "customer.let_go": (gettext_lazy("A merge into this record undone"), "arrows-split-2"),
    "customer.tagged": (gettext_lazy("Tags changed"), "tag"),
    "customer.assigned": (gettext_lazy("Somebody else looks after this customer"), "user-check"),
    "identity.added": (gettext_lazy("A phone, card or address added"), "id"),
    "identity.removed": (gettext_lazy("A phone, card or address removed"), "id-off"),
    "departure.recorded": (gettext_lazy("Why the customer stays away was written down"), "door-exit"),
    "departure.answered": (gettext_lazy("Something was done to win the customer back"), "heart-handshake"),
    "message.sent": (gettext_lazy("Message sent"), "mail"),
    "message.refused": (gettext_lazy("Message not sent"), "mail-off"),
    "message.failed": (gettext_lazy("Message given up"), "mail-x"),
    "message.held": (gettext_lazy("Message held: it may have arrived"), "mail-question"),
    "message.cancelled": (gettext_lazy("Message cancelled"), "mail-off"),
    "message.bounced": (gettext_lazy("Message came back"), "mail-x"),
    "message.replied": (gettext_lazy("Answer received"), "mail-down"),
    "message.clicked": (gettext_lazy("Opened a link of a message"), "arrow-up-right"),
    "message.unsubscribed": (gettext_lazy("Unsubscribed"), "mail-off"),
    "journey.entered": (gettext_lazy("Came into a journey"), "route"),
    "journey.left": (gettext_lazy("Left a journey"), "route"),
    "event.came": (gettext_lazy("Came to an event"), "calendar-check"),
    "event.not_came": (gettext_lazy("Check-in at an event taken back"), "calendar-x"),
    "booking.made": (gettext_lazy("Booked"), "calendar-plus"),
    "booking.changed": (gettext_lazy("Booking changed"), "calendar-event"),
    "booking.came": (gettext_lazy("Came to a booking"), "calendar-check"),
    "booking.missed": (gettext_lazy("Did not come to a booking"), "calendar-x"),
    "booking.cancelled": (gettext_lazy("Booking cancelled"), "calendar-off"),
    "preference.learned": (gettext_lazy("Preference learned"), "heart-plus"),
    "preference.confirmed": (gettext_lazy("Preference confirmed"), "heart-check"),
    "preference.withdrawn": (gettext_lazy("Preference taken back"), "heart-minus"),
    "offer.done": (gettext_lazy("Advice followed at the counter"), "bulb"),
    "offer.refused": (gettext_lazy("Advice refused at the counter"), "bulb-off"),
    "offer.not_offered": (gettext_lazy("Advice not offered at the counter"), "bulb-off"),
    "advice.done": (gettext_lazy("Today: done"), "bulb"),
    "advice.later": (gettext_lazy("Today: put off"), "clock"),
    "advice.not_fit": (gettext_lazy("Today: advice does not fit"), "bulb-off"),
    "advice.brought_back": (gettext_lazy("Today: brought back"), "arrow-back-up"),
    "member.enrolled": (gettext_lazy("Joined as a member"), "id-badge-2"),
    "card.issued": (gettext_lazy("Card issued"), "id"),
    "tier.changed": (gettext_lazy("Another tier"), "stairs"),
    "points.earned": (gettext_lazy("Points earned"), "coins"),
    "points.redeemed": (gettext_lazy("Points redeemed"), "coins"),
    "points.compensated": (gettext_lazy("Points given as compensation"), "coins"),
    "points.adjusted": (gettext_lazy("Points adjusted by hand"), "coins"),
    "points.reversed": (gettext_lazy("Movement of points reversed"), "coins"),
    "points.given": (gettext_lazy("Points passed on"), "coins"),
    "points.received": (gettext_lazy("Points received"), "coins"),
    "coupon.redeemed": (gettext_lazy("Coupon used"), "ticket"),
}


@dataclass(frozen=True)
class Line:
    at: datetime
    title: str
    says: str
    by: str
    icon: str
    tone: str = ""  # "acc" for purchases, "high" for what went worse


def lines_of_story(story: Story, setting: Setting) -> list[Line]:
    return [_WRITERS.get(entry.source, _event)(entry, story, setting) for entry in story.entries]


def _order(entry: Entry, story: Story, setting: Setting) -> Line:
    store = story.stores.get(entry.store_id or 0, "")
    total = Decimal(str(entry.facts["total"]))
    amount = figures.money_text(total, str(entry.facts["currency"]), exact=True) if setting.sees_money else ""
    is_return = entry.kind == "order.return"
    place = {"amount": amount, "store": store}
    if amount:
        title = _("%(amount)s returned at %(store)s") % place if is_return else _("%(amount)s at %(store)s") % place
    else:
        title = _("Return at %(store)s") % place if is_return else _("Purchase at %(store)s") % place
    return Line(entry.at, title, _products(entry, story), "", "receipt-refund" if is_return else "receipt", "acc")


def _products(entry: Entry, story: Story) -> str:
    named = story.products.get(entry.id, [])
    count = entry.facts.get("lines")
    more = (count if isinstance(count, int) else 0) - len(named)
    said = _(", ").join(named)
    if more <= 0:
        return said
    return _("%(products)s %(more)s") % {
        "products": said,
        "more": ngettext("and %(count)s more", "and %(count)s more", more) % {"count": more},
    }


def _consent(entry: Entry, story: Story, setting: Setting) -> Line:
    said = {
        "channel": CHANNELS.get(str(entry.facts["channel"]), entry.facts["channel"]),
        "purpose": PURPOSES.get(str(entry.facts["purpose"]), entry.facts["purpose"]),
    }
    source = str(entry.facts["source"])
    where = str(SOURCES.get(source, source))
    if entry.kind == "consent.granted":
        return Line(entry.at, _("Allowed: %(channel)s for %(purpose)s") % said, "", where, "check")
    return Line(entry.at, _("Refused: %(channel)s for %(purpose)s") % said, "", where, "ban")


def _score(entry: Entry, story: Story, setting: Setting) -> Line:
    kind = _MOVED[entry.kind]
    before, after = str(entry.facts["before"]), str(entry.facts["after"])
    title = f"{name_of(kind, before)} → {name_of(kind, after)}"
    run = _("run %(number)s") % {"number": entry.origin.removeprefix("run:")}
    is_worse = kind == "stage" and after in ("declining", "lost")
    icon, tone = ("arrow-down-right", "high") if is_worse else ("arrow-up-right", "")
    return Line(entry.at, title, "", run, icon, tone)


def _event(entry: Entry, story: Story, setting: Setting) -> Line:
    title, icon = _EVENTS.get(entry.kind, (entry.kind, "point"))
    says = _booking(entry, story) if entry.kind.startswith("booking.") else _facts(entry)
    return Line(entry.at, str(title), says, _by(entry, story), icon)


def _booking(entry: Entry, story: Story) -> str:
    """For when, how many and where."""
    day, people = str(entry.facts.get("day", "")), entry.facts.get("party_size")
    when = f"{figures.day(date.fromisoformat(day))} {entry.facts.get('time', '')}" if day else ""
    count = people if isinstance(people, int) else 0
    party = ngettext("%(count)s person", "%(count)s people", count) % {"count": count} if count else ""
    return _(", ").join(part for part in (when, party, story.stores.get(entry.store_id or 0, "")) if part)


def _facts(entry: Entry) -> str:
    """The few facts of an event that say something to a reader; ids and field names are not among them."""
    parts = [f"+ {name}" for name in _names(entry, "added")] + [f"− {name}" for name in _names(entry, "removed")]
    parts += [str(entry.facts[name]) for name in ("other_number", "event_name") if name in entry.facts]
    return _(", ").join(parts) if parts else topic_word(str(entry.facts.get("topic", "")))


def _names(entry: Entry, fact: str) -> list[str]:
    held = entry.facts.get(fact)
    return [str(name) for name in held] if isinstance(held, list) else []


def _by(entry: Entry, story: Story) -> str:
    if entry.staff_id is not None and entry.staff_id in story.staff:
        return story.staff[entry.staff_id]
    source, _separator, number = entry.origin.partition(":")
    if source == "import":
        return _("import %(number)s") % {"number": number}
    return {"api": "API", "demo": _("demo"), "own_page": str(SOURCES["own_page"])}.get(source, "")


_WRITERS: Mapping[str, Callable[[Entry, Story, Setting], Line]] = {
    "order": _order,
    "consent": _consent,
    "score": _score,
}
