"""Another customer, typed as a number, name, phone or card."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuke.records.access.scope import Scope
from shuke.records.customers.models import Customer
from shuke.web.customers.merging import candidates_for

SHOWN_AT_MOST = 5


class PersonField(forms.CharField):
    """Cleaned to the one customer of the reader's stores whom the words find; None for no words."""

    def __init__(
        self, *, scope: Scope, customer: Customer | None = None, held: Customer | None = None, **kwargs: Any
    ) -> None:
        """`customer` is never found; the number of `held` is, of whichever store."""
        settings = {"required": False, "max_length": 120, "help_text": gettext_lazy("Number, name, phone or card.")}
        super().__init__(**{**settings, **kwargs})
        self.scope, self.customer, self.held = scope, customer, held

    def clean(self, value: Any) -> Customer | None:
        text = super().clean(value)
        return self._found(text) if text else None

    def _found(self, text: str) -> Customer:
        if self.held is not None and text == self.held.number:
            return self.held
        numbered = Customer.objects.current().visible_to(self.scope).filter(number=text).first()
        people = [numbered] if numbered else candidates_for(self.customer, text, scope=self.scope)
        if not people:
            raise ValidationError(_("Nobody in your stores is found by “%(words)s”.") % {"words": text})
        if len(people) > 1:
            known = ", ".join(f"{one.number} {one.name}".strip() for one in people[:SHOWN_AT_MOST])
            message = _("“%(words)s” finds several people; write the number of the one you mean: %(people)s.")
            raise ValidationError(message % {"words": text, "people": known})
        return people[0]
