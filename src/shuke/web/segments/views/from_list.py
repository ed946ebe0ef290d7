"""A customer list saved as a segment: by its filters where segments ask for the same, else the customers in it."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuke.actions.segments.models import Segment
from shuke.actions.segments.services import keep_customers
from shuke.actions.segments.text import say
from shuke.actions.segments.tree import Node
from shuke.lib.ids import is_id
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.customers.models import Tag
from shuke.records.stores.models import Store
from shuke.web.answers import get_or_post, go_to, refusals_in, render_form
from shuke.web.customers.views.bulk import Chosen
from shuke.web.customers.views.reading import ListRequest, list_request
from shuke.web.segments.listed import tree_of


class ListForm(Chosen):
    name = forms.CharField(label=gettext_lazy("Name of the segment"), max_length=80)


@get_or_post
@staff_view("marketing.manage")
def save_list(request: StaffRequest) -> HttpResponse:
    """`all` or `ids`, as the bulk actions of the list; the whole list goes to the builder where its filters can."""
    read = list_request(request)
    is_whole = request.GET.get("all") == "1"
    tree = tree_of(read.state, named=_named) if is_whole else None
    if tree is not None and request.method == "GET":
        return go_to(request, f"{reverse('new_segment')}?{urlencode({'text': say(tree)})}")
    return _keep(request, read, tree)


def _keep(request: StaffRequest, read: ListRequest, tree: Node | None) -> HttpResponse:
    form = ListForm(request.POST or None, initial={name: request.GET.get(name, "") for name in ("all", "ids")})
    if request.method == "POST" and form.is_valid():
        name, customers = form.cleaned_data["name"], form.customers(read)
        with refusals_in(form, "name"):
            segment = keep_customers(scope=request.scope, now=timezone.now(), name=name, customers=customers, tree=tree)
            messages.success(request, _("The segment “%(name)s” is saved.") % {"name": segment.name})
            return go_to(request, "segment", segment.pk)
    says = _("These customers stay in it, whatever changes: not all that narrows this list can be followed.")
    return render_form(request, form, title=_("Save as segment"), submit=_("Save segment"), says=says)


def _named(key: str, said: list[str]) -> list[str]:
    ids = [int(each) for each in said if is_id(each)]
    match key:
        case "store":
            return list(Store.objects.filter(pk__in=ids).order_by("code").values_list("code", flat=True))
        case "tag":
            return list(Tag.objects.filter(pk__in=ids).order_by("name").values_list("name", flat=True))
        case _:
            return list(Segment.objects.filter(pk__in=ids).order_by("key").values_list("key", flat=True))
