"""What must not be overlooked while somebody is served; taboos stand with the preferences."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shuke.records.customers.models import Customer
from shuke.records.membership.models import Card
from shuke.web import figures
from shuke.web.counter.entitlements import Entitlements
from shuke.web.counter.place import Place


@dataclass(frozen=True)
class Alert:
    icon: str
    says: str
    is_pressing: bool = False


def alerts_for(
    card: Card | None,
    customer: Customer,
    held: Entitlements | None,
    place: Place,
    *,
    is_inside: bool,
    birthday_on: date | None,
) -> list[Alert]:
    found = _about_the_card(card, held)
    if held is not None:
        found += _about_points(held, place)
    if birthday_on is not None and is_inside:
        found.append(Alert("cake", _birthday(birthday_on, place.today)))
    if customer.is_not_personalised:
        found.append(Alert("user-off", _("Asked not to be personalised: no advice, no usual order.")))
    if customer.is_do_not_contact:
        found.append(Alert("message-off", _("Does not want to be written to or called.")))
    if not is_inside:
        store = customer.home_store.name if customer.home_store else "—"
        says = _("Customer of %(store)s: what is needed to serve, no history.") % {"store": store}
        found.append(Alert("building-store", says))
    return found


def _about_the_card(card: Card | None, held: Entitlements | None) -> list[Alert]:
    if card is None or not card.holder:
        return []
    says = _("Card carried by %(name)s, a friend.") % {"name": card.holder}
    if held is not None and not held.is_shared:
        return [Alert("id-badge-2", says + " " + _("The plan gives friends no discount."), is_pressing=True)]
    return [Alert("id-badge-2", says)]


def _about_points(held: Entitlements, place: Place) -> list[Alert]:
    balance, found = held.balance, []
    if balance.debt:
        said = ngettext(
            "Owes %(points)s point after a return; the next ones settle it.",
            "Owes %(points)s points after a return; the next ones settle them.",
            balance.debt,
        )
        found.append(Alert("alert-triangle", said % {"points": figures.number(balance.debt)}, is_pressing=True))
    if held.member.falls_at and held.member.tier:
        day = figures.short_day(held.member.falls_at.astimezone(place.zone).date(), today=place.today)
        said = _("Keeps the level “%(tier)s” until %(day)s only.") % {"tier": held.member.tier.name, "day": day}
        found.append(Alert("stairs-down", said))
    return found


def _birthday(day: date, today: date) -> str:
    if day == today:
        return _("Birthday today.")
    return _("Birthday on %(day)s.") % {"day": figures.short_day(day, today=today)}
