"""What is said about a task, and the steps of a programme."""

from collections.abc import Mapping
from datetime import MAXYEAR, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.forms.models import model_to_dict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from shuke.actions.care.models import CareProgramme, CareStep, CareTask, Does
from shuke.actions.care.models.programmes import STEP_DAYS
from shuke.actions.care.services import SCRIPT_VARIABLES, may_work
from shuke.records.access.models import Staff
from shuke.records.access.permissions import ROLES_OF
from shuke.records.messages.models import Channel, Template
from shuke.records.messages.providers import offered_channels
from shuke.web.forms import Dressed, choose_from

STEPS = 4
STEP_FIELDS = ("after_days", "does", "template", "channel", "send_at", "script")


class OutcomeForm(Dressed, forms.Form):
    again_at = forms.DateTimeField(
        label=pgettext_lazy("of a care task", "When"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    note = forms.CharField(
        label=pgettext_lazy("of a care task", "Note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    tries_seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, zone: str, with_moment: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = ZoneInfo(zone)
        if with_moment:
            self.fields["again_at"].help_text = _("In the customer’s time zone, %(zone)s.") % {"zone": zone}
        else:
            del self.fields["again_at"]

    def clean_again_at(self) -> datetime:
        said: datetime = self.cleaned_data["again_at"]
        if said.year >= MAXYEAR:  # in UTC it may lie in a year that no calendar has
            raise forms.ValidationError(self.fields["again_at"].error_messages["invalid"], code="invalid")
        return said.replace(tzinfo=self.zone)


class GiveForm(Dressed, forms.Form):
    owner = forms.ModelChoiceField(
        label=gettext_lazy("Colleague"),
        queryset=Staff.objects.none(),
        required=False,
        empty_label=gettext_lazy("The team"),
    )

    def __init__(self, *args: Any, task: CareTask, **kwargs: Any) -> None:
        super().__init__(*args, initial={"owner": task.owner_id}, **kwargs)
        able = [one.pk for one in care_workers() if may_work(one, task.customer.home_store_id)]
        choose_from(self, "owner", Staff.objects.filter(pk__in=able).order_by("name", "username"))


class SettingsForm(Dressed, forms.Form):
    tasks_a_day = forms.IntegerField(
        label=gettext_lazy("Tasks a person and day"),
        min_value=1,
        max_value=500,
        help_text=gettext_lazy(
            "Whoever’s day is full gets a task on the next day with room; after a week the team has it."
        ),
    )
    tries = forms.IntegerField(
        label=gettext_lazy("Calls without an answer before a task is over"), min_value=1, max_value=20
    )


class StepForm(Dressed, forms.Form):
    """Empty (`does` not chosen): there is no such step."""

    does = forms.ChoiceField(label=gettext_lazy("What happens"), required=False, choices=[("", "—"), *Does.choices])
    after_days = forms.IntegerField(
        label=gettext_lazy("Days after (before: with a minus)"),
        required=False,
        min_value=STEP_DAYS[0],
        max_value=STEP_DAYS[1],
    )
    template = forms.ModelChoiceField(
        label=pgettext_lazy("of a care step", "text"), queryset=Template.objects.none(), required=False, empty_label="—"
    )
    channel = forms.ChoiceField(label=gettext_lazy("Channel"), required=False)
    send_at = forms.TimeField(
        label=gettext_lazy("Time of day"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    script = forms.CharField(
        label=gettext_lazy("What to say"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "template", Template.objects.filter(is_on=True))
        channel = self.fields["channel"]
        assert isinstance(channel, forms.ChoiceField)
        channel.choices = [(key, label) for key, label in offered_channels() if key != Channel.POST]
        self.fields["script"].help_text = _("Variables: %(names)s") % {
            "names": " ".join(f"{{{{ {name} }}}}" for name in SCRIPT_VARIABLES)
        }

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if values.get("does") == Does.TASK and not values.get("script", "").strip():
            self.add_error("script", _("Write what is to be said or done."))
        if values.get("does") in (Does.MESSAGE, Does.LETTER) and not values.get("template"):
            self.add_error("template", _("Choose a text; it is written in Settings, Templates."))
        return values


class StepForms:
    """The steps of a programme, each under its number."""

    def __init__(self, data: Mapping[str, Any] | None, *, programme: CareProgramme | None) -> None:
        held = {step.number: step for step in programme.steps.all()} if programme else {}
        self.forms = [StepForm(data, prefix=f"s{n}", initial=_initial(held.get(n), n)) for n in range(1, STEPS + 1)]

    def is_valid(self) -> bool:
        valid = [form.is_valid() for form in self.forms]  # every one, so that all errors are shown
        return all(valid)

    @property
    def has_errors(self) -> bool:
        return any(form.errors for form in self.forms)

    def values(self) -> list[dict[str, Any]]:
        held = [(number, form.cleaned_data) for number, form in enumerate(self.forms, start=1)]
        return [_step(number, values) for number, values in held if values["does"]]


def care_workers() -> list[Staff]:
    return list(Staff.objects.filter(is_active=True, role__in=ROLES_OF["care.work"]).order_by("name", "username"))


def _step(number: int, values: Mapping[str, Any]) -> dict[str, Any]:
    """Only what its kind of step knows: a task has no text, a message no script."""
    is_task = values["does"] == Does.TASK
    step = {
        "number": number,
        "does": values["does"],
        "after_days": values["after_days"] or 0,
        "template": None if is_task else values["template"],
        "channel": values["channel"] or Channel.EMAIL.value,
        "script": values["script"] if is_task else "",
    }
    return {**step, "send_at": values["send_at"]} if values["send_at"] else step


def _initial(step: CareStep | None, number: int) -> dict[str, Any]:
    if step is not None:
        return model_to_dict(step, STEP_FIELDS)
    return {"does": Does.TASK if number == 1 else "", "after_days": 0, "send_at": "10:00"}
