from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shuke.analytics.lifetime.outlook import LONGEST_YEARS, OutlookSettings
from shuke.web.forms import Dressed

PERCENTS = ("discount_rate_per_year", "margin_share", "win_back_share")  # asked for as percentages


class OutlookForm(Dressed, forms.Form):
    years = forms.IntegerField(label=_("Years to come that count"), min_value=1, max_value=LONGEST_YEARS)
    discount_rate_per_year = forms.DecimalField(
        label=_("Discount rate a year, %"), min_value=0, max_value=99, decimal_places=2
    )
    margin_share = forms.DecimalField(
        label=_("Margin, % of the spend"), min_value=0, max_value=100, decimal_places=2, required=False,
        help_text=_("Empty: what the known costs of the year say."),
    )  # fmt: skip
    cost_to_serve_per_year = forms.DecimalField(
        label=_("Cost to serve a customer a year"), min_value=0, max_digits=12, decimal_places=2
    )
    win_back_share = forms.DecimalField(
        label=_("Win-back may cost, % of a year’s margin"), min_value=0, max_value=100, decimal_places=2
    )
    corrects = forms.BooleanField(
        label=_("Correct forecasts by their latest error"), required=False,
        help_text=_("Switched off, the models’ own figures are shown; errors are measured all the same."),
    )  # fmt: skip

    def __init__(self, *args: Any, held: OutlookSettings, **kwargs: Any) -> None:
        super().__init__(*args, initial=_shown(held), **kwargs)

    def values(self) -> dict[str, Any]:
        """Fields of `OutlookSettings`."""
        given = self.cleaned_data
        shares = {name: None if given[name] is None else float(given[name] / 100) for name in PERCENTS}
        cost = float(given["cost_to_serve_per_year"])
        return {"years": given["years"], "corrects": given["corrects"], "cost_to_serve_per_year": cost, **shares}


def _shown(held: OutlookSettings) -> dict[str, Any]:
    shown = held.as_dict()
    for name in PERCENTS:
        if shown[name] is not None:
            shown[name] = (Decimal(str(shown[name])) * 100).normalize()
            shown[name] = f"{shown[name]:f}"
    return shown
