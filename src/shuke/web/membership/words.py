"""Plans, tiers, coupons and causes as sentences, in the reader's language."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shuke.records.membership.models import Coupon, Entry, Plan, Tier
from shuke.web import figures
from shuke.web.words import discount_words

SOURCES = ("order", "history", "staff", "api", "reward", "case", "lot", "settle", "demo")


def plan_sentences(plan: Plan) -> list[str]:
    return [_joining(plan), *_discount(plan), _earning(plan), _paying(plan), _keeping(plan), *_by_hand(plan)]


def tier_sentences(tier: Tier) -> list[str]:
    return list(_tier_parts(tier))


def coupon_conditions(coupon: Coupon) -> list[str]:
    said = []
    if coupon.min_spend:
        said.append(_("from %(amount)s") % {"amount": _money(coupon.min_spend, coupon.currency)})
    if coupon.starts_on:
        said.append(_("from %(day)s") % {"day": figures.day(coupon.starts_on)})
    if coupon.ends_on:
        said.append(_("valid until %(day)s") % {"day": figures.day(coupon.ends_on)})
    if coupon.most_per_customer:
        said.append(
            ngettext("once a customer", "%(count)d times a customer", coupon.most_per_customer)
            % {"count": coupon.most_per_customer}
        )
    return said


def source_words(source: str) -> str:
    words = {
        "order": _("purchase"),
        "history": _("taken over from history"),
        "staff": _("by hand"),
        "api": _("another system"),
        "reward": _("reward"),
        "case": _("service case"),
        "lot": _("by the calendar"),
        "settle": _("debt"),
        "demo": _("demo data"),
    }
    return words.get(source, source)


def cause_words(entry: Entry) -> str:
    """“purchase 4711 · Main Street”; a key that says nothing to people stays out."""
    if entry.order is not None:
        place = f" · {entry.store.name}" if entry.store else ""
        return f"{source_words(entry.source)} {entry.order.source_key}{place}"
    if entry.source == "history":
        return _("all purchases of %(month)s, %(source)s") % {
            "month": entry.source_key.partition(" ")[0],
            "source": source_words("history"),
        }
    if entry.source in SOURCES:
        return source_words(entry.source)
    return f"{entry.source} {entry.source_key}"


def _joining(plan: Plan) -> str:
    if not plan.is_open:
        return _("Takes no new members.")
    if plan.enrol_min_spend is None:
        return _("Everybody may join.")
    return _("Who spent %(amount)s or more in one order within the latest %(days)s may join.") % {
        "amount": _money(plan.enrol_min_spend, plan.currency),
        "days": figures.days(plan.enrol_within_days),
    }


def _discount(plan: Plan) -> Iterator[str]:
    if not plan.discount_percent:
        yield _("The card itself gives no discount; tiers may.")
    elif plan.is_shared:
        yield _("The card gives %(discount)s at once, to its holder and to friends who bring it.") % {
            "discount": discount_words(plan.discount_percent)
        }
    else:
        yield _("The card gives %(discount)s at once, to its holder only: a friend who brings it earns points.") % {
            "discount": discount_words(plan.discount_percent)
        }
    if plan.is_shared:
        yield _("Friends may carry a card of their own.")


def _earning(plan: Plan) -> str:
    said = _("Each %(unit)s paid brings %(points)s in points and %(growth)s in growth value.") % {
        "points": _rate(plan.points_per_unit),
        "growth": _rate(plan.growth_per_unit),
        "unit": _money(1, plan.currency),
    }
    if plan.earns_on_points_paid:
        return said + " " + _("What points paid earns again.")
    return said + " " + _("What points paid earns none.")


def _paying(plan: Plan) -> str:
    if not plan.point_value or not plan.most_paid_by_points_percent:
        return _("Points pay nothing at the till; they are exchanged for rewards.")
    return _("%(points)s points pay %(amount)s, up to %(percent)s of an order.") % {
        "points": figures.number(100),
        "amount": _money(plan.point_value * 100, plan.currency),
        "percent": _percent(plan.most_paid_by_points_percent),
    }


def _keeping(plan: Plan) -> str:
    waits = (
        _("They can be spent once %(days)s to return goods are over") % {"days": figures.days(plan.return_window_days)}
        if plan.return_window_days
        else _("They can be spent at once")
    )
    if plan.validity_days is None:
        return _("%(waits)s, and are kept for ever.") % {"waits": waits}
    return _("%(waits)s, and are kept for %(days)s from then.") % {
        "waits": waits,
        "days": figures.days(plan.validity_days),
    }


def _by_hand(plan: Plan) -> Iterator[str]:
    limits = ((_("A service agent"), plan.agent_most_points), (_("A manager"), plan.manager_most_points))
    for who, most in limits:
        if most is not None:
            yield _("%(who)s moves at most %(points)s points by hand for one customer on one day.") % {
                "who": who,
                "points": figures.number(most),
            }


def _tier_parts(tier: Tier) -> Iterator[str]:
    if tier.discount_percent:
        yield discount_words(tier.discount_percent)
    if tier.points_multiplier != 1:
        yield _("%(times)s the points") % {"times": figures.times(float(tier.points_multiplier))}
    yield from (str(benefit) for benefit in tier.benefits)


def _percent(value: object) -> str:
    return f"{float(str(value)):g}%"


def _rate(value: object) -> str:
    return f"{float(str(value)):g}"


def _money(amount: object, currency: str) -> str:
    exact = float(str(amount)) != int(float(str(amount)))
    return figures.money_text(amount, currency, exact=exact)  # type: ignore[arg-type]
