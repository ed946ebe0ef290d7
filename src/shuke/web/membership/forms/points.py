from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuke.records.membership.services.points import MOST_POINTS
from shuke.web.forms import Dressed
from shuke.web.membership.forms.once import Once


class _Reasoned(Once):
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=200, help_text=gettext_lazy("The customer reads it.")
    )
    note = forms.CharField(
        label=gettext_lazy("Note"), max_length=200, required=False, help_text=gettext_lazy("Only staff read it.")
    )


class AdjustForm(Dressed, _Reasoned):
    points = forms.IntegerField(
        label=gettext_lazy("Points"),
        min_value=-MOST_POINTS,
        max_value=MOST_POINTS,
        help_text=gettext_lazy("With − before it, they are taken away. The balance never falls below zero."),
    )
    field_order = ("points", "reason", "note", "key")

    def clean_points(self) -> int:
        points: int = self.cleaned_data["points"]
        if points == 0:
            raise ValidationError(_("Write how many points; 0 changes nothing."))
        return points


class CompensateForm(Dressed, _Reasoned):
    points = forms.IntegerField(label=gettext_lazy("Points"), min_value=1, max_value=MOST_POINTS)
    field_order = ("points", "reason", "note", "key")


class ReverseForm(Dressed, _Reasoned):
    field_order = ("points", "reason", "note", "key")

    def __init__(self, *args: Any, left: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["points"] = forms.IntegerField(
            label=gettext_lazy("Points"), min_value=1, max_value=left, initial=left
        )
        self.order_fields(self.field_order)
        self.dress()


class CardForm(Dressed, forms.Form):
    holder = forms.CharField(
        label=gettext_lazy("Carried by"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Empty: the member. Otherwise the friend’s name, where the plan shares its cards."),
    )
