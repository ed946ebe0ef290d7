"""The steps of a complaint: stamps, compensation, follow-up, what is learned."""

import os
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.cases.models import Compensation
from shuke.records.cases.services import (
    Gift,
    approve,
    follow_up,
    give_nothing,
    learn,
    propose,
    reject,
    take_step,
)
from shuke.web.answers import get_or_post, go_to
from shuke.web.service.asking import put_question
from shuke.web.service.forms import FollowForm, GiftForm, LearnForm, StepForm, WhyForm
from shuke.web.service.views.acts import answered
from shuke.web.service.views.inbox import case_or_404


@require_POST
@staff_view("cases.work")
def step(request: StaffRequest, pk: int, step: str) -> HttpResponse:
    case = case_or_404(request, pk)
    form = StepForm(request.POST, case=case)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return go_to(request, "service_case", case.pk)
    take_step(scope=request.scope, now=timezone.now(), case=case, step=step, **form.cleaned_data)
    return go_to(request, "service_case", case.pk)


@get_or_post
@staff_view("cases.work")
def compensate(request: StaffRequest, pk: int) -> HttpResponse:
    case, form = case_or_404(request, pk), GiftForm(request.POST or None)

    def act(held: dict[str, Any]) -> None:
        made = propose(scope=request.scope, now=timezone.now(), case=case, gift=Gift(**held), random_bytes=os.urandom)
        if made.state == Compensation.State.PROPOSED:
            messages.success(request, _("You may not give this alone: somebody who may has to approve it."))

    says = _("Points and coupons reach the customer at once within your limit; a refund is paid at the till.")
    return answered(request, form, act, back=case, title=_("Compensation"), submit=_("Give"), says=says)


@get_or_post
@staff_view("cases.work")
def nothing(request: StaffRequest, pk: int) -> HttpResponse:
    case, form = case_or_404(request, pk), WhyForm(request.POST or None)
    return answered(
        request, form, lambda held: give_nothing(scope=request.scope, now=timezone.now(), case=case, why=held["text"]),
        back=case, title=_("No compensation"), submit=_("Go on without"),
    )  # fmt: skip


@require_POST
@staff_view("cases.approve")
def approve_gift(request: StaffRequest, pk: int, gift: int) -> HttpResponse:
    case = case_or_404(request, pk)
    found = get_object_or_404(Compensation, pk=gift, case=case)
    approve(scope=request.scope, now=timezone.now(), compensation=found, random_bytes=os.urandom)
    return go_to(request, "service_case", case.pk)


@get_or_post
@staff_view("cases.approve")
def reject_gift(request: StaffRequest, pk: int, gift: int) -> HttpResponse:
    case = case_or_404(request, pk)
    found, form = get_object_or_404(Compensation, pk=gift, case=case), WhyForm(request.POST or None)
    return answered(
        request, form,
        lambda held: reject(scope=request.scope, now=timezone.now(), compensation=found, said=held["text"]),
        back=case, title=_("Turn the compensation down"), submit=_("Turn down"),
    )  # fmt: skip


@require_POST
@staff_view("cases.work")
def make_link(request: StaffRequest, pk: int) -> HttpResponse:
    """The signed link of the follow-up question, mailed where an address is known; the same one however often."""
    case = case_or_404(request, pk)
    _question, is_mailed = put_question(scope=request.scope, now=timezone.now(), case=case)
    if is_mailed:
        messages.success(request, _("The question goes out by e-mail."))
    return go_to(request, "service_case", case.pk)


@get_or_post
@staff_view("cases.work")
def followed(request: StaffRequest, pk: int) -> HttpResponse:
    case, form = case_or_404(request, pk), FollowForm(request.POST or None)
    return answered(
        request, form, lambda held: follow_up(scope=request.scope, now=timezone.now(), case=case, **held),
        back=case, title=_("Follow-up"), submit=_("Save the answer"),
    )  # fmt: skip


@get_or_post
@staff_view("cases.work")
def learned(request: StaffRequest, pk: int) -> HttpResponse:
    case, form = case_or_404(request, pk), LearnForm(request.POST or None, scope=request.scope)
    return answered(
        request, form, lambda held: learn(scope=request.scope, now=timezone.now(), case=case, **held),
        back=case, title=_("Cause and improvement"), submit=_("Save"),
        says=_("So that it does not happen again. Without a person and a day it says why nothing has to change."),
    )  # fmt: skip
