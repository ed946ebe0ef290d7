"""A basket that nobody bought, and who would have: the question of the rules page."""

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuke.records.access.scope import Scope
from shuke.records.catalog.models import Product
from shuke.records.membership.checkout import BasketLine
from shuke.records.membership.models import Plan, Tier
from shuke.records.stores.models import Store
from shuke.web.forms import Dressed
from shuke.web.frame import stores_of

ANYTHING = "—"  # stands for goods of which only the amount is known
_LINE = re.compile(r"^(?P<quantity>[\d.]+)\s*[x×*]\s*(?P<product>\S+?)(?:\s*@\s*(?P<price>[\d.]+))?$", re.IGNORECASE)


class RulesForm(Dressed, forms.Form):
    """Who: a card, phone or customer number; or else a plan and tier, of nobody in particular."""

    basket = forms.CharField(
        label=gettext_lazy("Basket"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("An amount, or a line for each product: 2 x P17, or 2 x P17 @ 4.50."),
    )
    who = forms.CharField(
        label=gettext_lazy("Who"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Card, phone or customer number. Empty: somebody of the plan and tier beside."),
    )
    plan = forms.ModelChoiceField(Plan.objects.all(), label=gettext_lazy("Plan"), required=False, empty_label="—")
    tier = forms.ModelChoiceField(
        Tier.objects.select_related("plan"), label=gettext_lazy("Tier"), required=False, empty_label="—"
    )
    by_friend = forms.BooleanField(label=gettext_lazy("A friend brings the card"), required=False)
    coupon = forms.CharField(label=gettext_lazy("Coupon"), max_length=24, required=False)
    points = forms.IntegerField(label=gettext_lazy("Points that pay"), min_value=0, max_value=10**12, required=False)
    store = forms.ModelChoiceField(Store.objects.none(), label=gettext_lazy("Store"), empty_label=None)

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stores = self.fields["store"]
        assert isinstance(stores, forms.ModelChoiceField)
        stores.queryset = stores_of(scope)

    def clean_basket(self) -> list[BasketLine]:
        text = self.cleaned_data["basket"].strip()
        amount = _amount(text)
        if amount is not None:
            return [BasketLine(product=ANYTHING, quantity=Decimal(1), unit_price=amount)]
        return _priced([_line(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()])

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        tier, plan = values.get("tier"), values.get("plan")
        if tier is not None and plan is not None and tier.plan_id != plan.pk:
            self.add_error("tier", _("“%(tier)s” is a tier of another plan.") % {"tier": tier.name})
        if values.get("points") and not values.get("who"):
            self.add_error("points", _("Only somebody who has points can pay with them: say who."))
        return values


def _amount(text: str) -> Decimal | None:
    try:
        amount = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None


def _line(number: int, text: str) -> tuple[str, Decimal, Decimal | None]:
    found = _LINE.match(text.strip())
    try:
        if found is not None:
            price = found["price"]
            return found["product"], Decimal(found["quantity"]), Decimal(price) if price else None
    except InvalidOperation:
        pass
    raise ValidationError(
        _("Line %(number)d is no product: write 2 x P17, or 2 x P17 @ 4.50; or one amount alone.") % {"number": number}
    )


def _priced(lines: Sequence[tuple[str, Decimal, Decimal | None]]) -> list[BasketLine]:
    prices = dict(Product.objects.filter(code__in=[code for code, _n, _p in lines]).values_list("code", "price"))
    found = []
    for code, quantity, written in lines:
        price = prices.get(code) if written is None else written
        if price is None:
            raise ValidationError(
                _("The catalogue has no price of “%(code)s”; write it: 1 x %(code)s @ 4.50.") % {"code": code}
            )
        found.append(BasketLine(product=code, quantity=quantity, unit_price=price))
    return found
