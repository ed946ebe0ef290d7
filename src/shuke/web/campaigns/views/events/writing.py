"""Writing an event, sending its invitations, cancelling it."""

import secrets
from collections.abc import Callable, Mapping

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuke.actions.campaigns.models import Gathering
from shuke.actions.campaigns.services import gatherings
from shuke.lib.errors import ShukeError
from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.web.answers import INVALID, get_or_post, go_to, refusals_in, render_form
from shuke.web.campaigns.event_forms import EventForm, initial_of_event
from shuke.web.campaigns.views.events.found import found_event, shared_of_events
from shuke.web.campaigns.views.shown import scored_on

Act = Callable[[StaffRequest, Gathering], Gathering | None]


def _invite(request: StaffRequest, event: Gathering) -> Gathering:
    return gatherings.send_invitations(
        scope=request.scope, now=timezone.now(), gathering=event, seed=secrets.randbits(32), as_of=scored_on()
    )


def _cancel(request: StaffRequest, event: Gathering) -> Gathering:
    return gatherings.cancel_gathering(scope=request.scope, now=timezone.now(), gathering=event)


def _delete(request: StaffRequest, event: Gathering) -> None:
    gatherings.delete_gathering(scope=request.scope, now=timezone.now(), gathering=event)


# By the last word of the address: what is done, the question before it, what follows, the button, what is said then.
STEPS: Mapping[str, tuple[Act, Promise, Promise, Promise, Promise]] = {
    "invite": (
        _invite,
        gettext_lazy("Send the invitations to “%(name)s”?"),
        gettext_lazy(
            "Those who are meant are fixed now, some held out by chance. Consent, quiet hours and the contact budget "
            "are asked again for each message when it would leave."
        ),
        gettext_lazy("Send the invitations"),
        gettext_lazy("The invitations leave in the background."),
    ),
    "cancel": (
        _cancel,
        gettext_lazy("Cancel “%(name)s”?"),
        gettext_lazy(
            "Invitations that have not left are taken back. Who has one is not told by itself: write to them."
        ),
        gettext_lazy("Cancel the event"),
        gettext_lazy("Cancelled. Invitations that had not left are taken back."),
    ),
    "delete": (
        _delete,
        gettext_lazy("Delete “%(name)s”?"),
        gettext_lazy("Nobody was invited yet."),
        gettext_lazy("Delete the event"),
        gettext_lazy("Deleted."),
    ),
}


@get_or_post
@staff_view("marketing.manage")
def new(request: StaffRequest) -> HttpResponse:
    return _write(request, None, {})


@get_or_post
@staff_view("marketing.manage")
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    event = found_event(request, pk)
    return _write(request, event, initial_of_event(event))


@get_or_post
@staff_view("marketing.manage")
def take(request: StaffRequest, pk: int, step: str) -> HttpResponse:
    """One step of an event, by its name; asked about first."""
    if step not in STEPS:
        raise Http404
    event = found_event(request, pk)
    act, question, follows, button, said = STEPS[step]
    if request.method == "GET":
        title = question % {"name": event.name}
        return render_form(
            request, forms.Form(), title=title, says=str(follows), submit=str(button), danger=step != "invite"
        )
    try:
        done = act(request, event)
    except ShukeError as refused:
        messages.error(request, str(refused))
        return go_to(request, "event", pk)
    messages.success(request, str(said))
    return go_to(request, "event", done.pk) if done else go_to(request, "events")


def _write(request: StaffRequest, event: Gathering | None, initial: dict[str, object]) -> HttpResponse:
    form = EventForm(request.POST or None, initial=initial, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            saved = gatherings.save_gathering(
                scope=request.scope, now=timezone.now(), wishes=form.wishes, gathering=event
            )
            messages.success(request, _("Saved; nobody was invited yet."))
            return go_to(request, "event", saved.pk)
    context = shared_of_events(request) | {"form": form, "event": event}
    return render(request, "campaigns/events/write.html", context, status=INVALID if form.errors else 200)
