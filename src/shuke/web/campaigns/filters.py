"""Doors from campaigns and events into the customer list: “38-test”, “38-opened”, “38-555”; “7-came”."""

from collections.abc import Callable, Mapping, Sequence

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from shuke.actions.campaigns.models import Campaign, CampaignMember, Gathering, Guest
from shuke.lib.ids import is_id
from shuke.outcomes.incentives import KEPT, OVER, STOPPED
from shuke.outcomes.models import IncentiveBuyer
from shuke.records.customers.queries import PERSON
from shuke.web.campaigns.links import SENDS, readers
from shuke.web.customers.filters.kinds import Choice, Choices, Filter, PartOf, part_choices
from shuke.web.customers.setting import Setting

Members = QuerySet[CampaignMember]
Arm = CampaignMember.Arm
PARTS: Mapping[str, tuple[Promise, Callable[[Members], Members]]] = {
    "reached": (gettext_lazy("audience"), lambda members: members),
    "test": (gettext_lazy("tested"), lambda members: members.filter(arm=Arm.TEST)),
    "answered": (gettext_lazy("answered the test"), lambda members: members.filter(arm=Arm.TEST, answered_test=True)),
    "held": (gettext_lazy("held out"), lambda members: members.filter(arm=Arm.HELD)),
    "rolled": (gettext_lazy("rolled out to"), lambda members: members.filter(is_rolled_out=True)),
    "bought": (
        gettext_lazy("answered the roll-out"), lambda members: members.filter(is_rolled_out=True, answered=True)
    ),
    "redeemed": (gettext_lazy("used the coupon"), lambda members: members.filter(coupons_used__gt=0)),
    "out": (gettext_lazy("not to be reached"), lambda members: members.filter(arm=Arm.OUT)),
}  # fmt: skip


FIFTHS = tuple("012345")
WORDS = {part: words for part, (words, _narrow) in (*PARTS.items(), *SENDS.items())}


class InCampaign(PartOf):
    """“38-test”: the tested of campaign 38; “38-555”: cell 555 of it; “38-r5”: those written to of the newest fifth."""

    def condition(self, value: str, setting: Setting) -> Q:
        """Purchases that followed are those of the reader's stores."""
        found = super().condition(value, setting)
        for number, _separator, part in (named.partition("-") for named in value.split(",")):
            if is_id(number) and part in SENDS:
                found |= Q(pk__in=readers(int(number), part, scope=setting.scope))
        return found


def _members(pk: int, part: str) -> Members:
    members = CampaignMember.objects.filter(campaign=pk)
    if part in PARTS:
        return PARTS[part][1](members)
    if is_id(part):
        return members.filter(cell=int(part)).exclude(arm=Arm.OUT)
    if part.startswith("r") and part[1:] in FIFTHS:
        first = int(part[1:]) * 100
        written_to = Q(arm=Arm.TEST) | Q(is_rolled_out=True)
        return members.filter(written_to, cell__gte=first, cell__lt=first + 100)
    return members.none()


def _words(part: str) -> Promise | str:
    return WORDS[part] if part in WORDS else _("cell %(cell)s") % {"cell": part}


def _choices(setting: Setting) -> Choices:
    """The parts of the latest campaigns; their cells are reached from their pages."""
    begun = Campaign.objects.filter(Q(fixed_at__isnull=False) | Q(is_history=True)).values_list("pk", "name")
    return part_choices(begun[:50], WORDS)


CAME, INVITED = Q(came_at__isnull=False), Q(arm=Guest.Arm.INVITED)
GUESTS: Mapping[str, tuple[Promise, Q]] = {
    "asked": (pgettext_lazy("guest", "asked"), INVITED),
    "coming": (gettext_lazy("said yes"), INVITED & Q(answer=Guest.Answer.YES)),
    "declined": (gettext_lazy("cannot come"), INVITED & Q(answer=Guest.Answer.NO)),
    "came": (gettext_lazy("came"), CAME),
    "came_asked": (gettext_lazy("asked and came"), INVITED & CAME),
    "walk_in": (gettext_lazy("came without being asked"), ~INVITED & CAME),
    "away": (gettext_lazy("asked and did not come"), INVITED & ~CAME),
    "held": (gettext_lazy("held out"), Q(arm=Guest.Arm.HELD)),
}


class AtEvent(PartOf):
    """“7-came”: who came to event 7; of a merged guest the customer they became."""


def _guests(pk: int, part: str) -> QuerySet[Guest]:
    return Guest.objects.filter(GUESTS[part][1], gathering=pk) if part in GUESTS else Guest.objects.none()


RELIANT: Mapping[str, tuple[Promise, Q]] = {
    "needs": (gettext_lazy("buys only on incentive"), Q()),
    "over": (gettext_lazy("buys only on incentive, without one since"), OVER),
    "kept": (gettext_lazy("bought without an incentive all the same"), KEPT),
    "stopped": (gettext_lazy("stayed away without an incentive"), STOPPED),
}


class OnIncentive(Choice):
    """“kept”: needed an incentive, and bought without one when it ended."""

    def any_of(self, named: Sequence[str]) -> Q:
        found = Q(pk__in=[])
        for value in named:
            if value in RELIANT:
                found |= Q(pk__in=IncentiveBuyer.objects.filter(RELIANT[value][1]).values("customer"))
        return found


def _reliant_choices(setting: Setting) -> Choices:
    return [(value, str(words)) for value, (words, _narrow) in RELIANT.items()]


def _event_choices(setting: Setting) -> Choices:
    parts = {part: words for part, (words, _narrow) in GUESTS.items()}
    return part_choices(Gathering.objects.values_list("pk", "name")[:30], parts)


# `none`: in no campaign; came to no event; does not need an incentive.
FILTERS: tuple[Filter, ...] = (
    InCampaign(
        key="campaign", label=gettext_lazy("Campaign"), group="value", choices=_choices,
        empty=~Q(pk__in=CampaignMember.objects.values(person=PERSON)),
        names=lambda: dict(Campaign.objects.values_list("pk", "name")),
        members_of=lambda pk, part: _members(pk, part).values(person=PERSON), words=_words,
    ),
    AtEvent(
        key="event", label=gettext_lazy("Event"), group="value", choices=_event_choices,
        empty=~Q(pk__in=Guest.objects.filter(CAME).values(person=PERSON)),
        names=lambda: dict(Gathering.objects.values_list("pk", "name")),
        members_of=lambda pk, part: _guests(pk, part).values(person=PERSON),
        words=lambda part: GUESTS[part][0] if part in GUESTS else part,
    ),
    OnIncentive(
        key="incentive", label=gettext_lazy("Incentive"), group="value", choices=_reliant_choices,
        empty=~Q(pk__in=IncentiveBuyer.objects.values("customer")),
    ),
)  # fmt: skip
