"""What somebody writes about a campaign."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuke.actions.campaigns.audience import audience_text, text_beside_segment
from shuke.actions.campaigns.models import LONGEST_DAYS, Campaign
from shuke.actions.campaigns.services import Wishes
from shuke.actions.campaigns.services.drafting import imagined_campaign
from shuke.actions.offers.models import CALL, Offer
from shuke.actions.segments.models import Segment
from shuke.lib.errors import ShukeError
from shuke.outcomes.models import ReportReader
from shuke.records.access.models import Staff
from shuke.records.customers.models import Organisation
from shuke.records.membership.models import Coupon
from shuke.records.messages.models import Template
from shuke.records.messages.providers import offered_channels
from shuke.web.forms import Dressed

HUNDRED = Decimal(100)
PARTNERS = 500
OF_OFFER = ("way", "template", "coupon", "points", "script", "cost_per_piece")
SECTIONS = (
    (_("Audience"), ("segment_key", "planned_on", "audience")),
    (_("What each of them gets"), ("way", "template", "coupon", "points", "script")),
    (_("Costs and earnings"), ("cost_per_piece", "net_revenue_per_sale", "budget", "expected_percent")),
    (_("Joint promotion"), ("partner", "partner_percent")),
    (_("Test and control group"), ("test_step", "hold_out_percent", "window_days")),
    (_("What counts as an answer"), ("counts_purchase", "counts_coupon", "counts_reply")),
)


def ways() -> list[tuple[str, Any]]:
    return [("", _("nothing is said")), *offered_channels(), (CALL, pgettext_lazy("way of an offer", "telephone call"))]


class CampaignForm(Dressed, forms.Form):
    name = forms.CharField(label=_("Name of the campaign"), max_length=80)
    segment_key = forms.ChoiceField(
        label=_("Segment"), required=False, help_text=_("As it stands when the campaign starts.")
    )
    audience = forms.CharField(
        label=_("Of them only"), required=False, widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
        help_text=_("A segment’s text: stage = declining and not bought(last 30 days). Empty: all of them."),
    )  # fmt: skip
    planned_on = forms.DateField(
        label=_("Planned for"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    way = forms.ChoiceField(label=_("How it arrives"), required=False)
    template = forms.ModelChoiceField(
        label=_("Template"), queryset=Template.objects.filter(is_on=True), required=False,
        help_text=_("It may name the coupon: {{ coupon }}, {{ coupon_code }}, {{ points }}."),
    )  # fmt: skip
    coupon = forms.ModelChoiceField(
        label=_("Coupon"), queryset=Coupon.objects.filter(is_offered=True).order_by("name"), required=False,
        help_text=_("Everybody gets a code of their own."),
    )  # fmt: skip
    points = forms.IntegerField(label=_("Points"), min_value=0, required=False)
    script = forms.CharField(
        label=_("What to say on the telephone"), max_length=2_000, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    cost_per_piece = forms.DecimalField(
        label=_("Cost per piece"), min_value=0, max_digits=12, decimal_places=4,
        help_text=_("Paper, postage, the call; whatever one person more costs."),
    )  # fmt: skip
    net_revenue_per_sale = forms.DecimalField(
        label=_("Net revenue per sale"), min_value=Decimal("0.0001"), max_digits=12, decimal_places=4,
        help_text=_("What one sale earns after the goods and its handling."),
    )  # fmt: skip
    budget = forms.DecimalField(label=_("Budget"), min_value=0, max_digits=16, decimal_places=2, required=False)
    expected_percent = forms.DecimalField(
        label=_("Expected response, %"), min_value=Decimal("0.0001"), max_value=100, max_digits=7, decimal_places=4,
        required=False, help_text=_("Empty: as campaigns like this one were answered."),
    )  # fmt: skip
    partner = forms.CharField(
        label=_("Partner"), max_length=160, required=False,
        widget=forms.TextInput(attrs={"list": "partners", "autocomplete": "off"}),
        help_text=_("A firm of our records that bears part of the cost. Empty: nobody does."),
    )  # fmt: skip
    partner_percent = forms.DecimalField(
        label=_("The partner bears, %"), min_value=0, max_value=100, max_digits=5, decimal_places=2, required=False,
        help_text=_("Of what each piece costs; break-even and profit are then of our share."),
    )  # fmt: skip
    test_step = forms.IntegerField(
        label=_("One in how many is tested"), min_value=1, max_value=1_000_000, initial=20,
        help_text=_("20 tests every 20th customer before the others are written to; 1 writes to everybody at once."),
    )  # fmt: skip
    hold_out_percent = forms.DecimalField(
        label=_("Held out, %"), min_value=0, max_value=Decimal("99.99"), max_digits=4, decimal_places=2,
        initial=Decimal(10), help_text=_("They get nothing; without them nobody knows what the campaign changed."),
    )  # fmt: skip
    window_days = forms.IntegerField(
        label=_("Days in which answers count"), min_value=1, max_value=LONGEST_DAYS, initial=21
    )
    counts_purchase = forms.BooleanField(label=_("a purchase"), required=False, initial=True)
    counts_coupon = forms.BooleanField(label=_("the coupon used"), required=False, initial=True)
    counts_reply = forms.BooleanField(label=_("a reply"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        saved = [("", pgettext_lazy("audience", "everybody")), *Segment.objects.values_list("key", "name")]
        for name, choices in (("way", ways()), ("segment_key", saved)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def clean_partner(self) -> Organisation | None:
        name = self.cleaned_data["partner"].strip()
        found = Organisation.objects.filter(name__iexact=name).order_by("pk").first() if name else None
        if name and found is None:
            raise forms.ValidationError(
                _("No customer belongs to a firm “%(name)s”; write its name as it stands in the records."),
                params={"name": name},
            )
        return found

    @property
    def partners(self) -> list[str]:
        """Names to choose from while one types; the first of the alphabet where there are very many."""
        return list(Organisation.objects.order_by("name").values_list("name", flat=True)[:PARTNERS])

    @property
    def sections(self) -> list[tuple[Any, list[forms.BoundField]]]:
        return [(title, [self[name] for name in names]) for title, names in SECTIONS]

    @property
    def wishes(self) -> Wishes:
        """Of a valid form."""
        given = dict(self.cleaned_data)
        given["audience"] = audience_text(given["segment_key"], given["audience"])
        percent, held = given.pop("expected_percent"), given.pop("hold_out_percent")
        given["expected_rate"] = None if percent is None else percent / HUNDRED
        given["hold_out_share"] = held / HUNDRED
        given["points"] = given["points"] or 0
        given["partner_share"] = (given.pop("partner_percent") or Decimal(0)) / HUNDRED
        return Wishes(**given)

    def imagined(self) -> Campaign | str:
        """The campaign that a valid form describes, written down nowhere; a sentence where there is none."""
        try:
            return imagined_campaign(replace(self.wishes, name=self.wishes.name or "…"))
        except ShukeError as refused:
            return str(refused)


class RulesForm(Dressed, forms.Form):
    approval_above = forms.DecimalField(
        label=_("A second person approves what costs more than"), min_value=0, max_digits=16, decimal_places=2,
        required=False, help_text=_("Empty: nobody has to."),
    )  # fmt: skip


class ReadersForm(Dressed, forms.Form):
    """One choice for each colleague who may read the report."""

    def __init__(self, *args: Any, readers: Sequence[Staff], held: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rhythms = [("", pgettext_lazy("report", "never")), *ReportReader.Every.choices]
        for staff in readers:
            self.fields[f"staff-{staff.pk}"] = forms.ChoiceField(
                label=str(staff), choices=rhythms, required=False,
                initial=held.get(staff.pk, ""),
                help_text="" if staff.email else _(
                    "Has no e-mail address yet: nothing can be sent. It is entered in the settings, under Staff."
                ),
            )  # fmt: skip
        self.dress()

    def chosen(self) -> dict[int, str]:
        """Of a valid form."""
        return {int(name.removeprefix("staff-")): every for name, every in self.cleaned_data.items()}


def initial_of(campaign: Campaign) -> dict[str, Any]:
    """What the form shows of a campaign that stands."""
    offer: Offer = campaign.offer
    rate = campaign.expected_rate
    return {
        **{name: getattr(offer, name) for name in OF_OFFER},
        **{
            name: getattr(campaign, name)
            for name in (
                "name", "segment_key", "planned_on", "net_revenue_per_sale", "budget", "test_step", "window_days",
                "counts_purchase", "counts_coupon", "counts_reply",
            )
        },
        "audience": text_beside_segment(campaign.audience, campaign.segment_key),
        "partner": campaign.partner.name if campaign.partner else "",
        "partner_percent": short(campaign.partner_share * HUNDRED) if campaign.partner else None,
        "expected_percent": None if rate is None else short(rate * HUNDRED),
        "hold_out_percent": short(campaign.hold_out_share * HUNDRED),
        "cost_per_piece": short(offer.cost_per_piece),
        "net_revenue_per_sale": short(campaign.net_revenue_per_sale),
    }  # fmt: skip


def initial_new(segment: str) -> dict[str, Any]:
    """`segment`: the key of a saved one whose people are meant."""
    found = Segment.objects.filter(key=segment).first() if segment else None
    return {"segment_key": found.key, "name": found.name} if found else {}


def short(value: Decimal) -> Decimal:
    """Without the zeros that the database pads it with."""
    return Decimal(f"{value.normalize():f}")
