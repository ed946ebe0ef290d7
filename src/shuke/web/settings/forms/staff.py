from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from shuke.records.access.models import Role, Staff
from shuke.records.stores.models import Store
from shuke.web.forms import Dressed, SeveralField, choose_from


class RightsForm(Dressed, forms.Form):
    """Role and stores: what somebody, or a key, may do and on whose rows."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    works_everywhere = forms.BooleanField(label=_("All stores, also future ones"), required=False)
    stores = SeveralField(
        label=_("Stores"), queryset=Store.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, stores: QuerySet[Store], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "stores", stores)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not values.get("works_everywhere") and not values.get("stores"):
            self.add_error("stores", _("Choose at least one store, or all of them."))
        return values


class NewStaffForm(RightsForm):
    username = forms.CharField(label=_("Sign-in name"), max_length=150)
    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail"), required=False)
    password = forms.CharField(
        label=_("First password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least eight characters; the person changes it after the first sign-in."),
    )
    field_order = ("username", "name", "email", "password", "role", "works_everywhere", "stores")


class NewPasswordForm(Dressed, forms.Form):
    password = forms.CharField(
        label=_("New password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least eight characters; the person changes it after the next sign-in."),
    )


class NewKeyForm(RightsForm):
    name = forms.CharField(label=_("What the key is for"), max_length=120)
    field_order = ("name", "role", "works_everywhere", "stores")


def rights_of(staff: Staff) -> dict[str, Any]:
    return {"role": staff.role, "works_everywhere": staff.works_everywhere, "stores": staff.stores.all()}
