import json

import pytest
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from shuke.lib.errors import ShukeError
from shuke.records.access.scope import NotAllowed
from shuke.web.answers import with_toast
from shuke.web.middleware import RefusalMiddleware

pytestmark = pytest.mark.django_db


def request_for(*, fragment: bool = False) -> HttpRequest:
    request = RequestFactory().get("/", headers={"HX-Request": "true"} if fragment else {})
    request.htmx = HtmxDetails(request)  # type: ignore[attr-defined]
    return request


def answer_to(error: Exception, *, fragment: bool = False) -> HttpResponse | None:
    return RefusalMiddleware(lambda request: HttpResponse()).process_exception(request_for(fragment=fragment), error)


def test_a_refusal_becomes_a_page_that_says_it() -> None:
    answer = answer_to(ShukeError("The drawer is locked; ask the owner."))

    assert answer is not None
    assert answer.status_code == 422
    assert "The drawer is locked; ask the owner." in answer.content.decode()


def test_what_the_database_cannot_keep_is_told() -> None:
    answer = answer_to(DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes"))

    assert answer is not None
    assert answer.status_code == 422
    assert "a character that no text has" in answer.content.decode()


def test_a_fragment_gets_the_sentence_alone() -> None:
    answer = answer_to(ShukeError("The drawer is locked; ask the owner."), fragment=True)

    assert answer is not None
    assert answer["Content-Type"].startswith("text/plain")
    assert answer.content.decode() == "The drawer is locked; ask the owner."


def test_what_is_not_allowed_says_so_by_its_status() -> None:
    answer = answer_to(NotAllowed("Not your store."))

    assert answer is not None
    assert answer.status_code == 403


def test_other_errors_are_left_to_the_log() -> None:
    assert answer_to(ValueError("a bug")) is None


def test_an_answer_carries_its_toast() -> None:
    answer = with_toast(HttpResponse(), "Saved.")

    assert json.loads(answer["HX-Trigger"]) == {"toast": {"text": "Saved.", "level": "success"}}
