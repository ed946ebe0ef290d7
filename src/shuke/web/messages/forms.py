from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuke.records.messages.models import (
    ApprovedText,
    Channel,
    ContactCap,
    ContactPrice,
    ContactRules,
    Purpose,
    Template,
)
from shuke.records.messages.providers import offered_channels
from shuke.web.forms import Dressed


class WriteForm(Dressed, forms.Form):
    key = forms.CharField(max_length=80, widget=forms.HiddenInput)  # the same form sent twice is one message
    channel = forms.ChoiceField(label=_("Channel"), choices=offered_channels)
    purpose = forms.ChoiceField(label=_("Purpose"), choices=Purpose.choices)
    subject = forms.CharField(label=_("Subject"), max_length=200)
    text = forms.CharField(label=_("Text"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 9}))


class ApprovedForm(Dressed, forms.Form):
    code = forms.CharField(
        label=_("Code of the text at the provider"), max_length=120, required=False,
        help_text=_("SMS_123456789, for example; empty takes it away."),
    )  # fmt: skip
    filled_by = forms.CharField(
        label=_("What fills its gaps"), max_length=400, required=False,
        help_text=_("The provider’s gap and our variable, in the provider’s order: thing1=name, time2=today"),
    )  # fmt: skip

    def __init__(self, *args: Any, held: ApprovedText | None, **kwargs: Any) -> None:
        initial = {"code": held.code, "filled_by": held.fields} if held else {}
        super().__init__(*args, initial=initial, **kwargs)


class TemplateForm(Dressed, forms.Form):
    name = forms.CharField(label=pgettext_lazy("template", "Name"), max_length=120)
    code = forms.SlugField(
        label=_("Code"), max_length=60, help_text=_("Letters, digits, hyphens: how the API and other parts name it.")
    )
    purpose = forms.ChoiceField(label=_("Purpose"), choices=Purpose.choices)
    is_on = forms.BooleanField(label=_("In use"), required=False)

    def __init__(self, *args: Any, template: Template | None, **kwargs: Any) -> None:
        texts = {text.language: text for text in template.texts.all()} if template else {}
        initial: dict[str, object] = {"is_on": True}
        if template is not None:
            for name in ("name", "code", "purpose", "is_on"):
                initial[name] = getattr(template, name)
        super().__init__(*args, initial=initial, **kwargs)
        for language, label in settings.LANGUAGES:
            text = texts.get(language)
            self.fields[f"subject-{language}"] = forms.CharField(
                label=_("Subject, %(language)s") % {"language": label},
                max_length=200,
                required=False,
                initial=text.subject if text else "",
            )
            self.fields[f"body-{language}"] = forms.CharField(
                label=_("Text, %(language)s") % {"language": label},
                max_length=20_000,
                required=False,
                initial=text.body if text else "",
                widget=forms.Textarea(attrs={"rows": 7}),
            )
        self.dress()

    def texts(self) -> dict[str, tuple[str, str]]:
        values = self.cleaned_data
        return {code: (values[f"subject-{code}"], values[f"body-{code}"]) for code, _name in settings.LANGUAGES}


class RulesForm(Dressed, forms.Form):
    """Each cap is two numbers: so many messages in so many days; both empty: no cap."""

    quiet_from = forms.TimeField(label=_("Quiet from"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    quiet_until = forms.TimeField(
        label=_("Quiet until"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("In the time zone of each customer. Equal times: no quiet hours."),
    )
    over_budget = forms.ChoiceField(label=_("A message over the budget"), choices=ContactRules.OverBudget.choices)

    def __init__(self, *args: Any, rules: ContactRules, caps: dict[str, ContactCap], **kwargs: Any) -> None:
        initial = {name: getattr(rules, name) for name in ("quiet_from", "quiet_until", "over_budget")}
        super().__init__(*args, initial=initial, **kwargs)
        for channel, label in CAPPED:
            cap = caps.get(channel)
            for part, words, most in (("messages", _("Most messages"), 1000), ("days", _("within days"), 366)):
                self.fields[f"{part}-{channel}"] = forms.IntegerField(
                    label=f"{label}: {words}",
                    required=False,
                    min_value=1,
                    max_value=most,
                    initial=getattr(cap, part) if cap else None,
                )
        self.dress()

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        for channel, _label in CAPPED:
            if (values.get(f"messages-{channel}") is None) != (values.get(f"days-{channel}") is None):
                self.add_error(f"days-{channel}", _("Give both numbers, or neither for no cap."))
        return values

    def caps(self) -> dict[str, tuple[int, int] | None]:
        pairs = {
            channel: (self.cleaned_data[f"messages-{channel}"], self.cleaned_data[f"days-{channel}"])
            for channel, _label in CAPPED
        }
        return {channel: pair if all(pair) else None for channel, pair in pairs.items()}


MINUTES = (
    ("task_minutes", _("A call or visit takes so many minutes, as a rule")),
    ("case_minutes", _("A case of the service takes so many minutes, as a rule")),
)


class PricesForm(Dressed, forms.Form):
    """A field for each way, and how long a colleague's work takes; empty: not known."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for way, label in ContactPrice.WAYS:
            self.fields[way] = forms.DecimalField(
                label=capfirst(label), required=False, min_value=Decimal(0), max_digits=12, decimal_places=4
            )
        for name, label in MINUTES:
            self.fields[name] = forms.IntegerField(label=label, required=False, min_value=1, max_value=1440)
        self.dress()

    def prices(self) -> dict[str, Decimal | None]:
        return {way: self.cleaned_data[way] for way, _label in ContactPrice.WAYS}

    def minutes(self) -> dict[str, int | None]:
        return {name: self.cleaned_data[name] for name, _label in MINUTES}


CAPPED = (("", _("All channels together")), *((channel.value, channel.label) for channel in Channel))
