from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from shuke.web.customers.story_words import CHANNELS, PURPOSES
from shuke.web.forms import Dressed


class AddressForm(Dressed, forms.Form):
    address = forms.CharField(
        label=gettext_lazy("Phone number or e-mail address"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}),
    )


class CodeForm(Dressed, forms.Form):
    ticket = forms.CharField(widget=forms.HiddenInput)
    digits = forms.CharField(
        label=gettext_lazy("Code of six digits"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}),
    )

    def clean_digits(self) -> str:
        digits = "".join(str(self.cleaned_data["digits"]).split())
        if len(digits) != 6 or not (digits.isascii() and digits.isdigit()):
            raise ValidationError(_("A code has six digits."))
        return digits


class LikedForm(Dressed, forms.Form):
    topic = forms.CharField(
        label=pgettext_lazy("of a preference", "About"),
        max_length=40,
        help_text=gettext_lazy("Seat, drink, comfort, size, allergy …"),
    )
    value = forms.CharField(label=gettext_lazy("What you like, or must not have"), max_length=200)
    is_pinned = forms.BooleanField(label=gettext_lazy("I must not have it, or must always have it"), required=False)


class SaidForm(forms.Form):
    channel = forms.ChoiceField(choices=list(CHANNELS.items()))
    purpose = forms.ChoiceField(choices=list(PURPOSES.items()))
    is_granted = forms.TypedChoiceField(choices=[("yes", ""), ("no", "")], coerce=lambda said: said == "yes")


class PersonalForm(forms.Form):
    is_personalised = forms.TypedChoiceField(choices=[("yes", ""), ("no", "")], coerce=lambda said: said == "yes")
