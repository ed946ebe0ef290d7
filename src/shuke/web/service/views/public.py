"""What customers open themselves: the form, the same behind the QR code of a table, the question afterwards."""

import secrets
from typing import Any

from django import forms
from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from shuke.records.access.decorators import public_view
from shuke.records.access.scope import Scope
from shuke.records.cases.models import Case
from shuke.records.cases.services import NewCase, open_case, opened_again_by, take_answer
from shuke.records.cases.services.opening import refuse_flood
from shuke.records.stores.models import Store
from shuke.records.surveys.models import Ask
from shuke.records.surveys.services import MOST_WORDS, AskRefused, ask_of
from shuke.web.answers import INVALID, get_or_post, refusals_in
from shuke.web.forms import Dressed, choose_from
from shuke.web.own.decorators import kept_private
from shuke.web.service.links import NoTable, table_of
from shuke.web.service.uploads import FilesField

GONE = 410
VISITOR = Scope(role="visitor", store_ids=None, permissions=frozenset(), caller="visitor")
_A_DAY_SECONDS = 24 * 3600
_forms = TimestampSigner(salt="shuke.service.form")
_numbers = TimestampSigner(salt="shuke.service.thanks")


class SayForm(Dressed, forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("What is it about?"),
        choices=[
            ("complaint", gettext_lazy("Something was wrong")),
            ("question", gettext_lazy("I have a question")),
            ("suggestion", gettext_lazy("I have an idea")),
            ("praise", gettext_lazy("Something was good")),
        ],
    )
    store = forms.ModelChoiceField(label=gettext_lazy("Which store?"), queryset=Store.objects.none(), required=False)
    text = forms.CharField(label=gettext_lazy("Tell us"), widget=forms.Textarea(attrs={"rows": 5}), max_length=4_000)
    contact_name = forms.CharField(label=gettext_lazy("Your name"), max_length=120, required=False)
    contact = forms.CharField(
        label=gettext_lazy("Phone or e-mail, if you want an answer"), max_length=254, required=False
    )
    attached = FilesField()
    # Left alone by people, who do not see it; filled in by programs.
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))
    ticket = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, has_store: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_store:
            del self.fields["store"]
        else:
            choose_from(self, "store", Store.objects.filter(is_open=True).order_by("name"))

    def clean_ticket(self) -> str:
        """Each form shown is sent once: the same twice is one case."""
        try:
            return _forms.unsign(self.cleaned_data["ticket"], max_age=_A_DAY_SECONDS)
        except BadSignature:
            raise forms.ValidationError(_("This form is too old; open the page again.")) from None


class AnswerForm(Dressed, forms.Form):
    is_satisfied = forms.TypedChoiceField(
        label=gettext_lazy("Are you satisfied with how we handled it?"),
        choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
    )
    wish = forms.CharField(
        label=gettext_lazy("What should we improve?"), required=False, max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip


@get_or_post
@public_view(reason="everybody may tell us something; floods are refused")
def say(request: HttpRequest) -> HttpResponse:
    return _say(request, store=None, table="")


@get_or_post
@public_view(reason="the QR code at a table: store and table are signed into it")
def say_at_table(request: HttpRequest, token: str) -> HttpResponse:
    try:
        store, table = table_of(token)
    except NoTable:
        return redirect("say")
    return _say(request, store=store, table=table)


@require_GET
@public_view(reason="says that the words arrived")
def thanks(request: HttpRequest) -> HttpResponse:
    try:
        number = _numbers.unsign(request.GET.get("n", ""), max_age=_A_DAY_SECONDS)
    except BadSignature:
        return redirect("say")
    return kept_private(render(request, "service/thanks.html", {"number": number}))


@get_or_post
@public_view(reason="the follow-up question: its signature is looked at before anything is read")
def asked(request: HttpRequest, token: str) -> HttpResponse:
    """Reading it changes nothing: programs that look at links before people do answer nothing."""
    now = timezone.now()
    try:
        question = ask_of(token, now=now)
    except AskRefused as refused:
        return kept_private(render(request, "service/asked.html", {"sentence": str(refused)}, status=GONE))
    if question.answered_at is not None:
        return _answered(request, question)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        take_answer(scope=VISITOR, now=now, question=question, **form.cleaned_data)
        question.refresh_from_db()
        return _answered(request, question)
    status = INVALID if form.errors else 200
    return kept_private(render(request, "service/asked.html", {"form": form}, status=status))


def _answered(request: HttpRequest, question: Ask) -> HttpResponse:
    context = {"question": question, "is_opened_again": opened_again_by(question)}
    return kept_private(render(request, "service/asked.html", context))


def _say(request: HttpRequest, *, store: Store | None, table: str) -> HttpResponse:
    initial = {"ticket": _forms.sign(secrets.token_hex(8)), "kind": request.GET.get("kind", "complaint")}
    form = SayForm(request.POST or None, request.FILES or None, has_store=store is not None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            number = _take(form.cleaned_data, request, store=store, table=table)
            return redirect(f"/say/thanks/?n={_numbers.sign(number)}")
    context = {"form": form, "store": store, "table": table}
    return kept_private(render(request, "service/say.html", context, status=INVALID if form.errors else 200))


def _take(values: dict[str, Any], request: HttpRequest, *, store: Store | None, table: str) -> str:
    if values.pop("website"):
        return "—"  # a program: it is thanked like everybody and nothing is kept
    mark, now, ticket = _mark(request), timezone.now(), values.pop("ticket")
    refuse_flood(caller_mark=mark, now=now)
    channel = Case.Channel.TABLE if table else Case.Channel.FORM
    held = {"store": store, "files": values.pop("attached"), **values}
    new = NewCase(channel=channel, table=table, caller_mark=mark, source_key=f"form:{ticket}", **held)
    return str(open_case(scope=VISITOR, now=now, origin="form", new=new).pk)


def _mark(request: HttpRequest) -> str:
    caller = request.META.get("REMOTE_ADDR", "")
    return salted_hmac("shuke.service.caller", caller, secret=settings.SECRET_KEY, algorithm="sha256").hexdigest()
