"""What is done to many customers at once: those ticked, or all that the list means."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from shuke.lib.ids import is_id
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.access.models import Staff
from shuke.records.access.queries import colleagues_of
from shuke.records.customers.models import Tag
from shuke.records.customers.querysets import CustomerQuerySet
from shuke.records.customers.services import assign_customers, tag_customers
from shuke.web import figures
from shuke.web.answers import get_or_post, go_to, render_form
from shuke.web.customers.views.reading import ListRequest, list_request
from shuke.web.forms import Dressed, SeveralField, choose_from

ORIGIN = "page"


class Chosen(Dressed, forms.Form):
    """Whom it is about: all of the list, or the ids that were ticked."""

    all = forms.BooleanField(required=False, widget=forms.HiddenInput)
    ids = forms.CharField(required=False, widget=forms.HiddenInput)

    def customers(self, read: ListRequest) -> CustomerQuerySet:
        """Never beyond the list: ids of other stores' customers are none of it."""
        if self.cleaned_data["all"]:
            return read.customers()
        ids = [int(part) for part in self.cleaned_data["ids"].split(",") if is_id(part)]
        return read.customers().filter(pk__in=ids)


class TagForm(Chosen):
    add = forms.CharField(
        label=gettext_lazy("Add the tags"), required=False, help_text=gettext_lazy("Several with commas.")
    )
    remove = SeveralField(
        label=gettext_lazy("Take away"), queryset=Tag.objects.all(), required=False, widget=forms.CheckboxSelectMultiple
    )

    @property
    def added(self) -> list[str]:
        names = self.cleaned_data["add"].replace("，", ",").split(",")
        return [name.strip() for name in names if name.strip()]


class AssignForm(Chosen):
    owner = forms.ModelChoiceField(
        label=gettext_lazy("Looked after by"),
        queryset=Staff.objects.none(),
        required=False,
        empty_label=gettext_lazy("Nobody"),
    )


@get_or_post
@staff_view("customers.tag")
def tag(request: StaffRequest) -> HttpResponse:
    read = list_request(request)
    form = TagForm(request.POST or None, initial=_ticked(request))
    if request.method == "POST" and form.is_valid():
        count = tag_customers(
            scope=request.scope,
            now=timezone.now(),
            origin=ORIGIN,
            customers=form.customers(read),
            add=form.added,
            remove=[tag.name for tag in form.cleaned_data["remove"]],
        )
        done = ngettext("%(count)s customer tagged.", "%(count)s customers tagged.", count)
        return _done(request, read, done % {"count": figures.number(count)})
    return render_form(request, form, title=_("Tag customers"), submit=_("Tag customers"))


@get_or_post
@staff_view("customers.assign")
def assign(request: StaffRequest) -> HttpResponse:
    read = list_request(request)
    form = AssignForm(request.POST or None, initial=_ticked(request))
    choose_from(form, "owner", colleagues_of(request.scope))
    if request.method == "POST" and form.is_valid():
        count = assign_customers(
            scope=request.scope,
            now=timezone.now(),
            origin=ORIGIN,
            customers=form.customers(read),
            owner=form.cleaned_data["owner"],
        )
        done = ngettext("%(count)s customer assigned.", "%(count)s customers assigned.", count)
        return _done(request, read, done % {"count": figures.number(count)})
    return render_form(request, form, title=_("Who looks after them"), submit=_("Assign"))


def _ticked(request: StaffRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "") for name in ("all", "ids")}


def _done(request: StaffRequest, read: ListRequest, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return go_to(request, f"{reverse('customers')}{read.address()}")
