"""What is asked for on the pages of groups."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuke.analytics.groups.clusters import MOST
from shuke.scores.groups.models import LookAlikeList
from shuke.web.forms import Dressed
from shuke.web.groups.words import FAMILIES


class GroupingForm(Dressed, forms.Form):
    name = forms.CharField(
        label=pgettext_lazy("of a group", "Name"),
        max_length=80,
        help_text=_("What the groups are for: “menus”, “mailings”."),
    )
    families = forms.MultipleChoiceField(
        label=_("Compare customers by"), choices=list(FAMILIES.items()), widget=forms.CheckboxSelectMultiple
    )
    count = forms.IntegerField(
        label=_("Number of groups"), required=False, min_value=2, max_value=MOST,
        help_text=_("Empty: of 3 to 8 the clearest that is stable."),
    )  # fmt: skip


class NameForm(Dressed, forms.Form):
    name = forms.CharField(
        label=pgettext_lazy("of a group", "Name"), max_length=80, required=False,
        help_text=_("It stays with these customers when groups are found again. Empty: what sets them apart."),
    )  # fmt: skip


class LikeForm(Dressed, forms.Form):
    group = forms.ChoiceField(label=_("Customers like those of"))
    among = forms.ChoiceField(
        label=_("Look among"),
        choices=[
            (LookAlikeList.Among.BUYERS, _("Small customers: by how they buy")),
            (LookAlikeList.Among.PROSPECTS, _("Prospects, who never bought: by what is known of them")),
        ],
        initial=LookAlikeList.Among.BUYERS,
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["group"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
