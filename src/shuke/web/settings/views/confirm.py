from django import forms
from django.http import HttpResponse

from shuke.records.access.decorators import StaffRequest
from shuke.web.answers import render_form


def ask(request: StaffRequest, *, title: str, says: str, submit: str) -> HttpResponse:
    """The question before something that is hard to take back; its form posts to the same address."""
    return render_form(request, forms.Form(), title=title, says=says, submit=submit, danger=True)
