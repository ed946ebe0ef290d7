"""Cards as they are shown and printed."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.safestring import SafeString, mark_safe

from shuke.records.membership.cards.pictures import Bar, code128_bars, ean13_bars, qr
from shuke.records.membership.models import Card, Member, Reward

A_SHEET = 10  # cards of 85.6 × 54 mm on a page of A4, two beside each other
MOST_PRINTED = 200


@dataclass(frozen=True)
class PrintedCard:
    """EAN-13 is what tills read; Code 128 stands for numbers that another system gave."""

    card: Card
    bars: Sequence[Bar]
    width: int  # of the bars, in modules
    qr_svg: SafeString

    @property
    def grouped(self) -> str:
        number = self.card.number
        return f"{number[0]} {number[1:7]} {number[7:]}" if len(number) == 13 else number


def printed(card: Card) -> PrintedCard:
    is_ean = len(card.number) == 13 and card.number.isdigit()
    bars, width = (ean13_bars(card.number), 95) if is_ean else code128_bars(card.number)
    return PrintedCard(card, bars, width, mark_safe(qr(card.number)))


def sheets_of(cards: QuerySet[Card]) -> list[list[PrintedCard]]:
    found = [printed(card) for card in cards[:MOST_PRINTED]]
    return [found[start : start + A_SHEET] for start in range(0, len(found), A_SHEET)]


def within_reach(member: Member, points: int) -> list[Reward]:
    offered = Reward.objects.filter(plan=member.plan_id, is_offered=True, points__lte=points).exclude(stock=0)
    return list(offered.order_by("-points")[:4])
