from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuke.lib.dates import midnight
from shuke.records.membership.models import Entry, Plan
from shuke.web.forms import Dressed
from shuke.web.membership.words import SOURCES, source_words

# A day at either end of the calendar has no midnight in every time zone.
_IN_CALENDAR = [MinValueValidator(date(1900, 1, 1)), MaxValueValidator(date(9000, 1, 1))]


class LedgerForm(Dressed, forms.Form):
    """Filters of the ledger, all of them in the address."""

    kind = forms.ChoiceField(label=_("What happened"), required=False)
    source = forms.ChoiceField(label=pgettext_lazy("of points", "Cause"), required=False)
    plan = forms.ModelChoiceField(Plan.objects.all(), label=_("Plan"), required=False, empty_label=_("All"))
    since = forms.DateField(
        label=_("From"),
        required=False,
        validators=_IN_CALENDAR,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    until = forms.DateField(
        label=_("To"),
        required=False,
        validators=_IN_CALENDAR,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = [("", _("All"))]
        kinds, sources = self.fields["kind"], self.fields["source"]
        assert isinstance(kinds, forms.ChoiceField)
        assert isinstance(sources, forms.ChoiceField)
        kinds.choices = everything + list(Entry.Kind.choices)
        sources.choices = everything + [(source, source_words(source)) for source in SOURCES]

    def asked(self, *, zone: str) -> dict[str, Any]:
        """As `entries_of_members` takes it; days begin at midnight in `zone`."""
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        if "since" in asked:
            asked["since"] = midnight(zone, asked["since"])
        if "until" in asked:
            asked["until"] = midnight(zone, asked["until"] + timedelta(days=1))
        return asked
