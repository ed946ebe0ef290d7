"""Problem details for HTTP APIs (RFC 9457): one shape for everything that goes wrong."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse

CONTENT_TYPE = "application/problem+json"


@dataclass(frozen=True)
class FieldError:
    field: str  # dotted path into what was sent: "body.identities.0.value", "query.limit"
    detail: str


@dataclass(frozen=True, kw_only=True)
class Problem:
    status: int
    detail: str = ""
    kind: str = ""  # stable word for programs: "duplicate-customers"; the type is then "/problems/<kind>"
    errors: Sequence[FieldError] = ()
    more: Mapping[str, object] | None = None  # further members, as the kind defines


def problem_response(
    request: HttpRequest, problem: Problem, *, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    body: dict[str, object] = {
        "type": f"/problems/{problem.kind}" if problem.kind else "about:blank",
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "instance": request.path,
    }
    if problem.detail:
        body["detail"] = problem.detail
    if problem.errors:
        body["errors"] = [{"field": error.field, "detail": error.detail} for error in problem.errors]
    response = JsonResponse(
        {**body, **(problem.more or {})},
        status=problem.status,
        content_type=CONTENT_TYPE,
        json_dumps_params={"ensure_ascii": False},
    )
    for name, value in (headers or {}).items():
        response[name] = value
    return response


def errors_of_schema(found: Iterable[Mapping[str, Any]]) -> list[FieldError]:
    """Pydantic's list of errors as field paths."""
    return [FieldError(field=_path_of(error["loc"]), detail=str(error["msg"])) for error in found]


def _path_of(place: Sequence[object]) -> str:
    # The second step is the name of our function's parameter, which tells the caller nothing when it is "body".
    steps = place[1:] if list(place[:2]) == ["body", "body"] else place
    return ".".join(map(str, steps))


def errors_of_model(error: ValidationError, *, within: str = "body") -> list[FieldError]:
    """Django's validation errors as field paths."""
    if not hasattr(error, "error_dict"):
        return [FieldError(field=within, detail=message) for message in error.messages]
    return [
        FieldError(field=within if name == "__all__" else f"{within}.{name}", detail=message)
        for name, messages in error.message_dict.items()
        for message in messages
    ]
