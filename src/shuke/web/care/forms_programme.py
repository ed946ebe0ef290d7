"""Setting up a programme: the occasion, whom it serves, how many."""

from typing import Any

from django import forms
from django.forms.models import fields_for_model, model_to_dict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuke.actions.care.models import CareProgramme
from shuke.actions.care.models.programmes import MOST_HELD_OUT_PERCENT
from shuke.actions.care.queries.occasions import CLASSES
from shuke.records.access.models import Staff
from shuke.records.membership.models import Tier
from shuke.report.words import name_of
from shuke.web.care.forms import care_workers
from shuke.web.forms import Dressed, SeveralField, choose_from

FIELDS = ("name", "kind", "calendar", "holiday", "month_day", "every_days", "most_a_day", "holdout_percent")


class ProgrammeForm(Dressed, forms.Form):
    """The kind is chosen once: what was planned by it stays readable."""

    classes = forms.MultipleChoiceField(
        label=gettext_lazy("Value classes"), required=False, widget=forms.CheckboxSelectMultiple
    )
    tiers = SeveralField(
        label=gettext_lazy("Tiers"), queryset=Tier.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    segment = forms.CharField(
        label=gettext_lazy("Only those for whom this holds"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("A segment in one line, as Marketing, Segments writes it. Empty: everybody."),
    )
    owner = forms.ModelChoiceField(
        label=gettext_lazy("Tasks of customers nobody looks after go to"),
        queryset=Staff.objects.none(),
        required=False,
        empty_label=gettext_lazy("The team"),
    )

    def __init__(self, *args: Any, programme: CareProgramme | None, **kwargs: Any) -> None:
        names = (*FIELDS, "classes", "segment", "owner")
        initial: dict[str, Any] = model_to_dict(programme, names) if programme else {"holdout_percent": 10}
        if programme is not None:
            initial["tiers"] = [tier.pk for tier in programme.tiers.all()]
        super().__init__(*args, initial=initial, **kwargs)
        self.programme = programme
        self.fields = {**fields_for_model(CareProgramme, FIELDS), **self.fields}
        if programme is not None:
            del self.fields["kind"]
        self.fields["holdout_percent"].max_value = MOST_HELD_OUT_PERCENT  # type: ignore[attr-defined]
        classes = self.fields["classes"]
        assert isinstance(classes, forms.MultipleChoiceField)
        classes.choices = [(key, name_of("value_class", key)) for key in CLASSES]
        choose_from(self, "tiers", Tier.objects.select_related("plan"))
        choose_from(self, "owner", Staff.objects.filter(pk__in=[one.pk for one in care_workers()]))
        self._say()
        self.dress()

    def values(self) -> dict[str, Any]:
        """Columns of the programme; a new one gets a code of its own."""
        held = {name: value for name, value in self.cleaned_data.items() if name != "tiers"}
        return held if self.programme else {**held, "code": free_code(held["kind"])}

    def _say(self) -> None:
        self.fields["calendar"].help_text = _("For birthdays.")
        self.fields["holiday"].help_text = _("For holidays.")
        self.fields["month_day"].help_text = _("For a thanks day: month and day, like 05-20.")
        self.fields["most_a_day"].help_text = _("Messages of a holiday or thanks day reach everybody on the day.")
        self.fields["every_days"].help_text = _("For visits, where Settings, Classes names no rhythm of the class.")
        self.fields["holdout_percent"].help_text = _("Drawn by lot and left alone: the difference is what care brings.")


def free_code(kind: str) -> str:
    taken = set(CareProgramme.objects.filter(code__startswith=kind).values_list("code", flat=True))
    plain = kind.replace("_", "-")
    codes = (f"{plain}-{number}" for number in range(1, len(taken) + 1000))
    return next(code for code in codes if not CareProgramme.objects.filter(code=code).exists())
