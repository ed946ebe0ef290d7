from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import fields_for_model, model_to_dict
from django.utils.translation import gettext_lazy as _

from shuke.records.membership.models import Plan, Tier
from shuke.records.stores.models import Business
from shuke.web.forms import Dressed

PLAN_FIELDS = (
    "name", "is_open", "enrol_min_spend", "enrol_within_days", "discount_percent", "is_shared", "points_per_unit",
    "growth_per_unit", "point_value", "most_paid_by_points_percent", "earns_on_points_paid", "return_window_days",
    "validity_days", "grace_days", "agent_most_points", "manager_most_points", "time_zone",
)  # fmt: skip
TIER_FIELDS = ("name", "min_growth", "period_days", "grace_days", "discount_percent", "points_multiplier")
_STAYS = _("Letters, digits, hyphens; files and the API call it so. It stays.")


class PlanForm(Dressed, forms.Form):
    """Code and currency are given once: points were earned in that currency."""

    def __init__(self, *args: Any, plan: Plan | None, business: Business, **kwargs: Any) -> None:
        new = {"currency": business.currency, "time_zone": business.time_zone, **_defaults(Plan, PLAN_FIELDS)}
        super().__init__(*args, initial=plain(model_to_dict(plan, PLAN_FIELDS) if plan else new), **kwargs)
        self.fields.update(fields_for_model(Plan, PLAN_FIELDS if plan else ("code", *PLAN_FIELDS, "currency")))
        hints = {
            "code": _STAYS,
            "enrol_min_spend": _("Empty: everybody may join."),
            "validity_days": _("Empty: for ever. Points earned before keep the expiry they were given."),
            "is_shared": _("Then a friend with the card gets the discount too, and may carry a card of their own."),
            "agent_most_points": _("Empty: no limit."),
            "manager_most_points": _("Empty: no limit."),
        }
        for name, hint in hints.items():
            if name in self.fields:
                self.fields[name].help_text = hint
        self.dress()

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if Plan.objects.filter(code=code).exists():
            raise ValidationError(_("There is a plan of this code already; change that one, or choose another code."))
        return code


class TierForm(Dressed, forms.Form):
    def __init__(self, *args: Any, plan: Plan, tier: Tier | None, **kwargs: Any) -> None:
        self.plan = plan
        initial = model_to_dict(tier, TIER_FIELDS) if tier else _defaults(Tier, TIER_FIELDS)
        initial["benefits"] = "\n".join(tier.benefits) if tier else ""
        super().__init__(*args, initial=plain(initial), **kwargs)
        self.fields.update(fields_for_model(Tier, TIER_FIELDS if tier else ("code", *TIER_FIELDS)))
        if tier is None:
            self.fields["code"].help_text = _STAYS
        self.fields["grace_days"].help_text = _("Who gathers enough within them stays.")
        self.fields["benefits"] = forms.CharField(
            label=_("Free services"),
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("One a line, as the counter reads them."),
        )
        self.dress()

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if Tier.objects.filter(plan=self.plan, code=code).exists():
            raise ValidationError(_("This plan has a tier of this code already; change that one."))
        return code

    def clean_benefits(self) -> list[str]:
        return [line.strip()[:80] for line in self.cleaned_data["benefits"].splitlines() if line.strip()][:20]


def plain(values: dict[str, Any]) -> dict[str, Any]:
    """20 and not 20.0000: decimals as people would have typed them."""
    return {name: f"{value.normalize():f}" if isinstance(value, Decimal) else value for name, value in values.items()}


def _defaults(model: Any, names: tuple[str, ...]) -> dict[str, Any]:
    fields = {field.name: field for field in model._meta.fields}
    return {name: fields[name].get_default() for name in names if fields[name].has_default()}
