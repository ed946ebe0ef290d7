"""`Idempotency-Key` on writes of the API."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja.decorators import decorate_view

from shuke.lib.errors import ShukeError
from shuke.lib.problems import Problem, problem_response
from shuke.records.access.api.authentication import caller_of
from shuke.records.access.idempotency import (
    Answer,
    Claim,
    StillRunning,
    claim,
    keep_answer,
    release,
    request_hash,
)

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
SKIP_DUPLICATE_CHECK = "X-Skip-Duplicate-Check"

Run = Callable[..., HttpResponse]


def once_per_key(run: Run) -> Run:
    """Answers a repeated write with the first answer. A refused write keeps nothing and may be tried again."""

    @wraps(run)
    def answered(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        key, scope = request.headers.get(HEADER), caller_of(request)
        if key is None or scope is None:
            return run(request, **kwargs)
        try:
            held = claim(caller=scope.caller, key=key, hashed=_hash_of(request), now=timezone.now())
            return _replayed(held) if isinstance(held, Answer) else _answer(run, request, held, kwargs)
        except StillRunning as refusal:
            return _refused(request, 409, "idempotency-key-in-use", refusal)
        except ShukeError as refusal:
            return _refused(request, 422, "idempotency-key-reused", refusal)

    return answered


idempotent = decorate_view(once_per_key)


def _answer(run: Run, request: HttpRequest, held: Claim, kwargs: dict[str, Any]) -> HttpResponse:
    is_kept = False
    try:
        with transaction.atomic():
            response = run(request, **kwargs)
            if response.status_code < 400:
                kind = response.headers.get("Content-Type", "")
                keep_answer(held, Answer(status=response.status_code, content_type=kind, body=response.content))
            else:
                transaction.set_rollback(True)
        is_kept = response.status_code < 400
    finally:
        if not is_kept:
            release(held)
    return response


def _replayed(answer: Answer) -> HttpResponse:
    response = HttpResponse(answer.body, status=answer.status, content_type=answer.content_type)
    response[REPLAYED] = "true"
    return response


def _refused(request: HttpRequest, status: int, kind: str, refusal: ShukeError) -> HttpResponse:
    return problem_response(request, Problem(status=status, kind=kind, detail=str(refusal)))


def _hash_of(request: HttpRequest) -> str:
    skips_check = request.headers.get(SKIP_DUPLICATE_CHECK, "")
    return request_hash(
        (request.method or "").encode(), request.get_full_path().encode(), skips_check.encode(), request.body
    )
