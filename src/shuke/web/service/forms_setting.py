"""How the service works here: hours, promises, limits, categories, replies, who takes cases."""

from typing import Any

from django import forms
from django.forms.models import fields_for_model
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from shuke.records.access.permissions import ROLES_OF
from shuke.records.access.queries import active_staff
from shuke.records.cases.models import AgentPlace, CannedReply, ClassRule, Desk, DeskDay, Hook, Target, Topic
from shuke.records.cases.models.desk import CLASSES
from shuke.records.cases.replies import GAPS
from shuke.records.cases.services.setting import DESK_FIELDS
from shuke.records.stores.models import Store
from shuke.report.words import name_of
from shuke.web.forms import Dressed, SeveralField, choose_from


class DeskForm(Dressed, forms.Form):
    def __init__(self, *args: Any, held: Desk, **kwargs: Any) -> None:
        initial = {f"day_{number}": text for number, text in enumerate(held.week)}
        initial |= {name: getattr(held, name) for name in DESK_FIELDS if name != "escalate_to"}
        super().__init__(*args, initial={**initial, "escalate_to": held.escalate_to_id}, **kwargs)
        for number in range(7):
            self.fields[f"day_{number}"] = forms.CharField(label=WEEKDAYS[number], required=False, max_length=120)
        self.fields["day_0"].help_text = _("9:00-12:00, 13:00-18:00, for example; empty is closed.")
        self.fields.update(fields_for_model(Desk, DESK_FIELDS))
        # Whoever is named has to see every case, whatever its store.
        choose_from(self, "escalate_to", active_staff().filter(works_everywhere=True, role__in=ROLES_OF["cases.work"]))
        self.fields["escalate_to"].help_text = _("Works on cases of all stores; is told by e-mail and in the inbox.")
        self.fields["agent_most_points"].help_text = _("Above it a manager or owner approves. Empty: no limit.")
        self.dress()

    def week(self) -> list[str]:
        return [self.cleaned_data[f"day_{number}"] for number in range(7)]

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in DESK_FIELDS}


def _classes(empty: Any) -> list[tuple[str, Any]]:
    return [("", empty), *((key, name_of("value_class", key)) for key in CLASSES)]


class DayForm(Dressed, forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = DeskDay
        fields = ["day", "spans", "note"]
        widgets = {"day": forms.DateInput(attrs={"type": "date"})}
        help_texts = {"spans": _("9:00-12:00, 13:00-18:00, for example; empty is closed.")}

    def validate_unique(self) -> None:
        """The day again replaces what stood there."""


class TargetForm(Dressed, forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Target
        fields = ["priority", "service_class", "first_minutes", "resolve_minutes"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = forms.ChoiceField(label=_("Class of customers"), choices=_classes(_("everybody")), required=False)
        self.fields["service_class"] = field
        self.dress()

    def validate_unique(self) -> None:
        """The same priority and class again replaces the promise."""


class ClassForm(Dressed, forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = ClassRule
        fields = ["service_class", "least_priority", "goes_to"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service_class"] = forms.ChoiceField(label=_("Class of customers"), choices=_classes("—")[1:])
        choose_from(self, "goes_to", active_staff())
        self.dress()

    def validate_unique(self) -> None:
        """The class again replaces its rule."""


class TopicForm(Dressed, forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Topic
        fields = ["tree", "parent", "name", "is_offered"]

    def validate_unique(self) -> None:
        """The service says it: the path is made there."""


class ReplyTextForm(Dressed, forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = CannedReply
        fields = ["name", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = " ".join(f"{{{gap}}}" for gap in GAPS)


class PlaceForm(Dressed, forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = AgentPlace
        fields = ["staff", "is_here", "most_open", "phone", "skills"]
        field_classes = {"skills": SeveralField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "staff", active_staff())
        choose_from(self, "skills", Topic.objects.filter(tree="category"))

    def validate_unique(self) -> None:
        """The colleague again replaces the place."""


class HookForm(Dressed, forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Hook
        fields = ["name", "channel", "store"]


class TableForm(Dressed, forms.Form):
    store = forms.ModelChoiceField(label=_("Store"), queryset=Store.objects.none())
    table = forms.CharField(label=_("Table"), max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "store", Store.objects.filter(is_open=True).order_by("name"))
