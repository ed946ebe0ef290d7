from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from shuke.lib.errors import ShukeError
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.membership.models import Plan
from shuke.web.frame import stores_of
from shuke.web.membership.forms.rules import RulesForm
from shuke.web.membership.rules import tell
from shuke.web.membership.views.page import render_page


@require_GET
@staff_view("membership.view")
def rules(request: StaffRequest) -> HttpResponse:
    """Asks as a till would, and writes nothing."""
    first = {"basket": "100", "plan": Plan.objects.first(), "store": stores_of(request.scope).first()}
    form = RulesForm(request.GET if "basket" in request.GET else None, initial=first, scope=request.scope)
    told, refused = None, ""
    if form.is_bound and form.is_valid():
        try:
            told = tell(form.cleaned_data, scope=request.scope, now=timezone.now())
        except ShukeError as error:
            refused = str(error)
    context = {"form": form, "told": told, "refused": refused, "sees_money": request.scope.may("money.view")}
    return render_page(request, "membership/rules.html", context)
