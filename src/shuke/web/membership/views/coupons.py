"""Coupons, and the codes people carry: made in the background, downloaded, voided."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.access.services import record_audit
from shuke.records.membership.models import CodeBatch, Coupon
from shuke.records.membership.services import add_word, order_codes, void_batch, void_code
from shuke.records.membership.services.offers import save_coupon
from shuke.records.stores.queries import business
from shuke.web import figures
from shuke.web.answers import get_or_post, go_to, is_saved, render_form
from shuke.web.membership.codes import batches_of, code_lines, coupon_rows, words_of
from shuke.web.membership.forms.offers import BatchForm, CouponForm, VoidForm, WordForm
from shuke.web.membership.views.page import render_page
from shuke.web.membership.words import coupon_conditions
from shuke.web.own.words import coupon_words


@require_GET
@staff_view("membership.view")
def coupons(request: StaffRequest) -> HttpResponse:
    context = {"rows": coupon_rows(), "may_manage": request.scope.may("offers.manage")}
    return render_page(request, "membership/coupons.html", context)


@require_GET
@staff_view("membership.view")
def coupon(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Coupon.objects.select_related("product"), pk=pk)
    batches = batches_of(found)
    context = {
        "coupon": found,
        "gives": coupon_words(found),
        "conditions": coupon_conditions(found),
        "batches": batches,
        "is_moving": any(batch.is_being_made for batch in batches),
        "words": words_of(found),
        "may_manage": request.scope.may("offers.manage"),
    }
    template = "membership/coupon.html#codes" if request.htmx else "membership/coupon.html"
    return render_page(request, template, context)


@get_or_post
@staff_view("offers.manage")
def add_coupon(request: StaffRequest) -> HttpResponse:
    form = CouponForm(request.POST or None, coupon=None, business=business())
    made: list[Coupon] = []

    def save(values: dict[str, Any]) -> None:
        code = values.pop("code")
        made.append(save_coupon(scope=request.scope, now=timezone.now(), code=code, values=values))

    if is_saved(request, form, save):
        messages.success(request, _("The coupon is there. Now make codes for it."))
        return go_to(request, "membership_coupon", made[0].pk)
    return render_form(request, form, title=_("New coupon"), submit=_("Make the coupon"))


@get_or_post
@staff_view("offers.manage")
def edit_coupon(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Coupon.objects.select_related("product"), pk=pk)
    form = CouponForm(request.POST or None, coupon=found, business=business())

    def save(values: dict[str, Any]) -> None:
        save_coupon(scope=request.scope, now=timezone.now(), code=found.code, values=values)

    if is_saved(request, form, save):
        messages.success(request, _("Saved."))
        return go_to(request, "membership_coupon", found.pk)
    says = _("It holds for the codes that are out already, too.")
    return render_form(request, form, title=found.name, submit=_("Save"), says=says)


@get_or_post
@staff_view("offers.manage")
def add_codes(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Coupon, pk=pk)
    form = BatchForm(request.POST or None)

    def save(values: dict[str, Any]) -> None:
        now = timezone.now()
        order_codes(scope=request.scope, now=now, coupon=found, count=values["count"], key=values["key"])

    if is_saved(request, form, save):
        messages.success(request, _("The codes are being made. You can leave this page."))
        return go_to(request, "membership_coupon", found.pk)
    says = _("Each code is used once. A million takes about a minute.")
    return render_form(request, form, title=_("Single-use codes"), submit=_("Make the codes"), says=says)


@get_or_post
@staff_view("offers.manage")
def add_coupon_word(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Coupon, pk=pk)
    form = WordForm(request.POST or None)

    def save(values: dict[str, Any]) -> None:
        add_word(scope=request.scope, now=timezone.now(), coupon=found, **values)

    if is_saved(request, form, save):
        messages.success(request, _("Whoever says the word gets the coupon."))
        return go_to(request, "membership_coupon", found.pk)
    return render_form(request, form, title=_("A word for everybody"), submit=_("Add the word"), says=found.name)


@get_or_post
@staff_view("offers.manage")
def void_codes(request: StaffRequest, pk: int) -> HttpResponse:
    batch = get_object_or_404(CodeBatch.objects.select_related("coupon"), pk=pk)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if is_saved(request, form, lambda values: void_batch(scope=request.scope, now=timezone.now(), batch=batch)):
        messages.success(request, _("The batch is void."))
        return go_to(request, "membership_coupon", batch.coupon_id)
    title = _("Void these %(count)s codes?") % {"count": figures.number(batch.count)}
    says = _("No till takes them any more. This cannot be undone; what was redeemed stays redeemed.")
    return render_form(request, form, title=title, submit=_("Void the batch"), says=says, danger=True)


@get_or_post
@staff_view("offers.manage")
def void_one_code(request: StaffRequest) -> HttpResponse:
    form = VoidForm(request.POST or None, initial={"code": request.GET.get("code", "")})
    voided: list[int] = []

    def save(values: dict[str, Any]) -> None:
        voided.append(void_code(scope=request.scope, now=timezone.now(), code=values["code"]).coupon_id)

    if is_saved(request, form, save):
        messages.success(request, _("The code is void."))
        return go_to(request, "membership_coupon", voided[0])
    says = _("No till takes it any more. This cannot be undone.")
    return render_form(request, form, title=_("Void a code"), submit=_("Void the code"), says=says, danger=True)


@require_GET
@staff_view("offers.manage")
def download_codes(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Who has the file can use the codes, so its reading is written down."""
    batch = get_object_or_404(CodeBatch.objects.select_related("coupon"), pk=pk)
    facts = {"coupon": batch.coupon.code, "batch": batch.pk, "codes": batch.made}
    record_audit(
        scope=request.scope, action="coupons.read", at=timezone.now(), subject=f"coupon:{batch.coupon_id}", facts=facts
    )
    name = f"{batch.coupon.code}-{batch.pk}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(code_lines(batch), content_type="text/csv; charset=utf-8", headers=headers)
