from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.stores.queries import business
from shuke.web.insight.breakeven import BreakEvenForm, break_even, said


@require_GET
@staff_view("insight.view")
def calculator(request: StaffRequest) -> HttpResponse:
    """Without anything given, the textbook's example: 0.62 ÷ 35."""
    first = {name: field.initial for name, field in BreakEvenForm.base_fields.items() if field.initial is not None}
    form = BreakEvenForm(request.GET if "cost" in request.GET else first)
    figures = said(break_even(form.cleaned_data), currency=business().currency) if form.is_valid() else []
    return render(request, "web/insight/breakeven.html", {"form": form, "figures": figures})
