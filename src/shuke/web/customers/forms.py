"""What a person types about a customer."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Model
from django.forms.models import fields_for_model, model_to_dict
from django.utils.translation import gettext_lazy as _

from shuke.records.access.queries import colleagues_of
from shuke.records.access.scope import Scope
from shuke.records.customers.models import Customer, CustomField, Identity
from shuke.records.customers.services import NewIdentity, household_named, organisation_named
from shuke.web.customers.person_field import PersonField
from shuke.web.forms import Dressed, choose_from
from shuke.web.frame import stores_of

CUSTOM = "custom_"
LUNAR_HELP = _("Month-day, 08-15; in a leap month L06-01.")
GROUP_HELP = _("By name; a new one is made. Who has the same name here belongs together.")
GROUPS: Mapping[str, Callable[[str], Model | None]] = {"household": household_named, "organisation": organisation_named}
LANGUAGES = [("", "—"), *settings.LANGUAGES]
IDENTITY_FIELDS = (Identity.Kind.PHONE, Identity.Kind.CARD, Identity.Kind.EMAIL)


WIDGETS: dict[str, type[forms.Widget] | forms.Widget] = {
    "birthday": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    "joined_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
}


class ProfileForm(Dressed, forms.Form):
    """A customer's own fields with the custom ones; it reads and checks, the service writes."""

    own_fields: tuple[str, ...] = (
        "name", "family_name", "salutation", "gender", "birthday", "lunar_birthday", "home_store", "owner", "language",
        "address", "occupation", "household", "organisation", "acquired_through", "referred_by", "joined_on", "notes",
        "is_do_not_contact", "is_not_personalised",
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        scope: Scope,
        custom_fields: Sequence[CustomField],
        customer: Customer | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.custom_fields = custom_fields
        self.fields.update(fields_for_model(Customer, self.own_fields, widgets=WIDGETS))
        if "lunar_birthday" in self.fields:
            self.fields["lunar_birthday"].help_text = LUNAR_HELP
        choose_from(self, "home_store", stores_of(scope))
        # Who works for some stores only could not see a customer without one.
        self.fields["home_store"].required = scope.store_ids is not None
        if "owner" in self.fields:
            choose_from(self, "owner", colleagues_of(scope))
            self.fields["language"] = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, required=False)
        if "household" in self.fields:
            self._name_groups()
        brought_by = customer.referred_by if customer else None
        self.fields["referred_by"] = PersonField(label=_("Brought by"), scope=scope, customer=customer, held=brought_by)
        held = customer.custom if customer else {}
        for field in custom_fields:
            self.fields[f"{CUSTOM}{field.key}"] = _custom_input(field, held.get(field.key))
        if customer is not None:
            self.initial = {**self.initial, **model_to_dict(customer, self.own_fields), **_named(customer)}
        self.order_fields(self.field_order)
        self.dress()

    def values(self) -> dict[str, object]:
        """As `register_customer` and `update_customer` take them."""
        custom = {field.key: self.cleaned_data[f"{CUSTOM}{field.key}"] for field in self.custom_fields}
        own = {name: self.cleaned_data[name] for name in self.own_fields}
        own.update({name: make(own[name]) for name, make in GROUPS.items() if name in own})
        return {**own, "custom": custom} if custom else own

    def _name_groups(self) -> None:
        for name, label in (("household", _("Household")), ("organisation", _("Organisation"))):
            self.fields[name] = forms.CharField(label=label, max_length=160, required=False, help_text=GROUP_HELP)


class NewCustomerForm(ProfileForm):
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    card = forms.CharField(label=_("Card"), max_length=60, required=False)
    email = forms.CharField(label=_("E-mail"), max_length=200, required=False)
    may_be_duplicate = forms.BooleanField(label=_("This is another person"), required=False)

    own_fields = ("name", "salutation", "gender", "birthday", "home_store", "referred_by", "notes")
    field_order = (
        "name", "salutation", "phone", "card", "email", "gender", "birthday", "home_store", "referred_by", "notes",
    )  # fmt: skip

    def __init__(self, *args: Any, is_doubted: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_doubted:
            del self.fields["may_be_duplicate"]

    def identities(self) -> list[NewIdentity]:
        return [NewIdentity(kind, self.cleaned_data[kind]) for kind in IDENTITY_FIELDS if self.cleaned_data[kind]]


def _named(customer: Customer) -> dict[str, str]:
    """What is typed by name or number and kept as a row."""
    groups = {name: str(row) if (row := getattr(customer, name)) else "" for name in GROUPS}
    return {**groups, "referred_by": customer.referred_by.number if customer.referred_by else ""}


def _custom_input(field: CustomField, value: object) -> forms.Field:
    shared: dict[str, Any] = {"label": field.label, "required": False, "initial": value}
    match field.type:
        case CustomField.Type.NUMBER:
            return forms.FloatField(**shared)
        case CustomField.Type.DAY:
            return forms.CharField(widget=forms.DateInput(attrs={"type": "date"}), **shared)
        case CustomField.Type.YES_NO:
            return forms.NullBooleanField(**shared)
        case CustomField.Type.CHOICE:
            return forms.ChoiceField(choices=[("", "—"), *((each, each) for each in field.choices)], **shared)
        case _:
            return forms.CharField(**shared)
