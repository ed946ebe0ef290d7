"""What a step is told, kind by kind; the canvas and the list open the same forms."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuke.actions.journeys.graph.definition import Definition, read_node
from shuke.actions.journeys.graph.drawing import in_order
from shuke.actions.journeys.graph.nodes import CUSTOM_DAY, Node, branches_of
from shuke.actions.journeys.models import Journey
from shuke.actions.journeys.occasions import DAY_NAMES, OCCASIONS, branch_word
from shuke.actions.journeys.queries.known import custom_days
from shuke.actions.segments.models import Segment
from shuke.records.membership.models import Coupon, Plan
from shuke.records.messages.models import Template
from shuke.records.messages.providers import offered_channels
from shuke.web.forms import Dressed
from shuke.web.journeys.shown import name_of
from shuke.web.journeys.words import KIND_NAMES, WEEKDAYS

Choices = list[tuple[str, str]]
Fields = dict[str, forms.Field]
DAYS_HELP = gettext_lazy("Below 0: before that day.")


class JourneyForm(Dressed, forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Journey
        fields = ("name", "description", "hold_out_percent")
        help_texts = {
            "hold_out_percent": gettext_lazy("Drawn at random; they receive nothing and are watched to compare."),
        }


class KindForm(Dressed, forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("What happens"), choices=tuple(KIND_NAMES.items()))
    after = forms.CharField(widget=forms.HiddenInput, required=False)
    branch = forms.CharField(widget=forms.HiddenInput, required=False)


class NodeForm(Dressed, forms.Form):
    """A name, the settings of its kind, and where each of its ways leads."""

    def __init__(self, *args: Any, kind: str, definition: Definition, key: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.settings = kind, _SETTINGS[kind]()
        self.fields["name"] = forms.CharField(
            label=_("Name of the step"), max_length=80, required=False, help_text=_("Empty: what it does.")
        )
        self.fields.update(self.settings)
        node = definition.nodes[key]
        self.branches = branches_of(node)
        others = [one for one in in_order(definition) if one not in (key, definition.entry)]
        places: Choices = [("", "—"), *((one, name_of(definition, one)) for one in others)]
        for branch in self.branches:
            label = _("“%(way)s” leads to") % {"way": branch_word(branch)}
            self.fields[f"to_{branch}"] = forms.ChoiceField(
                label=label, choices=places, required=False, initial=definition.ways.get((key, branch), "")
            )
        self.initial = {"name": definition.place(key).name, **_initial(node)}
        self.dress()

    def node(self) -> Node:
        """Raises UnreadableJourney."""
        said = {name: _said(name, self.cleaned_data.get(name)) for name in self.settings}
        return read_node({"kind": self.kind, **said})

    def targets(self) -> Mapping[str, str]:
        return {branch: self.cleaned_data.get(f"to_{branch}", "") for branch in self.branches}


class TestForm(Dressed, forms.Form):
    customer = forms.CharField(label=gettext_lazy("Customer number, or part of the name"), max_length=120)
    days = forms.IntegerField(label=gettext_lazy("Days ahead"), min_value=1, max_value=730, initial=120)
    bought_on_day = forms.IntegerField(
        label=gettext_lazy("Buys something on day"), min_value=0, max_value=730, required=False,
        help_text=gettext_lazy("Empty: does not come back."),
    )  # fmt: skip


class EnterForm(Dressed, forms.Form):
    customer = forms.CharField(label=gettext_lazy("Customer number, or part of the name"), max_length=120)


def node_made(kind: str) -> Node:
    """A new one, with settings that can be changed at once."""
    return read_node({"kind": kind, **_FIRST.get(kind, {})})


def _initial(node: Node) -> dict[str, Any]:
    return {name: _shown(name, value) for name, value in vars(node).items()}


def _shown(name: str, value: object) -> object:
    if name == "shares" and isinstance(value, tuple):
        return " ".join(map(str, value))
    return [str(one) for one in value] if isinstance(value, tuple) else value


def _said(name: str, value: object) -> object:
    if name == "shares":
        return [int(part) for part in str(value).replace("/", " ").replace(",", " ").split() if part.isdecimal()]
    if name == "weekdays":
        return [int(one) for one in value] if isinstance(value, list) else []
    if name == "at":
        return value.strftime("%H:%M") if hasattr(value, "strftime") else ""
    if name.endswith(("days", "hours", "points")):
        return value or 0
    return "" if value is None else value


def _text(label: str, *, required: bool = True, most: int = 200, rows: int = 0, says: str = "") -> forms.Field:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(label=label, required=required, max_length=most, widget=widget, help_text=says)


def _number(label: str, *, least: int | None = 0, says: str = "") -> forms.Field:
    return forms.IntegerField(label=label, required=False, min_value=least, max_value=1_000_000, help_text=says)


def _choice(label: str, choices: Choices, *, required: bool = True) -> forms.Field:
    empty: Choices = [] if required else [("", "—")]
    return forms.ChoiceField(label=label, choices=[*empty, *choices], required=required)


def _tick(label: str, *, says: str = "") -> forms.Field:
    return forms.BooleanField(label=label, required=False, help_text=says)


def _events() -> Choices:
    return [(key, str(label)) for key, label in OCCASIONS.items()]


def _days() -> Choices:
    own = [(CUSTOM_DAY + key, label) for key, label in custom_days().items()]
    return [*((key, str(label)) for key, label in DAY_NAMES.items()), *own]


def _entry() -> Fields:
    ways = [
        ("event", _("when something happens")), ("segment", _("when they enter a segment")),
        ("day", _("on a day of theirs")), ("hand", _("only by hand or the API")),
    ]  # fmt: skip
    segments = [(key, name) for key, name in Segment.objects.values_list("key", "name")]
    return {
        "on": _choice(_("People come in"), ways),
        "event": _choice(_("What happens"), _events(), required=False),
        "segment": _choice(_("Segment"), segments, required=False),
        "day": _choice(_("Day"), _days(), required=False),
        "offset_days": _number(_("Days after that day"), least=None, says=str(DAYS_HELP)),
        "is_again": _tick(_("Each time, not only once a person")),
    }


def _delay() -> Fields:
    weekdays = [(str(number), str(name)) for number, name in enumerate(WEEKDAYS, 1)]
    return {
        "days": _number(_("Days to wait")),
        "hours": _number(_("Hours")),
        "is_since_entry": _tick(_("Counted from the entry, not from here")),
        "until": _choice(_("Or until a day of theirs"), _days(), required=False),
        "offset_days": _number(_("Days after that day"), least=None, says=str(DAYS_HELP)),
        "at": forms.TimeField(
            label=_("Then until, where they live"), required=False,
            widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        ),
        "weekdays": forms.MultipleChoiceField(
            label=_("On these weekdays"), choices=weekdays, required=False, widget=forms.CheckboxSelectMultiple
        ),
    }  # fmt: skip


def _message() -> Fields:
    templates = [(code, name) for code, name in Template.objects.order_by("name").values_list("code", "name")]
    return {
        "template": _choice(_("Template"), templates),
        "channel": _choice(_("Channel"), offered_channels()),
    }


_SETTINGS: Mapping[str, Callable[[], Fields]] = {
    "entry": _entry,
    "delay": _delay,
    "wait_for": lambda: {"event": _choice(_("Until they"), _events()), "days": _number(_("Days at most"), least=1)},
    "split": lambda: {
        "condition": _text(
            _("Condition"), most=2000, rows=3, says=_("A segment in one line: orders >= 3 and stage in (new, forming)")
        )
    },
    "draw": lambda: {"shares": _text(_("Shares in percent"), says=_("For example 50 50, or 80 10 10."))},
    "message": _message,
    "points": lambda: {
        "plan": _choice(_("Plan"), list(Plan.objects.values_list("code", "name"))),
        "points": _number(_("Points"), least=1),
    },
    "coupon": lambda: {
        "coupon": _choice(_("Coupon"), list(Coupon.objects.filter(is_offered=True).values_list("code", "name")))
    },
    "tag": lambda: {"tag": _text(_("Tag"), most=60), "is_removed": _tick(_("Take it away instead"))},
    "task": lambda: {
        "title": _text(_("What is to be done")),
        "script": _text(_("What to say"), required=False, most=2000, rows=3),
        "due_days": _number(_("Days until it is due")),
    },
    "webhook": lambda: {
        "event": _text(
            _("Name of the event"),
            most=60,
            says=_("For example journey.welcomed; it leaves signed, with the customer’s number."),
        )
    },
    "goal": lambda: {
        "event": _choice(_("Reached when they"), _events()),
        "days": _number(_("Within days"), least=1),
        "is_end": _tick(_("Reaching it ends the journey"), says=_("Else it only counts, and the steps go on.")),
    },
    "exit": dict,
}
_FIRST: Mapping[str, dict[str, Any]] = {
    "entry": {"on": "event", "event": "member.enrolled"},
    "delay": {"days": 1},
    "wait_for": {"event": "purchase", "days": 14},
    "split": {"condition": ""},
    "draw": {"shares": [50, 50]},
    "message": {"template": "", "channel": "email"},
    "points": {"plan": "", "points": 100},
    "coupon": {"coupon": ""},
    "tag": {"tag": ""},
    "task": {"title": ""},
    "webhook": {"event": "journey.reached"},
    "goal": {"event": "purchase", "days": 90},
}
