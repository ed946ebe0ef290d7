from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import fields_for_model, model_to_dict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuke.records.catalog.models import Product
from shuke.records.membership.cards.codes import ALPHABET, normal_code
from shuke.records.membership.models import Coupon, Plan, Reward
from shuke.records.membership.services.batches import MOST_IN_A_BATCH
from shuke.records.stores.models import Business
from shuke.web.forms import Dressed
from shuke.web.membership.forms.once import Once
from shuke.web.membership.forms.plans import plain

REWARD_FIELDS = ("name", "points", "stock", "is_offered")
COUPON_FIELDS = ("name", "kind", "value", "min_spend", "starts_on", "ends_on", "most_per_customer", "is_offered")
_STAYS = gettext_lazy("Letters, digits, hyphens; files and the API call it so. It stays.")
_DAYS = ("starts_on", "ends_on")
MOST_USES = 10**9  # what the column keeps on every database


class RewardForm(Dressed, forms.Form):
    def __init__(self, *args: Any, reward: Reward | None, **kwargs: Any) -> None:
        initial = model_to_dict(reward, REWARD_FIELDS) if reward else {"is_offered": True}
        super().__init__(*args, initial=initial, **kwargs)
        if reward is None:
            plans = Plan.objects.all()
            self.fields["plan"] = forms.ModelChoiceField(plans, label=gettext_lazy("Plan"), initial=plans.first())
        self.fields.update(fields_for_model(Reward, REWARD_FIELDS if reward else ("code", *REWARD_FIELDS)))
        if reward is None:
            self.fields["code"].help_text = _STAYS
        self.fields["stock"].help_text = gettext_lazy("Empty: there is always one. Each claim takes one away.")
        self.dress()


class CouponForm(Dressed, forms.Form):
    """Code and currency are given once."""

    def __init__(self, *args: Any, coupon: Coupon | None, business: Business, **kwargs: Any) -> None:
        initial: dict[str, Any] = {"is_offered": True, "currency": business.currency, "value": 10, "min_spend": 0}
        if coupon is not None:
            initial = plain(model_to_dict(coupon, COUPON_FIELDS))
            initial["product"] = coupon.product.code if coupon.product else ""
        super().__init__(*args, initial=initial, **kwargs)
        names = COUPON_FIELDS if coupon else ("code", *COUPON_FIELDS, "currency")
        self.fields.update(fields_for_model(Coupon, names))
        for name in _DAYS:
            self.fields[name].widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        if coupon is None:
            self.fields["code"].help_text = _STAYS
        self.fields["value"].required = False
        self.fields["value"].help_text = gettext_lazy("Not needed for an item.")
        self.fields["product"] = forms.CharField(
            label=gettext_lazy("Product that is free"),
            max_length=80,
            required=False,
            help_text=gettext_lazy("Its code; only for an item."),
        )
        self.dress()

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if "kind" in values and values["kind"] != Coupon.Kind.ITEM and not values.get("value"):
            self.add_error("value", _("Write how much this coupon takes off."))
        values["value"] = values.get("value") or 0
        values["most_per_customer"] = values.get("most_per_customer") or None
        return values

    def clean_product(self) -> Product | None:
        code = self.cleaned_data["product"].strip()
        if self.cleaned_data.get("kind") != Coupon.Kind.ITEM:
            return None
        product = Product.objects.filter(code=code).first() if code else None
        if product is None:
            raise ValidationError(_("The catalogue has no product “%(code)s”.") % {"code": code})
        return product


class BatchForm(Dressed, Once):
    count = forms.IntegerField(label=gettext_lazy("How many codes"), min_value=1, max_value=MOST_IN_A_BATCH)


class WordForm(Dressed, forms.Form):
    word = forms.CharField(
        label=gettext_lazy("Word"),
        min_length=4,
        max_length=20,
        help_text=gettext_lazy("Digits and letters, WELCOME10 for example. O is read as 0, I and L as 1."),
    )
    most_uses = forms.IntegerField(
        label=gettext_lazy("Most uses, by everybody together"),
        min_value=1,
        max_value=MOST_USES,
        required=False,
        help_text=gettext_lazy("Empty: no limit."),
    )

    def clean_word(self) -> str:
        word = normal_code(self.cleaned_data["word"])
        if not 4 <= len(word) <= 20 or not set(word) <= {*ALPHABET, "U"}:
            raise ValidationError(_("Use only digits and letters from A to Z, at least four."))
        return word


class VoidForm(Dressed, forms.Form):
    code = forms.CharField(label=gettext_lazy("Coupon code"), max_length=24)
