from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuke.records.departures.models import Departure
from shuke.web.forms import Dressed

NOTHING = ("", gettext_lazy("nothing yet"))


class CountermeasureForm(Dressed, forms.Form):
    countermeasure = forms.ChoiceField(
        label=gettext_lazy("What was done"), choices=[NOTHING, *Departure.Countermeasure.choices], required=False
    )
    taken_on = forms.DateField(
        label=gettext_lazy("Done on"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("Who buys within 90 days of it counts as come back."),
    )  # fmt: skip
    spent = forms.DecimalField(label=gettext_lazy("What it cost"), required=False, min_value=0, max_digits=12)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("taken_on") and given["taken_on"] > self.today:
            self.add_error("taken_on", _("This day has not come yet."))
        if not given.get("countermeasure"):
            for name in ("taken_on", "spent"):
                if given.get(name) is not None:
                    self.add_error("countermeasure", _("Say what was done, or leave its day and its cost empty."))
                    break
        return given


class DepartureForm(CountermeasureForm):
    cause = forms.ChoiceField(label=gettext_lazy("Why"), choices=Departure.Cause.choices)
    note = forms.CharField(label=gettext_lazy("In their words"), max_length=300, required=False)
    noted_on = forms.DateField(
        label=gettext_lazy("Learned on"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("Empty: today."),
    )  # fmt: skip
    field_order = ("cause", "note", "noted_on", "countermeasure", "taken_on", "spent")

    def clean_noted_on(self) -> date:
        noted_on: date = self.cleaned_data["noted_on"] or self.today
        if noted_on > self.today:
            raise forms.ValidationError(_("This day has not come yet."))
        return noted_on
