"""What is asked of somebody who joins at the counter: a name is enough to begin with."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuke.records.customers.booking_rules import Wanted
from shuke.records.customers.models import LARGEST_PARTY, Booking, Customer, Identity
from shuke.records.customers.services import NewIdentity
from shuke.web.forms import Dressed

SALUTATIONS = [("", "—"), ("Mr", _("Mr")), ("Ms", _("Ms"))]


class NewGuestForm(Dressed, forms.Form):
    name = forms.CharField(label=pgettext_lazy("of a person", "Name"), max_length=160)
    salutation = forms.ChoiceField(label=_("Salutation"), choices=SALUTATIONS, required=False)
    phone = forms.CharField(
        label=_("Phone"), max_length=40, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    birthday = forms.DateField(
        label=_("Birthday"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    language = forms.ChoiceField(label=_("Language"), choices=[("", "—"), *settings.LANGUAGES], required=False)
    may_be_duplicate = forms.BooleanField(label=_("This is another person"), required=False)

    def __init__(self, *args: Any, is_doubted: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_doubted:
            del self.fields["may_be_duplicate"]

    def values(self) -> dict[str, object]:
        own = ("name", "salutation", "birthday", "language")
        gender = {"Mr": Customer.Gender.MALE, "Ms": Customer.Gender.FEMALE}.get(self.cleaned_data["salutation"], "")
        return {name: self.cleaned_data[name] for name in own} | {"gender": gender}

    def identities(self) -> list[NewIdentity]:
        phone = self.cleaned_data["phone"].strip()
        return [NewIdentity(Identity.Kind.PHONE, phone)] if phone else []


class FriendForm(Dressed, forms.Form):
    holder = forms.CharField(label=_("Who carries it"), max_length=120)


class BookingForm(Dressed, forms.Form):
    on = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    at = forms.TimeField(label=_("Time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    party_size = forms.IntegerField(
        label=pgettext_lazy("how many come", "People"),
        min_value=1,
        max_value=LARGEST_PARTY,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    seat = forms.CharField(label=_("Seat or room"), max_length=80, required=False)
    request = forms.CharField(
        label=_("Special request"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def wanted(self) -> Wanted:
        return Wanted(**{name: self.cleaned_data[name] for name in ("on", "at", "party_size", "seat", "request")})


class NewBookingForm(BookingForm):
    """The key makes a double tap one booking."""

    source = forms.ChoiceField(
        label=_("How they booked"), choices=[one for one in Booking.Source.choices if one[0] != Booking.Source.API]
    )
    key = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)
    store = forms.CharField(max_length=20, widget=forms.HiddenInput)


class StrangerBookingForm(NewBookingForm):
    """By a phone that is known, whoever holds it; else somebody new."""

    name = forms.CharField(label=pgettext_lazy("of a person", "Name"), max_length=160, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, widget=forms.TextInput(attrs={"inputmode": "tel"}))
    field_order = ("name", "phone")


class PhotoForm(Dressed, forms.Form):
    picture = forms.FileField(
        label=_("Picture"),
        help_text=_("JPEG, PNG or WebP, at most 5 MB. It is made small; place and time of the shot are dropped."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    is_agreed = forms.BooleanField(label=_("They agreed that we keep it to greet them by"))

    def __init__(self, *args: Any, is_agreed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_agreed:
            del self.fields["is_agreed"]
