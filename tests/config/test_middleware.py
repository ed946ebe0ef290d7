import re

import pytest
import structlog
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from structlog.testing import capture_logs

from shuke.config.middleware import mark_requests


def answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse(structlog.contextvars.get_contextvars()["request_id"])


def test_answer_and_log_lines_share_the_mark() -> None:
    response = mark_requests(answer)(RequestFactory().get("/customers"))

    assert re.fullmatch("[0-9a-f]{32}", response["X-Request-ID"])
    assert response.content.decode() == response["X-Request-ID"]
    assert "request_id" not in structlog.contextvars.get_contextvars()


def test_a_callers_mark_is_taken_over() -> None:
    request = RequestFactory().get("/", headers={"X-Request-ID": "till-7_000123"})

    assert mark_requests(answer)(request)["X-Request-ID"] == "till-7_000123"


@pytest.mark.parametrize("given", ["short", "x" * 65, "line\tbreak-here", "<script>alert(1)</script>"])
def test_a_mark_that_is_no_mark_is_not(given: str) -> None:
    request = RequestFactory().get("/", headers={"X-Request-ID": given})

    assert mark_requests(answer)(request)["X-Request-ID"] != given


def test_what_was_searched_for_is_not_logged() -> None:
    with capture_logs() as lines:
        mark_requests(answer)(RequestFactory().get("/customers", {"q": "13800138000"}))

    (line,) = lines
    assert (line["event"], line["method"], line["path"], line["status"]) == ("request", "GET", "/customers", 200)
    assert "13800138000" not in str(line)
