from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.messages.models import ContactCap, ContactRules
from shuke.records.messages.services import save_contact_rules
from shuke.web.answers import INVALID, get_or_post, go_to
from shuke.web.messages.forms import RulesForm
from shuke.web.settings.views.section import render_section


@get_or_post
@staff_view("messages.manage")
def contact_rules(request: StaffRequest) -> HttpResponse:
    rules = ContactRules.objects.filter(pk=1).first() or ContactRules(pk=1)
    caps = {cap.channel: cap for cap in ContactCap.objects.all()}
    form = RulesForm(request.POST or None, rules=rules, caps=caps)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        save_contact_rules(
            scope=request.scope,
            now=timezone.now(),
            quiet_from=values["quiet_from"],
            quiet_until=values["quiet_until"],
            over_budget=values["over_budget"],
            caps=form.caps(),
        )
        messages.success(request, _("Saved."))
        return go_to(request, "settings_contact")
    response = render_section(request, "web/messages/rules.html", {"form": form})
    response.status_code = INVALID if form.errors else 200
    return response
