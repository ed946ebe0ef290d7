"""The thresholds of the definitions, as somebody set them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from types import MappingProxyType
from typing import Any, NamedTuple, get_args

from django.db import transaction
from django.utils.translation import gettext as _

from shuke.analytics.worth.rfm import Method, Monetary, RfmCuts
from shuke.analytics.worth.settings import WorthSettings
from shuke.lib.errors import ShukeError
from shuke.records.access.scope import Scope
from shuke.records.access.services import record_audit
from shuke.scores.models import ScoreSettings

LONGEST_DAYS = 3650
MOST_ORDERS = 100_000
MOST_MINOR = 10**15


class InvalidThresholds(ShukeError):
    """A threshold that does not exist, or has a value it cannot have."""


class Limit(NamedTuple):
    least: float
    most: float
    is_whole: bool


def _days(least: int = 1) -> Limit:
    return Limit(least, LONGEST_DAYS, True)


def _count(least: int = 1) -> Limit:
    return Limit(least, MOST_ORDERS, True)


SHARE = Limit(0.0001, 0.9999, False)
# Which figures can be set, by path. What the simple churn probability looks back on is not among them: forecasts
# written down are judged after the same days.
LIMITS: Mapping[str, Limit] = MappingProxyType(
    {
        "window_days": _days(30),
        "abc_a_share": SHARE,
        "abc_b_share": SHARE,
        "spike.order_share": SHARE,
        "spike.period_days": _days(),
        "champion.buyers_share": SHARE,
        "champion.min_buyers": _count(),
        "champion.own_share": SHARE,
        "quadrant.high_percentile": SHARE,
        "quadrant.trend_days": _days(),
        "rhythm.min_own_gaps": _count(),
        "rhythm.group_weight": _count(0),
        "rhythm.store_min_customers": _count(),
        "rhythm.abnormal_below": SHARE,
        "rhythm.closed_from_orders": _count(),
        "stage.lost_ratio": Limit(1, 100, False),
        "stage.lost_days": _days(),
        "stage.new_days": _days(),
        "stage.falling_orders": _count(),
        "stage.falling_share": SHARE,
        "stage.forming_orders": _count(),
    }
)


def change_thresholds(*, thresholds: dict[str, Any], now: datetime) -> ScoreSettings:
    """Store the thresholds that differ from the defaults; the next refresh uses them.

    `thresholds` has the shape of `WorthSettings.as_dict()`; what it leaves out takes its default.
    """
    settings = check(thresholds)
    kept = _differing(settings.as_dict(), WorthSettings().as_dict())
    row, _made = ScoreSettings.objects.update_or_create(pk=1, defaults={"thresholds": kept, "updated_at": now})
    return row


@transaction.atomic
def set_thresholds(*, scope: Scope, thresholds: dict[str, Any], now: datetime) -> WorthSettings:
    """`change_thresholds` by a person: the audit log keeps what changed. Raises InvalidThresholds."""
    before = dict(flat(current_settings().as_dict()))
    change_thresholds(thresholds=thresholds, now=now)
    settings = current_settings()
    after = dict(flat(settings.as_dict()))
    facts = {
        path: [before.get(path), after.get(path)]
        for path in sorted({*before, *after})
        if before.get(path) != after.get(path)
    }
    if facts:
        record_audit(scope=scope, action="thresholds.set", at=now, subject="scores", facts=facts)
    return settings


def current_settings() -> WorthSettings:
    """The stored thresholds over the defaults."""
    row = ScoreSettings.objects.filter(pk=1).first()
    return check(row.thresholds) if row else WorthSettings()


def flat(settings: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Nested settings by their paths: “rhythm.min_own_gaps”."""
    for name, value in settings.items():
        if isinstance(value, Mapping):
            yield from flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def check(thresholds: dict[str, Any]) -> WorthSettings:
    try:
        settings = WorthSettings.from_dict(thresholds)
    except (TypeError, KeyError, ValueError) as wrong:
        said = _("These thresholds cannot be used: %(wrong)s. Name only known ones.") % {"wrong": wrong}
        raise InvalidThresholds(said) from wrong
    given = dict(flat(settings.as_dict()))
    for path, limit in LIMITS.items():
        _check_figure(path, given[path], limit)
    _check_shares(settings)
    _check_method(settings)
    return settings


def _check_figure(path: str, value: Any, limit: Limit) -> None:
    if _is_figure(value, limit.is_whole) and limit.least <= value <= limit.most:
        return
    says = (
        _("“%(path)s” is %(value)s; write a whole number from %(least)s to %(most)s.")
        if limit.is_whole
        else _("“%(path)s” is %(value)s; write a number from %(least)s to %(most)s.")
    )
    raise InvalidThresholds(says % {"path": path, "value": value, "least": limit.least, "most": limit.most})


def _is_figure(value: Any, is_whole: bool) -> bool:
    return not isinstance(value, bool) and isinstance(value, int if is_whole else int | float)


def _check_shares(settings: WorthSettings) -> None:
    levels = settings.pyramid_shares
    for shares in (levels, (settings.abc_a_share, settings.abc_b_share)):
        if not all(_is_figure(share, False) for share in shares) or not _rise((0, *shares, 1)):
            raise InvalidThresholds(
                _("Shares of the pyramid and of A and B must rise and lie between 0 and 1: each above the one before.")
            )
    if len(levels) != len(WorthSettings().pyramid_shares):
        raise InvalidThresholds(_("The pyramid has four levels: give the three shares at which the upper ones end."))


def _check_method(settings: WorthSettings) -> None:
    if settings.rfm_method not in get_args(Method) or settings.rfm_monetary not in get_args(Monetary):
        known = ", ".join((*get_args(Method), *get_args(Monetary)))
        raise InvalidThresholds(_("RFM is cut and counted by one of: %(known)s.") % {"known": known})
    if settings.rfm_cuts is not None:
        _check_cuts(settings.rfm_cuts)
    elif settings.rfm_method == "thresholds":
        raise InvalidThresholds(_("Cuts of one’s own need four points each for R, F and M: fill them in."))


def _check_cuts(cuts: RfmCuts) -> None:
    lists = {"recency_days": cuts.recency_days, "orders": cuts.orders, "spend": cuts.spend}
    for name, points in lists.items():
        most = MOST_MINOR if name == "spend" else LONGEST_DAYS if name == "recency_days" else MOST_ORDERS
        for point in points:
            _check_figure(f"rfm_cuts.{name}", point, Limit(0, most, True))
        rising = points if name == "recency_days" else tuple(reversed(points))
        if len(points) != 4 or not _rise(rising):
            raise InvalidThresholds(
                _("Cuts of RFM are four points each, for codes 5, 4, 3 and 2: days rise, orders and spend fall.")
            )
        if cuts.high:
            _check_figure(f"rfm_cuts.high.{name}", getattr(cuts.high, name), Limit(0, most, True))


def _rise(points: Sequence[float]) -> bool:
    return all(before < after for before, after in pairwise(points))


def _differing(given: Mapping[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    """What is not as it is by default; rules keep only their own differing figures."""
    kept: dict[str, Any] = {}
    for name, value in given.items():
        default = defaults[name]
        if isinstance(value, Mapping) and isinstance(default, Mapping):
            value = _differing(value, default)
            default = {}
        if value != default:
            kept[name] = value
    return kept
