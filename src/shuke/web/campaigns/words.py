"""What campaigns say in words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from shuke.actions.campaigns.models import Campaign
from shuke.actions.offers.models import CALL, Offer
from shuke.outcomes.models import Outcome
from shuke.records.messages.models import Channel
from shuke.web import figures

REASONS: Mapping[str, Promise] = {
    "do_not_contact": gettext_lazy("asked not to be contacted"),
    "no_consent": gettext_lazy("never agreed, or took it back"),
    "unsubscribed": gettext_lazy("said no to it"),
    "no_address": gettext_lazy("no address known"),
    "late": gettext_lazy("refused when it would have left"),
}
ADVICE: Mapping[str, Promise] = {
    "done": gettext_lazy("taken"),
    "refused": gettext_lazy("refused"),
    "not_offered": gettext_lazy("not offered to the guest"),
}
PER = 1000  # people, in sentences
SURE = 0.95


def gives(offer: Offer) -> str:
    """“An e-mail with a coupon (Autumn 10%) and 50 points”."""
    parts = []
    if offer.coupon is not None:
        parts.append(_("a coupon (%(name)s)") % {"name": offer.coupon.name})
    if offer.points:
        parts.append(
            ngettext("%(count)s point", "%(count)s points", offer.points) % {"count": figures.number(offer.points)}
        )
    way = way_words(offer.way)
    if not way:
        return pgettext("gifts", " and ").join(parts)
    return _("%(way)s with %(gifts)s") % {"way": way, "gifts": pgettext("gifts", " and ").join(parts)} if parts else way


def way_words(way: str) -> str:
    if way == CALL:
        return pgettext("way of an offer", "telephone call")
    return str(Channel(way).label) if way in Channel else ""


def counts(campaign: Campaign) -> str:
    """“a purchase or the coupon used within 21 days”."""
    kinds = [
        words
        for words, counted in (
            (_("the coupon used"), campaign.counts_coupon and campaign.offer.coupon_id is not None),
            (_("a purchase"), campaign.counts_purchase),
            (_("a reply"), campaign.counts_reply and bool(campaign.offer.way)),
        )
        if counted
    ]
    within = figures.days(campaign.window_days)
    return _("%(kinds)s within %(days)s") % {"kinds": pgettext("answers", " or ").join(kinds), "days": within}


def verdict(outcome: Outcome) -> str:
    """One sentence: did it change anything, and did that pay?"""
    response, profit = outcome.effect["response"]["verdict"], outcome.effect["profit"]
    if response == "loss":
        return _("It did harm: fewer bought than of those held out.")
    if response != "gain":
        return _("No difference that chance would not make.")
    if profit["verdict"] == "gain":
        return _("It worked, and it paid.")
    return (
        _("It worked, and cost more than it brought.")
        if profit["total"] < 0
        else _("It worked; whether it paid is open.")
    )


def revenue_verdict(outcome: Outcome) -> str:
    """Of what costs nobody can add up: whether more was bought."""
    return revenue_words(str(outcome.effect["revenue"]["verdict"]))


def profit_words(verdict: str) -> str:
    """Of several together."""
    match verdict:
        case "gain":
            return _("Taken together it paid.")
        case "loss":
            return _("Taken together it cost more than it brought.")
        case _:
            return _("Whether it paid is open.")


def revenue_words(verdict: str) -> str:
    match verdict:
        case "gain":
            return _("It worked: more was bought than by those held out.")
        case "loss":
            return _("It did harm: less was bought than by those held out.")
        case _:
            return _("No difference that chance would not make.")


def difference_words(outcome: Outcome) -> str:
    """“Of 1,000 people written to, 29 bought; of 1,000 held out, 8 did: 21 sales are the campaign's.”"""
    response = outcome.effect["response"]
    told = {
        "treated": figures.number(round(response["treated"] * PER)),
        "held": figures.number(round(response["control"] * PER)),
        "more": figures.number(round(response["difference"] * PER), signed=True),
        "low": figures.number(round(response["lower"] * PER), signed=True),
        "high": figures.number(round(response["upper"] * PER), signed=True),
    }
    return (
        _(
            "Of 1,000 people written to, %(treated)s bought; of 1,000 like them left alone, %(held)s did. "
            "The difference of %(more)s lies between %(low)s and %(high)s with 95%% certainty."
        )
        % told
    )


def chance_words(outcome: Outcome) -> str:
    """How likely chance alone gives this much or more."""
    above = outcome.effect["response"]["probability_above"]
    chance = min(above, 1 - above)
    if chance >= 1 - SURE:
        return _("Chance alone gives such a difference in %(share)s of cases: too often to conclude anything.") % {
            "share": figures.percent(chance)
        }
    if chance < 0.0001:
        return _("Chance alone would give this less than once in 10,000.")
    return _("Chance alone would give this about once in %(times)s.") % {"times": figures.number(round(1 / chance))}
