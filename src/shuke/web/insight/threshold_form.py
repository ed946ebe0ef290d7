"""The thresholds of the scores as a person sets them: shares in percent, money in whole units, cuts four in a row."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuke.analytics.worth.settings import WorthSettings
from shuke.lib.money import from_minor, to_minor
from shuke.scores.services import current_settings
from shuke.scores.services.thresholds import LIMITS, SHARE, Limit, flat
from shuke.web.forms import Dressed
from shuke.web.insight.setting_words import CHOICES, NAMES

FINEST = 6  # digits after the point: what another program set is not cut off
LEVELS = ("vip", "major", "ordinary")
CUTS = ("recency_days", "orders", "spend")
IN_DAYS = ("window_days", "spike.period_days")  # whose words do not say so
# What its fields' names begin with, in the order of the page.
GROUPS: tuple[tuple[Promise, tuple[str, ...]], ...] = (
    (gettext_lazy("Window"), ("window_",)),
    (gettext_lazy("RFM"), ("rfm_", "cuts_", "high_")),
    (gettext_lazy("ABC"), ("abc_",)),
    (gettext_lazy("Pyramid"), ("pyramid_", "spike__", "champion__")),
    (gettext_lazy("Value classes"), ("quadrant__",)),
    (gettext_lazy("Rhythm"), ("rhythm__",)),
    (gettext_lazy("Stages"), ("stage__",)),
)
_BETWEEN_POINTS = re.compile(r"[\s,，、;；]+")


class PointsField(forms.CharField):
    """“7, 14, 30, 60”: four figures, or nothing."""

    def clean(self, value: Any) -> tuple[Decimal, ...]:
        written = [each for each in _BETWEEN_POINTS.split(str(super().clean(value))) if each]
        try:
            points = tuple(Decimal(each) for each in written)
        except InvalidOperation:
            raise forms.ValidationError(_("Write four figures with spaces between, without thousands signs.")) from None
        if len(points) not in (0, 4) or not all(point.is_finite() and abs(point) < 10**13 for point in points):
            raise forms.ValidationError(_("Write four figures with spaces between, without thousands signs."))
        return points


class ThresholdForm(Dressed, forms.Form):
    rfm_method = forms.ChoiceField(label=format_lazy("{}", NAMES["rfm_method"]))
    rfm_monetary = forms.ChoiceField(label=format_lazy("{}", NAMES["rfm_monetary"]))
    cuts_recency_days = PointsField(
        label=gettext_lazy("R: at most so many days earn 5, 4, 3, 2"), required=False, max_length=80,
        help_text=gettext_lazy("Only for cuts of one’s own; rising, for example 14 30 60 120."),
    )  # fmt: skip
    cuts_orders = PointsField(
        label=gettext_lazy("F: at least so many orders earn 5, 4, 3, 2"), required=False, max_length=80,
        help_text=gettext_lazy("Falling, for example 24 12 6 2."),
    )  # fmt: skip
    cuts_spend = PointsField(
        label=gettext_lazy("M: at least so much earns 5, 4, 3, 2"), required=False, max_length=80,
        help_text=gettext_lazy("Falling, for example 3000 1500 600 200."),
    )  # fmt: skip
    high_recency_days = forms.IntegerField(
        label=gettext_lazy("Eight groups: R is high up to so many days"), required=False, min_value=0,
        help_text=gettext_lazy("All three or none; empty: codes 4 and 5 are high. They need the cuts above."),
    )  # fmt: skip
    high_orders = forms.IntegerField(
        label=gettext_lazy("Eight groups: F is high from so many orders"), required=False, min_value=0
    )
    high_spend = forms.DecimalField(
        label=gettext_lazy("Eight groups: M is high from so much"), required=False, min_value=0, max_digits=15
    )

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        self._currency = currency
        held = current_settings()
        super().__init__(*args, initial=_shown(held, currency), **kwargs)
        for name in ("rfm_method", "rfm_monetary"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [(key, words) for (path, key), words in CHOICES.items() if path == name]
        for path, limit in LIMITS.items():
            self.fields[_named(path)] = _figure(path, limit)
        for level, words in zip(LEVELS, _LEVEL_WORDS, strict=True):
            self.fields[f"pyramid_{level}"] = _percent(words)
        self.fields["window_days"].help_text = _("Pages that say “a year” or “12 months” count these days.")
        self.order_fields(["window_days"])
        self.dress()

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [
            (str(words), [self[name] for prefix in begun for name in self.fields if name.startswith(prefix)])
            for words, begun in GROUPS
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        cuts = [bool(given.get(f"cuts_{name}")) for name in CUTS]
        high = [given.get(f"high_{name}") is not None for name in CUTS]
        if any(cuts) and not all(cuts):
            self.add_error(None, _("Cuts of one’s own need four points each for R, F and M: fill them in."))
        if any(high) and not (all(high) and all(cuts)):
            self.add_error(None, _("What counts as high is said for R, F and M together, beside the cuts."))
        return given

    def thresholds(self) -> dict[str, Any]:
        """In the shape of `WorthSettings.as_dict()`."""
        given = self.cleaned_data
        told: dict[str, Any] = {name: given[name] for name in ("rfm_method", "rfm_monetary")}
        told["pyramid_shares"] = [float(given[f"pyramid_{level}"] / 100) for level in LEVELS]
        told["rfm_cuts"] = self._cuts()
        for path, limit in LIMITS.items():
            group, _dot, name = path.rpartition(".")
            value = given[_named(path)]
            value = value if limit.is_whole else float(value / 100 if limit is SHARE else value)
            (told.setdefault(group, {}) if group else told)[name] = value
        return told

    def _cuts(self) -> dict[str, Any] | None:
        given = self.cleaned_data
        if not given["cuts_orders"]:
            return None
        cuts: dict[str, Any] = {name: [self._plain(name, point) for point in given[f"cuts_{name}"]] for name in CUTS}
        has_high = given["high_orders"] is not None
        cuts["high"] = {name: self._plain(name, Decimal(given[f"high_{name}"])) for name in CUTS} if has_high else None
        return cuts

    def _plain(self, name: str, figure: Decimal) -> int | float:
        """Minor units for spend; a broken number of days or orders stays one, to be refused."""
        if name == "spend":
            return to_minor(figure, self._currency)
        return int(figure) if figure == figure.to_integral_value() else float(figure)


_LEVEL_WORDS = (
    gettext_lazy("Pyramid: top customers end at, %"),
    gettext_lazy("Pyramid: major customers end at, %"),
    gettext_lazy("Pyramid: ordinary customers end at, %"),
)
_DAYS = gettext_lazy("{}, days")


def _named(path: str) -> str:
    return path.replace(".", "__")


def _figure(path: str, limit: Limit) -> forms.Field:
    if limit is SHARE:
        return _percent(format_lazy("{}, %", NAMES[path]))
    if limit.is_whole:
        return forms.IntegerField(
            label=format_lazy(_DAYS if path in IN_DAYS else "{}", NAMES[path]),
            min_value=int(limit.least),
            max_value=int(limit.most),
        )
    return forms.DecimalField(
        label=format_lazy("{}", NAMES[path]),
        min_value=Decimal(str(limit.least)),
        max_value=Decimal(str(limit.most)),
        decimal_places=FINEST,
    )


def _percent(words: Any) -> forms.Field:
    least, most = (Decimal(str(end)) * 100 for end in (SHARE.least, SHARE.most))
    return forms.DecimalField(label=words, min_value=least, max_value=most, decimal_places=FINEST)


def _shown(held: WorthSettings, currency: str) -> dict[str, Any]:
    given = dict(flat(held.as_dict()))
    shown: dict[str, Any] = {"rfm_method": held.rfm_method, "rfm_monetary": held.rfm_monetary}
    for path, limit in LIMITS.items():
        shown[_named(path)] = _in_percent(given[path]) if limit is SHARE else given[path]
    for level, share in zip(LEVELS, held.pyramid_shares, strict=True):
        shown[f"pyramid_{level}"] = _in_percent(share)
    if cuts := held.rfm_cuts:
        for name in CUTS:
            shown[f"cuts_{name}"] = " ".join(_written(name, point, currency) for point in getattr(cuts, name))
            if cuts.high:
                shown[f"high_{name}"] = _written(name, getattr(cuts.high, name), currency)
    return shown


def _written(name: str, point: float, currency: str) -> str:
    figure = from_minor(int(point), currency).normalize() if name == "spend" else Decimal(int(point))
    return f"{figure:f}"


def _in_percent(share: float) -> str:
    return f"{(Decimal(str(share)) * 100).normalize():f}"
