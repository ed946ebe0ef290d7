"""What each offer brought in every campaign, journey and event that made it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shuke.actions.journeys.graph.definition import read_definition
from shuke.actions.journeys.graph.nodes import GiveCoupon, Message, Node, Points
from shuke.actions.journeys.models import Journey
from shuke.actions.offers.models import CALL, Offer
from shuke.analytics.response.uplift import together
from shuke.analytics.response.uplift.together import Part, Whole
from shuke.outcomes.models import Outcome
from shuke.records.membership.models import Coupon
from shuke.records.messages.models import Template
from shuke.records.stores.queries import business

Kind = Outcome.Kind
COUPON, POINTS, TEMPLATE = "coupon", "points", "template"
_DEAREST_FIRST = (COUPON, POINTS, TEMPLATE)
MOST_OUTCOMES = 1_000  # the latest


@dataclass(frozen=True)
class Given:
    """What was offered. Of several things at once it is the one that costs most to give: coupon, points, words."""

    kind: str  # COUPON, POINTS, TEMPLATE or CALL
    value: int = 0  # row id of the coupon or template; how many points

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.value}"


@dataclass(frozen=True, kw_only=True)
class OfferOutcome:
    given: Given
    name: str  # of the coupon or template
    outcomes: tuple[Outcome, ...]  # the latest first
    treated: int  # pieces of all of them: who got it twice counts twice
    cost_minor: int | None  # None: of one of them it is not known, and neither is the profit
    revenue: Whole | None  # None: an end of the interval of one of them is not known
    profit: Whole | None

    @property
    def currency(self) -> str:
        return self.outcomes[0].currency


def offers_brought() -> list[OfferOutcome]:
    """Each offer that something measured has made, the latest first; a journey that gives several is left out.

    In the currency of the business: amounts of a time when it was another are not added to those of now.
    """
    alike = Outcome.objects.filter(currency=business().currency).exclude(kind=Kind.CARE)
    measured = [each for each in alike[:MOST_OUTCOMES] if each.effect]
    given = given_in(measured)
    found: dict[Given, list[Outcome]] = defaultdict(list)
    for outcome in measured:
        if (offer := given.get(outcome.pk)) is not None:
            found[offer].append(outcome)
    names = _names(found)
    return [_added_up(offer, names.get(offer, ""), outcomes) for offer, outcomes in found.items()]


def given_in(outcomes: Iterable[Outcome]) -> Mapping[int, Given]:
    """What was offered in each, by row id of the outcome; none of those that offered nothing, or several things."""
    made = {outcome.pk: (Kind(outcome.kind), int(outcome.key.partition(":")[0])) for outcome in outcomes}
    ids = {kind: {pk for of, pk in made.values() if of == kind} for kind in Kind}
    offers = {(Kind.CAMPAIGN, each.campaign.pk): _of_offer(each) for each in _of_campaigns(ids[Kind.CAMPAIGN])}
    offers |= {(Kind.EVENT, each.gathering.pk): _of_offer(each) for each in _of_events(ids[Kind.EVENT])}
    offers |= {(Kind.JOURNEY, pk): given for pk, given in _of_journeys(ids[Kind.JOURNEY])}
    return {pk: offers[key] for pk, key in made.items() if key in offers}


def _of_campaigns(ids: set[int]) -> Iterable[Offer]:
    return Offer.objects.filter(campaign__in=ids).select_related("campaign")


def _of_events(ids: set[int]) -> Iterable[Offer]:
    return Offer.objects.filter(gathering__in=ids).select_related("gathering")


def _of_offer(offer: Offer) -> Given:
    if offer.coupon_id is not None:
        return Given(COUPON, offer.coupon_id)
    if offer.points:
        return Given(POINTS, offer.points)
    return Given(CALL) if offer.template_id is None else Given(TEMPLATE, offer.template_id)


def _of_journeys(ids: set[int]) -> Iterable[tuple[int, Given]]:
    """Of those whose steps give one thing: what several of them changed cannot be told apart."""
    coupons = dict(Coupon.objects.values_list("code", "pk"))
    templates = dict(Template.objects.values_list("code", "pk"))
    for journey in Journey.objects.filter(pk__in=ids, version__isnull=False).select_related("version"):
        assert journey.version is not None
        nodes = read_definition(journey.version.definition).nodes.values()
        given = {_of_node(node, coupons, templates) for node in nodes} - {None}
        dearest = next((found for kind in _DEAREST_FIRST if (found := [e for e in given if e and e.kind == kind])), [])
        if len(dearest) == 1:
            yield journey.pk, dearest[0]


def _of_node(node: Node, coupons: Mapping[str, int], templates: Mapping[str, int]) -> Given | None:
    """None of a step that gives nothing; what was deleted meanwhile has no row."""
    match node:
        case GiveCoupon(coupon=code):
            return Given(COUPON, coupons.get(code, 0))
        case Points(points=points):
            return Given(POINTS, points)
        case Message(template=code):
            return Given(TEMPLATE, templates.get(code, 0))
        case _:
            return None


def _names(given: Iterable[Given]) -> dict[Given, str]:
    ids = {kind: [each.value for each in given if each.kind == kind] for kind in (COUPON, TEMPLATE)}
    coupons = Coupon.objects.filter(pk__in=ids[COUPON]).values_list("pk", "name")
    templates = Template.objects.filter(pk__in=ids[TEMPLATE]).values_list("pk", "name")
    named = {Given(COUPON, pk): name for pk, name in coupons}
    return named | {Given(TEMPLATE, pk): name for pk, name in templates}


def _added_up(given: Given, name: str, outcomes: list[Outcome]) -> OfferOutcome:
    costs = [each.cost_minor for each in outcomes if each.cost_minor is not None]
    return OfferOutcome(
        given=given,
        name=name,
        outcomes=tuple(outcomes),
        treated=sum(each.treated for each in outcomes),
        cost_minor=sum(costs) if len(costs) == len(outcomes) else None,
        revenue=_whole(outcomes, "revenue"),
        profit=_whole(outcomes, "profit"),
    )


def _whole(outcomes: list[Outcome], of: str) -> Whole | None:
    parts = [_part(each, each.effect.get(of, {})) for each in outcomes]
    known = [part for part in parts if part is not None]
    return together.add_up(known) if len(known) == len(parts) else None


def _part(outcome: Outcome, row: Mapping[str, float | None]) -> Part | None:
    """The test and the roll-out of a campaign share whom it held out."""
    total, lower, upper = (row.get(name) for name in ("total", "total_lower", "total_upper"))
    if total is None or lower is None or upper is None:
        return None
    return Part(f"{outcome.kind}:{outcome.key.partition(':')[0]}", total, lower, upper)
