"""What people ask for: new groups, a name, groups found again, rules, look-alikes."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shuke.lib.ids import is_id
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.scores.groups import services
from shuke.scores.groups.models import Group, Grouping
from shuke.scores.groups.services.soon import compute_soon
from shuke.scores.trials.models import CellTable
from shuke.web.answers import get_or_post, go_to, refusals_in, render_form
from shuke.web.groups.alike import choices
from shuke.web.groups.forms import GroupingForm, LikeForm, NameForm
from shuke.web.groups.rows import group_name, grouping_name


@get_or_post
@staff_view("scores.run")
def new_grouping(request: StaffRequest) -> HttpResponse:
    form = GroupingForm(request.POST or None, initial={"families": ["rfm", "basket"]})
    if request.method == "POST" and form.is_valid():
        with refusals_in(form, "name"):
            found = services.ask_for_groups(**form.cleaned_data)
            compute_soon()
            messages.success(request, _("The groups are being found; they appear here when that is done."))
            return go_to(request, f"{reverse('insight_groups')}?grouping={found.pk}")
    says = _("Each kind of behaviour weighs the same, whatever it is made of.")
    return render_form(request, form, title=_("New groups"), submit=_("Find groups"), says=says)


@get_or_post
@staff_view("scores.run")
def rename_group(request: StaffRequest, pk: int) -> HttpResponse:
    group = get_object_or_404(Group, pk=pk)
    form = NameForm(request.POST or None, initial={"name": group.name})
    if request.method == "POST" and form.is_valid():
        services.name_group(group=group, name=form.cleaned_data["name"], now=timezone.now())
        messages.success(request, _("Saved."))
        return go_to(request, "insight_group", pk)
    return render_form(request, form, title=_("Name of “%(name)s”") % {"name": group_name(group)}, submit=_("Save"))


@require_POST
@staff_view("scores.run")
def find_again(request: StaffRequest, pk: int) -> HttpResponse:
    grouping = get_object_or_404(Grouping, pk=pk)
    services.find_groups_again(grouping=grouping)
    compute_soon()
    messages.success(request, _("Groups are being found again; names stay with their customers."))
    return redirect(f"{reverse('insight_groups')}?grouping={pk}")


@get_or_post
@staff_view("scores.run")
def forget_grouping(request: StaffRequest, pk: int) -> HttpResponse:
    grouping = get_object_or_404(Grouping, pk=pk)
    if request.method == "GET":
        title = _("Delete “%(name)s”?") % {"name": grouping_name(grouping)}
        says = _("Its groups, their names and their history go with it. Customers stay as they are.")
        return render_form(request, forms.Form(), title=title, says=says, submit=_("Delete"), danger=True)
    services.forget_groups(grouping=grouping)
    messages.success(request, _("Deleted."))
    return go_to(request, "insight_groups")


@require_POST
@staff_view("scores.run")
def new_rules(request: StaffRequest, target: str) -> HttpResponse:
    name, _separator, of = target.partition("-")
    table = get_object_or_404(CellTable, pk=int(of)) if is_id(of) else None
    try:
        found = services.ask_for_rules(target=name, table=table)
    except services.UnknownTarget as unknown:
        raise Http404 from unknown  # the page offers none that cannot be learnt
    compute_soon()
    messages.success(request, _("The rules are being learnt; they appear here when that is done."))
    return redirect(f"{reverse('insight_rules')}?target={found.key}")


@get_or_post
@staff_view("scores.run")
def new_look_alikes(request: StaffRequest) -> HttpResponse:
    form = LikeForm(request.POST or None, choices=choices(), initial={"group": request.GET.get("group", "")})
    if request.method == "POST" and form.is_valid():
        kind, _separator, key = form.cleaned_data["group"].partition(":")
        found = services.ask_for_look_alikes(kind=kind, key=key, among=form.cleaned_data["among"])
        compute_soon()
        messages.success(request, _("The customers are being compared; the list appears here when that is done."))
        return go_to(request, f"{reverse('insight_alike')}?list={found.pk}")
    says = _(
        "Small customers are compared by how they buy, not by how much: so they can be like large ones. Prospects are "
        "compared by what is known of them; who wants no personalisation, or no contact, is left out."
    )
    return render_form(request, form, title=_("New list"), submit=_("Compare"), says=says)
