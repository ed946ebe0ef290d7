"""Django's form fields in the look's clothes."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.db.models.fields import BLANK_CHOICE_DASH

from shuke.lib.ids import LONGEST_ID

_PLAIN = (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple, forms.HiddenInput)

_DASHES = BLANK_CHOICE_DASH[0][1]  # Django's row of hyphens for nothing


class Dressed(forms.BaseForm):
    """Mixin before a form class: every widget gets the look's class."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.dress()

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        """A figure without the zeros it is kept with: 50, not 50.0000."""
        value = super().get_initial_for_field(field, field_name)
        return _short(value) if isinstance(value, Decimal) and value.is_finite() else value

    def dress(self) -> None:
        """Again, for a form that adds fields of its own."""
        for field in self.fields.values():
            field.widget.attrs["class"] = _class_of(field.widget)
            if isinstance(field, forms.ModelChoiceField) and field.empty_label == _DASHES:
                field.empty_label = "—"


class SeveralField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Several rows by their keys; a key that no database can hold is refused before one is asked."""

    def clean(self, value: Any) -> Any:
        for key in value if isinstance(value, list | tuple) else ():
            if len(str(key)) > LONGEST_ID:
                said = self.error_messages["invalid_pk_value"]
                raise forms.ValidationError(said, code="invalid_pk_value", params={"pk": str(key)[:LONGEST_ID]})
        return super().clean(value)


def _short(value: Decimal) -> Decimal:
    # `normalize` alone would write 50 as 5E+1.
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def _class_of(widget: forms.Widget) -> str:
    if isinstance(widget, _PLAIN):
        return "sk-check"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"


def choose_from(form: forms.BaseForm, name: str, rows: QuerySet[Model]) -> None:
    """What the reader of a form may choose among is known only when it is asked for."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows
