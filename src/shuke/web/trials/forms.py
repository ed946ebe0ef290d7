from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuke.records.catalog.models import Category
from shuke.records.customers.models import Tag
from shuke.records.membership.models import Coupon
from shuke.scores.trials.models import LONGEST_DAYS, CellTable
from shuke.web.forms import Dressed
from shuke.web.trials.words import ANSWERS

Answer = CellTable.Answer
MOST_CHOICES = 500  # of each kind in a menu
SEPARATOR = ":"


def _day(label: Any, help_text: Any = "", *, required: bool = True) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, help_text=help_text, required=required)


class TrialForm(Dressed, forms.Form):
    name = forms.CharField(label=gettext_lazy("What was sent"), max_length=80)
    begins_on = _day(gettext_lazy("First day"), gettext_lazy("Customers are cut as they stood the day before."))
    days = forms.IntegerField(label=gettext_lazy("Days that count"), min_value=1, max_value=LONGEST_DAYS, initial=28)
    cost_per_piece = forms.DecimalField(
        label=gettext_lazy("Cost per piece"), min_value=0, max_digits=12, decimal_places=4, initial=Decimal("0.62")
    )


class TermsForm(Dressed, forms.Form):
    cost_per_piece = forms.DecimalField(
        label=gettext_lazy("Cost per piece"), min_value=0, max_digits=12, decimal_places=4
    )
    net_revenue_per_sale = forms.DecimalField(
        label=gettext_lazy("Net revenue per sale"), min_value=Decimal("0.0001"), max_digits=12, decimal_places=4,
        help_text=gettext_lazy("What one sale earns after the goods and its handling."),
    )  # fmt: skip
    rolled_out_on = _day(
        gettext_lazy("First day of the roll-out"),
        gettext_lazy("When the others of the chosen cells got the piece; leave it empty until they have."),
        required=False,
    )


class CellForm(TrialForm):
    net_revenue_per_sale = forms.DecimalField(
        label=gettext_lazy("Net revenue per sale"), min_value=Decimal("0.0001"), max_digits=12, decimal_places=4,
        initial=Decimal(35), help_text=gettext_lazy("What one sale earns after the goods and its handling."),
    )  # fmt: skip
    step = forms.IntegerField(
        label=gettext_lazy("One in how many is tested"), min_value=1, max_value=100_000, initial=4,
        help_text=gettext_lazy("4 tests every fourth customer, the others are for the roll-out; 1 tests everybody."),
    )  # fmt: skip
    who = forms.ChoiceField(label=gettext_lazy("Who counts as an answer"))
    product = forms.CharField(
        label=gettext_lazy("Or who bought the product with the code"), max_length=120, required=False
    )
    field_order = ("name", "begins_on", "days", "who", "product", "step", "cost_per_piece", "net_revenue_per_sale")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["who"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = answer_choices()

    def clean(self) -> dict[str, Any]:
        """`answer` and `key` in the place of the two fields."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        answer, _separator, key = given.pop("who", "").partition(SEPARATOR)
        product = given.pop("product", "").strip()
        given["answer"], given["key"] = (Answer.PRODUCT, product) if product else (answer, key)
        return given


def answer_choices() -> list[tuple[str, Any]]:
    """“kind:key” in words, the kinds of product down to the second level."""
    kinds = Category.objects.filter(parent__parent__isnull=True).order_by("path")
    groups = {
        Answer.CATEGORY: [(path, path) for path in kinds.values_list("path", flat=True)[:MOST_CHOICES]],
        Answer.COUPON: [
            (coupon.code, coupon.name) for coupon in Coupon.objects.order_by("-pk").only("code", "name")[:MOST_CHOICES]
        ],
        Answer.TAG: [(name, name) for name in Tag.objects.values_list("name", flat=True)[:MOST_CHOICES]],
    }
    offered = [
        (str(ANSWERS[answer]), [(f"{answer}{SEPARATOR}{key}", words) for key, words in named])
        for answer, named in groups.items()
        if named
    ]
    return [(f"{Answer.ORDER}{SEPARATOR}", str(ANSWERS[Answer.ORDER])), *offered]


class ControlForm(TrialForm):
    treated = forms.ModelChoiceField(label=gettext_lazy("Contacted: tag"), queryset=Tag.objects.all())
    control = forms.ModelChoiceField(
        label=gettext_lazy("Held out: tag"), queryset=Tag.objects.all(),
        help_text=gettext_lazy("Drawn at random from those who could have been contacted, else every figure is wrong."),
    )  # fmt: skip
    margin_share = forms.DecimalField(
        label=gettext_lazy("Margin, share of the sales"), min_value=0, max_value=1, max_digits=5, decimal_places=4,
        initial=Decimal("0.3"),
    )  # fmt: skip
    field_order = ("name", "treated", "control", "begins_on", "days", "cost_per_piece", "margin_share")

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("treated") is not None and given.get("treated") == given.get("control"):
            self.add_error("control", _("Contacted and held-out customers carry two different tags."))
        return given
