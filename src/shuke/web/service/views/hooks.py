"""Chat and social systems send what people write to us."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from shuke.lib.errors import ShukeError
from shuke.lib.signed import WrongSignature, check_signature
from shuke.lib.text import without_nul
from shuke.records.access.decorators import public_view
from shuke.records.access.scope import scope_of_system
from shuke.records.cases.models import Hook
from shuke.records.cases.services import NewCase, take_in

MOST_BYTES = 256 * 1024


@csrf_exempt  # no browser sends these: the signature is the proof
@require_POST
@public_view(reason="a chat system: nothing is read before its signature is right")
def hook(request: HttpRequest, pk: int) -> HttpResponse:
    """`{"data": {"conversation", "text", "name", "contact"}}`; the same webhook-id twice changes nothing."""
    now, found = timezone.now(), Hook.objects.filter(pk=pk, revoked_at__isnull=True).first()
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        return _refused("too large", 413)
    message_id = request.headers.get("webhook-id", "")[:120]
    try:
        check_signature(
            found.secret if found else "whsec_",
            message_id=message_id,
            timestamp=request.headers.get("webhook-timestamp", ""),
            signatures=request.headers.get("webhook-signature", "") if found else "",
            body=request.body,
            now=now,
        )
    except WrongSignature:
        return _refused("wrong signature", 401)
    assert found is not None
    try:
        new = _new_case(found, request.body, key=f"hook:{found.pk}:{message_id}")
        case = take_in(scope=scope_of_system(f"hook:{found.pk}"), now=now, origin=f"hook:{found.pk}", new=new)
    except (ShukeError, ValueError, TypeError, KeyError, AttributeError) as refusal:
        return _refused(str(refusal) or "unreadable", 422)
    return JsonResponse({"case": case.pk if case else None}, status=202)


def _new_case(found: Hook, body: bytes, *, key: str) -> NewCase:
    data: Any = json.loads(body)["data"]
    words = {name: without_nul(str(data.get(name) or "")) for name in ("conversation", "text", "name", "contact")}
    return NewCase(
        kind="question",
        channel=found.channel,
        text=words["text"],
        contact=words["contact"],
        contact_name=words["name"],
        store=found.store,
        thread_key=f"{found.pk}:{words['conversation']}"[:200] if words["conversation"] else "",
        source_key=key,
    )


def _refused(why: str, status: int) -> HttpResponse:
    return JsonResponse({"detail": why}, status=status)
