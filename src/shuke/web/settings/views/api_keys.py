from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.access.models import ApiKey, Role
from shuke.records.access.services import issue_api_key, revoke_api_key
from shuke.records.stores.models import Store
from shuke.web.answers import get_or_post, go_to, render_form
from shuke.web.settings.forms.staff import NewKeyForm
from shuke.web.settings.views.confirm import ask
from shuke.web.settings.views.section import render_section


@require_GET
@staff_view("api_keys.manage")
def api_keys(request: StaffRequest) -> HttpResponse:
    keys = ApiKey.objects.select_related("created_by").prefetch_related("stores").order_by("-revoked_at", "name")
    return render_section(request, "web/settings/api_keys.html", {"rows": keys})


@get_or_post
@staff_view("api_keys.manage")
def issue_key(request: StaffRequest) -> HttpResponse:
    form = NewKeyForm(request.POST or None, stores=Store.objects.all(), initial={"role": Role.INTEGRATOR})
    if request.method == "POST" and form.is_valid():
        key, secret = issue_api_key(
            scope=request.scope, now=timezone.now(), created_by=request.user, **form.cleaned_data
        )
        template = "web/settings/key_issued.html#dialog" if request.htmx else "web/settings/key_issued.html"
        return render(request, template, {"key": key, "secret": secret})
    return render_form(request, form, title=_("New API key"), submit=_("Issue the key"))


@get_or_post
@staff_view("api_keys.manage")
def revoke_key(request: StaffRequest, pk: int) -> HttpResponse:
    key = get_object_or_404(ApiKey, pk=pk, revoked_at__isnull=True)
    title = _("Revoke the key “%(name)s”?") % {"name": key.name}
    says = _("The system that uses it is refused from now on. A revoked key cannot come back.")
    if request.method == "GET":
        return ask(request, title=title, says=says, submit=_("Revoke"))
    revoke_api_key(scope=request.scope, now=timezone.now(), key=key)
    messages.success(request, _("The key “%(name)s” is revoked.") % {"name": key.name})
    return go_to(request, "settings_api_keys")
