"""What somebody writes about an event."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuke.actions.campaigns.audience import audience_text, text_beside_segment
from shuke.actions.campaigns.models import LONGEST_DAYS, Gathering
from shuke.actions.campaigns.services.gatherings import GatheringWishes
from shuke.actions.segments.models import Segment
from shuke.records.access.scope import Scope
from shuke.records.membership.models import Coupon
from shuke.records.messages.models import Template
from shuke.records.stores.models import Store
from shuke.web.campaigns.forms import HUNDRED, OF_OFFER, short, ways
from shuke.web.forms import Dressed
from shuke.web.frame import stores_of

SECTIONS = (
    (_("When and where"), ("kind", "store", "held_on", "from_time", "until_time", "capacity")),
    (_("Whom it invites"), ("segment_key", "hold_out_percent", "audience")),
    (_("The invitation"), ("way", "template", "coupon", "points", "script", "cost_per_piece")),
    (_("Costs and earnings"), ("cost", "net_revenue_per_sale", "window_days")),
)
WIDE = ("audience", "script")


class EventForm(Dressed, forms.Form):
    name = forms.CharField(label=pgettext_lazy("marketing", "Name of the event"), max_length=80)
    kind = forms.ChoiceField(label=_("Kind"), choices=Gathering.Kind.choices)
    store = forms.ModelChoiceField(label=_("Store"), queryset=Store.objects.none(), required=False)
    held_on = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    from_time = forms.TimeField(
        label=pgettext_lazy("time of day", "From"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    until_time = forms.TimeField(
        label=pgettext_lazy("time of day", "Until"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    capacity = forms.IntegerField(
        label=_("Places"), min_value=1, max_value=1_000_000, required=False, help_text=_("Empty: whoever comes.")
    )
    segment_key = forms.ChoiceField(
        label=_("Segment"), required=False, help_text=_("As it stands when the invitations are sent.")
    )
    audience = forms.CharField(
        label=_("Of them only"), required=False, widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
        help_text=_("A segment’s text: stage = declining and not bought(last 30 days). Empty: all of them."),
    )  # fmt: skip
    hold_out_percent = forms.DecimalField(
        label=_("Held out, %"), min_value=0, max_value=Decimal("99.99"), max_digits=4, decimal_places=2,
        initial=Decimal(0), help_text=_("They are not asked; beside them it is measured what the invitation changed."),
    )  # fmt: skip
    way = forms.ChoiceField(
        label=_("How it arrives"), required=False, help_text=_("Nothing: whoever comes is counted at the door.")
    )
    template = forms.ModelChoiceField(
        label=_("Template"), queryset=Template.objects.filter(is_on=True), required=False,
        help_text=_("It may say {{ event }}, {{ event_day }}, {{ event_time }}, {{ event_place }}."),
    )  # fmt: skip
    coupon = forms.ModelChoiceField(
        label=_("Coupon"), queryset=Coupon.objects.filter(is_offered=True).order_by("name"), required=False
    )
    points = forms.IntegerField(label=_("Points"), min_value=0, max_value=1_000_000, required=False)
    script = forms.CharField(
        label=_("What to say on the telephone"), max_length=2_000, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    cost_per_piece = forms.DecimalField(
        label=_("Cost of one invitation"), min_value=0, max_digits=12, decimal_places=4, initial=Decimal(0)
    )
    cost = forms.DecimalField(
        label=_("Cost of the event"), min_value=0, max_digits=16, decimal_places=2, initial=Decimal(0),
        help_text=_("Room, food, speakers, staff."),
    )  # fmt: skip
    net_revenue_per_sale = forms.DecimalField(
        label=_("Net revenue per sale"), min_value=0, max_digits=12, decimal_places=4, initial=Decimal(0),
        help_text=_("What one sale earns after the goods and its handling."),
    )  # fmt: skip
    window_days = forms.IntegerField(
        label=_("Days in which purchases count"), min_value=1, max_value=LONGEST_DAYS, initial=28
    )

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = self.fields["store"]
        assert isinstance(own, forms.ModelChoiceField)
        own.queryset = stores_of(scope)
        own.required, own.empty_label = scope.store_ids is not None, str(_("the whole business"))
        saved = [("", pgettext_lazy("audience", "everybody")), *Segment.objects.values_list("key", "name")]
        for name, choices in (("way", ways()), ("segment_key", saved)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    @property
    def sections(self) -> list[tuple[Any, list[tuple[forms.BoundField, bool]]]]:
        """Title, fields, each with whether it is as wide as the form."""
        return [(title, [(self[name], name in WIDE) for name in names]) for title, names in SECTIONS]

    @property
    def wishes(self) -> GatheringWishes:
        """Of a valid form."""
        given = dict(self.cleaned_data)
        given["audience"] = audience_text(given["segment_key"], given["audience"])
        given["hold_out_share"] = given.pop("hold_out_percent") / HUNDRED
        given["points"] = given["points"] or 0
        return GatheringWishes(**given)


def initial_of_event(gathering: Gathering) -> dict[str, Any]:
    """What the form shows of an event that stands."""
    offer = gathering.offer
    names = (
        "name", "kind", "store", "held_on", "from_time", "until_time", "capacity", "cost", "segment_key", "window_days",
    )  # fmt: skip
    return {
        **({name: getattr(offer, name) for name in OF_OFFER} if offer else {}),
        **{name: getattr(gathering, name) for name in names},
        "audience": text_beside_segment(gathering.audience, gathering.segment_key),
        "hold_out_percent": short(gathering.hold_out_share * HUNDRED),
        "cost_per_piece": short(offer.cost_per_piece) if offer else Decimal(0),
        "net_revenue_per_sale": short(gathering.net_revenue_per_sale),
    }
