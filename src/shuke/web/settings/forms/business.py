from typing import Any

from django import forms
from django.forms.models import fields_for_model, model_to_dict
from django.utils.translation import gettext_lazy as _

from shuke.records.customers.models import CustomField
from shuke.records.stores.models import Business, Store
from shuke.records.stores.services import BUSINESS_FIELDS, STORE_FIELDS
from shuke.web.forms import Dressed


class BusinessForm(Dressed, forms.Form):
    def __init__(self, *args: Any, business: Business, **kwargs: Any) -> None:
        super().__init__(*args, initial=model_to_dict(business, BUSINESS_FIELDS), **kwargs)
        self.fields.update(fields_for_model(Business, BUSINESS_FIELDS))
        self.fields["currency"].help_text = _("Three letters: CNY. Amounts in other currencies are not converted.")
        self.fields["time_zone"].help_text = _(
            "Asia/Shanghai, for example. Days are cut in it where no store says otherwise."
        )
        self.fields["country"].help_text = _("Two letters: CN. Phone numbers without a country code are read as of it.")
        self.dress()


class StoreForm(Dressed, forms.Form):
    def __init__(self, *args: Any, store: Store | None, business: Business, **kwargs: Any) -> None:
        initial = model_to_dict(store, STORE_FIELDS) if store else _as_the_business(business)
        super().__init__(*args, initial=initial, **kwargs)
        self.fields.update(fields_for_model(Store, ("code", *STORE_FIELDS) if store is None else STORE_FIELDS))
        self.dress()


class FieldForm(Dressed, forms.Form):
    """Key and type of a new field; afterwards only what may still change."""

    label = forms.CharField(label=_("Label"), max_length=80)
    key = forms.SlugField(
        label=_("Key"), max_length=40, help_text=_("Letters, digits, hyphens: how files and the API name it. It stays.")
    )
    type = forms.ChoiceField(label=_("Type"), choices=CustomField.Type.choices)
    choices = forms.CharField(
        label=_("Choices"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For a choice: one a line."),
    )
    position = forms.IntegerField(label=_("Position"), min_value=0, initial=0)

    def __init__(self, *args: Any, field: CustomField | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field is not None:
            del self.fields["key"], self.fields["type"]
            self.initial = {"label": field.label, "choices": "\n".join(field.choices), "position": field.position}

    def clean_choices(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["choices"].splitlines() if line.strip()]


def _as_the_business(business: Business) -> dict[str, Any]:
    return {"time_zone": business.time_zone, "currency": business.currency, "is_open": True}
