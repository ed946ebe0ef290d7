"""What is decided about a campaign: approved, started, paused, rolled out, stopped, finished, repeated, deleted."""

import secrets
from collections.abc import Callable, Mapping

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from shuke.actions.campaigns import services
from shuke.actions.campaigns.models import Campaign
from shuke.jobs.services import enqueue
from shuke.lib.errors import ShukeError
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.web.answers import get_or_post, go_to, render_form
from shuke.web.campaigns.views.shown import found_campaign, scored_on

Act = Callable[[StaffRequest, Campaign], Campaign | None]


def _ask(request: StaffRequest, campaign: Campaign) -> Campaign:
    return services.ask_approval(scope=request.scope, now=timezone.now(), campaign=campaign, as_of=scored_on())


def _start(request: StaffRequest, campaign: Campaign) -> Campaign:
    seed = secrets.randbits(32)
    return services.start(scope=request.scope, now=timezone.now(), campaign=campaign, seed=seed, as_of=scored_on())


def _by(service: Callable[..., Campaign | None]) -> Act:
    return lambda request, campaign: service(scope=request.scope, now=timezone.now(), campaign=campaign)


# By the last word of the address: what is done, and what is said then.
ACTS: Mapping[str, tuple[Act, Promise]] = {
    "ask": (_ask, gettext_lazy("Handed in.")),
    "send-back": (_by(services.send_back), gettext_lazy("A draft again.")),
    "start": (_start, gettext_lazy("The test begins: what it gives goes out in the background.")),
    "pause": (_by(services.pause), gettext_lazy("Paused: nobody more is written to.")),
    "resume": (_by(services.resume), gettext_lazy("Goes on.")),
    "stop": (_by(services.stop), gettext_lazy("Stopped. Messages that had not left are taken back.")),
    "close": (_by(services.close), gettext_lazy("Finished.")),
    "repeat": (_by(services.repeat_campaign), gettext_lazy("A new draft with the same audience and offer.")),
    "delete": (_by(services.delete_draft), gettext_lazy("Deleted.")),
}
# These are asked about first: question, what follows, button.
ASKED: Mapping[str, tuple[Promise, Promise, Promise]] = {
    "stop": (
        gettext_lazy("Stop “%(name)s”?"),
        gettext_lazy("Nobody more is written to. This cannot be undone; who has a message keeps it."),
        gettext_lazy("Stop the campaign"),
    ),
    "delete": (
        gettext_lazy("Delete “%(name)s”?"),
        gettext_lazy("Only the draft goes; nobody was written to."),
        gettext_lazy("Delete the draft"),
    ),
}


@get_or_post
@staff_view("marketing.manage")
def take(request: StaffRequest, pk: int, step: str) -> HttpResponse:
    """One step of a campaign, by its name."""
    if step not in ACTS or (request.method == "GET" and step not in ASKED):
        raise Http404
    campaign = found_campaign(pk)
    if request.method == "GET":
        title, says, submit = ASKED[step]
        return render_form(
            request,
            forms.Form(),
            title=title % {"name": campaign.name},
            says=str(says),
            submit=str(submit),
            danger=True,
        )
    act, said = ACTS[step]
    return _done(request, campaign, act, said)


@require_POST
@staff_view("marketing.approve")
def approve(request: StaffRequest, pk: int) -> HttpResponse:
    return _done(request, found_campaign(pk), _by(services.approve), gettext_lazy("Approved: it can start."))


@require_POST
@staff_view("marketing.manage")
def roll_out(request: StaffRequest, pk: int) -> HttpResponse:
    choice = request.POST.get("choice", "")
    if choice not in Campaign.RollOut:
        raise Http404

    def act(request: StaffRequest, campaign: Campaign) -> Campaign:
        return services.roll_out(
            scope=request.scope, now=timezone.now(), campaign=campaign, choice=Campaign.RollOut(choice)
        )

    return _done(
        request, found_campaign(pk), act, gettext_lazy("Rolled out: what it gives goes out in the background.")
    )


@require_POST
@staff_view("marketing.manage")
def count(request: StaffRequest, pk: int) -> HttpResponse:
    """Before the next refresh, with the orders that the latest one knows."""
    enqueue("shuke.outcomes.tasks.count", key="campaigns:asked")
    messages.success(request, _("The answers are being counted; load the page again in a moment."))
    return redirect("campaign", pk)


def _done(request: StaffRequest, campaign: Campaign, act: Act, said: Promise) -> HttpResponse:
    """The page that shows what was done, or why it was not."""
    try:
        done = act(request, campaign)
    except ShukeError as refused:
        messages.error(request, str(refused))
        return go_to(request, "campaign", campaign.pk)
    messages.success(request, str(said))
    return go_to(request, "campaign", done.pk) if done else go_to(request, "campaigns")
