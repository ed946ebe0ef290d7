"""Who brings the money: Pareto and ABC, the pyramid, the value quadrant."""

from collections.abc import Iterable, Sequence

from django import forms
from django.contrib import messages
from django.forms import model_to_dict
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.access.models import Role
from shuke.records.access.scope import Scope
from shuke.records.customers.queries import policies
from shuke.records.customers.services import set_class_policy
from shuke.report.words import name_of
from shuke.scores.models import CustomerScore
from shuke.warehouse import read
from shuke.web.answers import get_or_post, go_to, render_form
from shuke.web.forms import Dressed
from shuke.web.insight import pareto, pyramid, quadrant, queries
from shuke.web.insight.current import Current
from shuke.web.insight.matrix import matrix_of
from shuke.web.insight.spent import Spending, spending
from shuke.web.insight.views.answer import answer
from shuke.web.words import Reason

SHOWN_FLAGS = 8


class PolicyForm(Dressed, forms.Form):
    service_level = forms.CharField(
        label=gettext_lazy("Service level"), max_length=200, required=False,
        help_text=gettext_lazy("In words: answered the same day, own contact person …"),
    )  # fmt: skip
    call_every_days = forms.IntegerField(
        label=gettext_lazy("Call every … days"), min_value=1, max_value=3650, required=False
    )
    offer_ceiling_percent = forms.DecimalField(
        label=gettext_lazy("Largest discount, %"), min_value=0, max_value=100, decimal_places=2, required=False
    )
    may_discount = forms.MultipleChoiceField(
        label=gettext_lazy("Who may give it"), choices=Role.choices, required=False,
        widget=forms.CheckboxSelectMultiple, help_text=gettext_lazy(
            "Nobody ticked: everybody. Asked when a complaint is made good with a coupon; campaigns, events and "
            "journeys were approved before and keep to the largest discount alone. Tills do not ask."
        ),
    )  # fmt: skip


@require_GET
@staff_view("insight.view")
def abc(request: StaffRequest) -> HttpResponse:
    return answer(request, "web/insight/abc.html", _abc)


def _abc(request: StaffRequest, current: Current, scope: Scope) -> dict[str, object]:
    concentration = pareto.concentration_of(read.pareto(as_of=current.as_of, stores=scope.store_ids))
    return {
        "concentration": concentration,
        "chart": pareto.curve_chart(concentration, currency=current.currency) if concentration else None,
        "rows": pareto.abc_of(read.group_counts("abc", as_of=current.as_of, stores=scope.store_ids)),
        "spending": _spending("abc", pareto.CLASSES, current, scope),
        "slipping": queries.slipping_away(scope=scope).filter(abc="A").count(),
    }


@require_GET
@staff_view("insight.view")
def levels(request: StaffRequest) -> HttpResponse:
    return answer(request, "web/insight/pyramid.html", _levels)


def _levels(request: StaffRequest, current: Current, scope: Scope) -> dict[str, object]:
    moves = read.moves("pyramid_level", as_of=current.as_of, stores=scope.store_ids)
    groups = read.group_counts("pyramid_level", as_of=current.as_of, stores=scope.store_ids)
    drawn = pyramid.pyramid_of(groups, moves)
    spikes, champions = queries.spikes(scope=scope), queries.small_champions(scope=scope)
    flagged = [
        *with_reason(spikes[:SHOWN_FLAGS], code="one_off_spike"),
        *with_reason(champions[:SHOWN_FLAGS], code="champion"),
    ]
    return {
        "pyramid": drawn,
        "sheet": pyramid.sheet_of(drawn, currency=current.currency),
        "matrix": matrix_of(moves, order=pyramid.ORDER) if moves else None,
        "keys": pyramid.LEVELS,
        "spending": _spending("pyramid_level", pyramid.LEVELS, current, scope),
        "spikes": [pair for pair in flagged if pair[0].is_spike],
        "spike_count": spikes.count(),
        "champions": [pair for pair in flagged if not pair[0].is_spike],
        "champion_count": champions.count(),
        "product_names": queries.product_names(reason for _score, reason in flagged if reason),
    }


def with_reason(people: Iterable[CustomerScore], *, code: str) -> list[tuple[CustomerScore, Reason | None]]:
    """Each with the reason of that code, to be said beside the name."""
    return [(score, next((reason for reason in score.why if reason["code"] == code), None)) for score in people]


@require_GET
@staff_view("insight.view")
def value(request: StaffRequest) -> HttpResponse:
    return answer(request, "web/insight/quadrant.html", _value)


def _value(request: StaffRequest, current: Current, scope: Scope) -> dict[str, object]:
    moves = read.moves("value_class", as_of=current.as_of, stores=scope.store_ids)
    groups = read.group_counts("value_class", as_of=current.as_of, stores=scope.store_ids)
    money = read.class_money(as_of=current.as_of, stores=scope.store_ids)
    drawn = quadrant.quadrant_of(groups, moves, money, policies())
    return {
        "quadrant": drawn,
        "sheet": quadrant.sheet_of(drawn, currency=current.currency),
        "matrix": matrix_of(moves, order=quadrant.ORDER) if moves else None,
        "keys": quadrant.ORDER,
        "is_foretold": current.run.metrics.get("potential_by") == "forecast",
        "may_set": request.scope.may("settings.manage"),
        "spending": spending("value_class", quadrant.CLASSES, money, current=current, stores=scope.store_ids),
    }


def _spending(by: read.Classed, keys: Sequence[str], current: Current, scope: Scope) -> Spending:
    money = read.class_money(by, as_of=current.as_of, stores=scope.store_ids)
    return spending(by, keys, money, current=current, stores=scope.store_ids)


@get_or_post
@staff_view("settings.manage")
def edit_policy(request: StaffRequest, service_class: str) -> HttpResponse:
    if service_class not in quadrant.CLASSES:
        raise Http404
    held = policies().get(service_class)
    form = PolicyForm(request.POST or None, initial=model_to_dict(held) if held else None)
    if request.method == "POST" and form.is_valid():
        set_class_policy(scope=request.scope, now=timezone.now(), service_class=service_class, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return go_to(request, "insight_value")
    title = _("How are %(class)s customers looked after?") % {"class": name_of("value_class", service_class)}
    return render_form(request, form, title=title, submit=_("Save"))
