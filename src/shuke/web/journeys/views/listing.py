"""All journeys, and how a new one begins."""

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from shuke.actions.journeys.models import Journey
from shuke.actions.journeys.queries import runs_seen_by
from shuke.actions.journeys.recipes import RECIPES, recipe_named
from shuke.actions.journeys.services import add_from_recipe, add_journey
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.web.answers import get_or_post, go_to, is_saved, render_form
from shuke.web.frame import shown_scope
from shuke.web.journeys.forms import JourneyForm


@require_GET
@staff_view("marketing.view")
def journeys(request: StaffRequest) -> HttpResponse:
    runs = runs_seen_by(shown_scope(request)).select_related(None).order_by().values("journey")
    counted = runs.annotate(
        inside=Count("pk", filter=Q(left_at__isnull=True, is_held_out=False)),
        held=Count("pk", filter=Q(left_at__isnull=True) & ~Q(trouble="")),
        came=Count("pk"),
        reached=Count("pk", filter=Q(goal_at__isnull=False)),
    )
    counts = {row["journey"]: row for row in counted}
    found = Journey.objects.select_related("version")
    nobody = {"inside": 0, "held": 0, "came": 0, "reached": 0}
    rows = [{**counts.get(one.pk, nobody), "journey": one} for one in found]
    context = {"rows": rows, "may_manage": request.scope.may("journeys.manage")}
    return render(request, "journeys/journeys.html", context)


@require_GET
@staff_view("journeys.manage")
def choose(request: StaffRequest) -> HttpResponse:
    return render(request, "journeys/new.html", {"recipes": RECIPES})


@get_or_post
@staff_view("journeys.manage")
def add(request: StaffRequest, key: str) -> HttpResponse:
    """After a recipe, or `empty`."""
    recipe, made = recipe_named(key), list[Journey]()
    if recipe is None and key != "empty":
        raise Http404
    now = timezone.now()
    form: forms.BaseForm
    if recipe is None:
        form = JourneyForm(request.POST or None)
        done = is_saved(request, form, lambda said: made.append(add_journey(scope=request.scope, now=now, **said)))
        title, says = _("New journey"), ""
    else:
        form = forms.Form(request.POST if request.method == "POST" else None)
        done = is_saved(
            request, form, lambda said: made.append(add_from_recipe(scope=request.scope, now=now, recipe=recipe))
        )
        title, says = str(recipe.name), str(recipe.says)
    if done:
        messages.success(request, _("The draft is there. Nobody is in it before you start it."))
        return go_to(request, "journey", made[0].pk)
    return render_form(request, form, title=title, submit=_("Make the draft"), says=says)
