import json

import pytest
from django.core.exceptions import ValidationError
from django.test import RequestFactory

from shuke.lib.problems import FieldError, Problem, errors_of_model, errors_of_schema, problem_response

pytestmark = pytest.mark.sqlite_only


def test_a_problem_has_the_members_of_rfc_9457() -> None:
    request = RequestFactory().get("/api/v1/customers/7")
    problem = Problem(
        status=409, kind="taken", detail="是别人的", errors=[FieldError("body.phone", "taken")], more={"holder": "C1"}
    )

    response = problem_response(request, problem, headers={"Retry-After": "5"})

    assert (response.status_code, response["Content-Type"], response["Retry-After"]) == (
        409,
        "application/problem+json",
        "5",
    )
    assert json.loads(response.content) == {
        "type": "/problems/taken",
        "title": "Conflict",
        "status": 409,
        "instance": "/api/v1/customers/7",
        "detail": "是别人的",
        "errors": [{"field": "body.phone", "detail": "taken"}],
        "holder": "C1",
    }


def test_a_problem_without_a_kind_is_about_blank() -> None:
    response = problem_response(RequestFactory().get("/x"), Problem(status=404))

    assert json.loads(response.content)["type"] == "about:blank"


def test_field_paths_leave_the_parameter_s_name_out() -> None:
    found = [{"loc": ("body", "body", "phones", 0), "msg": "no"}, {"loc": ("query", "limit"), "msg": "no"}]

    assert [error.field for error in errors_of_schema(found)] == ["body.phones.0", "query.limit"]


def test_errors_of_a_model_name_their_fields() -> None:
    error = ValidationError({"name": ["too long"], "__all__": ["together wrong"]})

    assert errors_of_model(error) == [FieldError("body.name", "too long"), FieldError("body", "together wrong")]
    assert errors_of_model(ValidationError("wrong")) == [FieldError("body", "wrong")]
