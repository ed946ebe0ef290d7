"""Which cases the inbox shows, and under what name a colleague keeps that."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuke.records.access.models import Staff
from shuke.records.access.queries import active_staff
from shuke.records.access.scope import Scope
from shuke.records.cases.models import Case, Topic
from shuke.records.cases.models.desk import Priority
from shuke.records.customers.models import Tag
from shuke.records.stores.models import Store
from shuke.web.forms import Dressed, choose_from
from shuke.web.frame import stores_of

_ANY = ("", _("any"))


class NarrowForm(Dressed, forms.Form):
    """The fields are named as the parts of the inbox's address (`reading.FILTERS`)."""

    kind = forms.ChoiceField(label=_("Kind"), choices=[_ANY, *Case.Kind.choices], required=False)
    priority = forms.ChoiceField(label=_("Priority"), choices=[_ANY, *Priority.choices], required=False)
    channel = forms.ChoiceField(label=_("How it reached us"), choices=[_ANY, *Case.Channel.choices], required=False)
    category = forms.ModelChoiceField(
        label=pgettext_lazy("of a case", "Category"), queryset=Topic.objects.none(), required=False, empty_label=_ANY[1]
    )
    store = forms.ModelChoiceField(label=_("Store"), queryset=Store.objects.none(), required=False, empty_label=_ANY[1])
    owner = forms.ModelChoiceField(
        label=_("Who takes it"), queryset=Staff.objects.none(), required=False, empty_label=_ANY[1]
    )
    tag = forms.ModelChoiceField(label=_("Tag"), queryset=Tag.objects.none(), required=False, empty_label=_ANY[1])
    q = forms.CharField(
        label=_("Words"), max_length=80, required=False, help_text=_("In the subject or the customer’s name.")
    )
    late = forms.BooleanField(label=_("Only those that missed a deadline"), required=False)
    escalated = forms.BooleanField(label=_("Only those that were escalated"), required=False)

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "category", Topic.objects.filter(tree="category"))
        choose_from(self, "store", stores_of(scope))
        choose_from(self, "owner", active_staff())
        choose_from(self, "tag", Tag.objects.filter(cases__isnull=False).distinct())

    def address(self) -> dict[str, str]:
        """What was chosen, as the parts of an address."""
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        parts = {name: value.pk if hasattr(value, "pk") else value for name, value in chosen.items()}
        return {name: "1" if value is True else str(value) for name, value in parts.items()}


class InboxViewForm(Dressed, forms.Form):
    name = forms.CharField(label=_("Name"), max_length=40)
    is_shared = forms.BooleanField(label=_("For all colleagues"), required=False)
