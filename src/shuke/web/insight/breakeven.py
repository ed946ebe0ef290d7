"""Hughes's arithmetic before a mailing: the rate from which it pays, the sample to test, what a test came to."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from shuke.analytics.response import breakeven
from shuke.analytics.response.cells import step_for
from shuke.web import figures
from shuke.web.forms import Dressed


class BreakEvenForm(Dressed, forms.Form):
    cost = forms.DecimalField(
        label=gettext_lazy("Cost per piece"), min_value=0, max_digits=12, decimal_places=4, initial=Decimal("0.62"),
    )  # fmt: skip
    net_revenue = forms.DecimalField(
        label=gettext_lazy("Net revenue per sale"), min_value=Decimal("0.0001"), max_digits=12, decimal_places=4,
        initial=Decimal(35),
    )  # fmt: skip
    customers = forms.IntegerField(label=gettext_lazy("Customers in the file"), min_value=1, required=False)
    sample = forms.IntegerField(label=gettext_lazy("Of these to test"), min_value=1, required=False)
    pieces = forms.IntegerField(label=gettext_lazy("Pieces sent"), min_value=1, required=False)
    responses = forms.IntegerField(label=gettext_lazy("Responses"), min_value=0, required=False)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if _is_above(given.get("sample"), given.get("customers")):
            self.add_error("sample", ValidationError(_("There are not so many customers in the file.")))
        if _is_above(given.get("responses"), given.get("pieces")):
            self.add_error("responses", ValidationError(_("There are not so many pieces.")))
        return given


@dataclass(frozen=True)
class BreakEven:
    rate: float  # share of the pieces that must be answered with a sale
    step: int | None  # every how many customers one is tested
    response_rate: float | None
    index: float | None  # 0 breaks even (docs/models/response.md, Index); None too where a piece costs nothing
    profit: float | None  # in the unit of the cost


def break_even(given: dict[str, Any]) -> BreakEven:
    """From a clean form."""
    terms = breakeven.Terms(cost_per_piece=given["cost"], net_revenue_per_sale=given["net_revenue"])
    customers, sample = given["customers"], given["sample"]
    pieces, responses = given["pieces"], given["responses"]
    rate = terms.breakeven_rate
    answered = responses / pieces if pieces and responses is not None else None
    return BreakEven(
        rate=rate,
        step=step_for(customers=customers, sample=sample) if customers and sample else None,
        response_rate=answered,
        index=breakeven.index(answered, breakeven_rate=rate) if answered is not None and rate > 0 else None,
        profit=terms.profit(float(pieces), float(responses)) if answered is not None else None,
    )


@dataclass(frozen=True)
class Figure:
    caption: str
    value: str
    parts: str = ""


def said(found: BreakEven, *, currency: str) -> list[Figure]:
    """What is known, in the order of a campaign."""
    shown = [Figure(_("Break-even rate"), figures.percent(found.rate, decimals=2), _("of the pieces"))]
    if found.step is not None:
        every = ngettext("every customer", "one customer in %(step)s", found.step)
        shown.append(Figure(_("Test sample"), every % {"step": figures.number(found.step)}))
    if found.response_rate is not None and found.profit is not None:
        shown.append(Figure(_("Response rate"), figures.percent(found.response_rate, decimals=2)))
        shown.append(Figure(_("Index"), figures.number(found.index, signed=True), _("0 breaks even")))
        shown.append(Figure(_("Profit"), figures.money_text(found.profit, currency, exact=True, signed=True)))
    return shown


def _is_above(part: int | None, whole: int | None) -> bool:
    return part is not None and whole is not None and part > whole
