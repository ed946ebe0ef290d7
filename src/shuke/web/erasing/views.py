"""Erasing a person, from their page: what goes and what stays is said first, and the number written to confirm."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from shuke.intake.models import ImportRun
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.customers.models import Customer
from shuke.web.answers import get_or_post, go_to, render_form
from shuke.web.customers.views.found import customer_or_404
from shuke.web.erasing.services import PERMISSION, erase_customer


class ConfirmForm(forms.Form):
    number = forms.CharField(max_length=120)

    def __init__(self, *args: object, customer: Customer, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._customer = customer
        field = self.fields["number"]
        field.label = _("To confirm, write the customer number: %(number)s") % {"number": customer.number}

    def clean_number(self) -> str:
        number = str(self.cleaned_data["number"]).strip()
        if number != self._customer.number:
            raise forms.ValidationError(_("This is not the number of this customer."))
        return number


@get_or_post
@staff_view(PERMISSION)
def erase(request: StaffRequest, pk: int) -> HttpResponse:
    customer = customer_or_404(request, pk)
    form = ConfirmForm(request.POST or None, customer=customer)
    if request.method == "POST" and form.is_valid():
        erase_customer(scope=request.scope, now=timezone.now(), customer=customer)
        messages.success(request, _("The person was erased. Figures follow with the next refresh."))
        return go_to(request, "customers")
    title = _("Erase %(name)s for good?") % {"name": customer}
    return render_form(request, form, title=title, says=_what_happens(), submit=_("Erase for good"), danger=True)


def _what_happens() -> str:
    says = _(
        "Name, contact details, preferences, consents, notes, messages and the words of their cases go, with everybody "
        "merged into them; card and points cannot be used any more. Purchases and points stay as figures of nobody. "
        "This cannot be undone. If they want their data, download it first."
    )
    waiting = ImportRun.objects.filter(state__in=(ImportRun.State.DRAFT, ImportRun.State.STAGED)).count()
    if not waiting:
        return says
    return says + " " + _("Imports that wait with a file of their own may still name them: finish or discard them.")
