"""Purchases after opened links, as the pages of campaigns and journeys show them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from shuke.records.access.decorators import StaffRequest
from shuke.records.sales.attribution import DAYS_THAT_COUNT
from shuke.records.sales.queries import Followed


@dataclass(frozen=True)
class FollowedRow:
    """One message, with the door behind each number."""

    name: str
    says: str  # beside the name, where several have one
    sent: int
    found: Followed
    door: Callable[[str], str]  # to those "sent", "opened", "followed"; empty: the number is none

    @property
    def opened(self) -> int:
        return len(self.found.opened)

    @property
    def bought(self) -> int:
        return len(self.found.bought)

    @property
    def sent_url(self) -> str:
        return self.door("sent")

    @property
    def opened_url(self) -> str:
        return self.door("opened")

    @property
    def bought_url(self) -> str:
        return self.door("followed")

    @property
    def opened_share(self) -> float | None:
        return self.opened / self.sent if self.sent else None

    @property
    def bought_share(self) -> float | None:
        return self.bought / self.opened if self.opened else None

    @property
    def revenue(self) -> Sequence[tuple[str, object]]:
        return list(self.found.revenue.items())


def followed_context(request: StaffRequest, rows: Sequence[FollowedRow]) -> dict[str, object]:
    return {
        "rows": rows,
        "days": DAYS_THAT_COUNT,
        "is_any_opened": any(row.opened for row in rows),
        "sees_money": request.scope.may("money.view"),
    }
