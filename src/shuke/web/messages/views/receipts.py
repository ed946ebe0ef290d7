"""Providers tell what became of the messages they took. Each has an address that nobody else knows."""

import json
from collections.abc import Callable, Mapping
from typing import Any
from xml.etree import ElementTree

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from shuke.records.access.decorators import public_view
from shuke.records.messages.providers import is_receipts_token
from shuke.records.messages.services import Receipt, take_receipt
from shuke.web.answers import get_or_post

MOST_BYTES = 1024 * 1024
_DELIVERED = {"delivered", "read"}
_LOST = {"undelivered", "failed"}


@csrf_exempt  # no browser sends these: the address is the proof
@get_or_post
@public_view(reason="a provider: its address holds a token made from the secret of this installation")
def receipts(request: HttpRequest, carrier: str, token: str) -> HttpResponse:
    """Receipts of a provider, in its own form; a receipt of a message that is not ours is taken and changes nothing."""
    if carrier not in READERS or not is_receipts_token(carrier, token):
        return JsonResponse({"detail": "unknown address"}, status=404)
    if request.method == "GET":  # WeChat asks once whether somebody is there
        return HttpResponse(request.GET.get("echostr", "")[:100], content_type="text/plain")
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        return JsonResponse({"detail": "too large"}, status=413)
    reader, thanks = READERS[carrier]
    try:
        told = reader(request)
    except (ValueError, TypeError, KeyError, AttributeError, ElementTree.ParseError):
        return JsonResponse({"detail": "unreadable"}, status=422)
    for receipt in told:
        take_receipt(now=timezone.now(), carrier=carrier, receipt=receipt)
    return HttpResponse(thanks, content_type="application/json" if thanks.startswith("{") else "text/plain")


def _aliyun(request: HttpRequest) -> list[Receipt]:
    """SmsReport over HTTP."""
    return [
        Receipt(str(one["biz_id"]), one["success"] in (True, "true"), f"{one.get('err_code')} {one.get('err_msg', '')}")
        for one in _rows(request)
    ]


def _tencent(request: HttpRequest) -> list[Receipt]:
    return [
        Receipt(str(one["sid"]), one["report_status"] == "SUCCESS", f"{one.get('errmsg')} {one.get('description', '')}")
        for one in _rows(request)
    ]


def _twilio(request: HttpRequest) -> list[Receipt]:
    state, sid = request.POST["MessageStatus"], request.POST["MessageSid"]
    if state not in _DELIVERED | _LOST:  # on its way
        return []
    return [Receipt(sid, state in _DELIVERED, f"{state} {request.POST.get('ErrorCode', '')}")]


def _wechat(request: HttpRequest) -> list[Receipt]:
    """The event TEMPLATESENDJOBFINISH; every other event of the account is none of ours."""
    if b"<!DOCTYPE" in request.body or b"<!ENTITY" in request.body:
        raise ValueError("a document that defines entities")
    event = {child.tag: child.text or "" for child in ElementTree.fromstring(request.body)}
    if event.get("Event") != "TEMPLATESENDJOBFINISH":
        return []
    return [Receipt(event["MsgID"], event["Status"] == "success", event["Status"])]


def _rows(request: HttpRequest) -> list[Mapping[str, Any]]:
    rows = json.loads(request.body)
    if not isinstance(rows, list):
        raise ValueError("no list")
    return rows


# By carrier: how its receipts are read, and what it wants to hear.
READERS: Mapping[str, tuple[Callable[[HttpRequest], list[Receipt]], str]] = {
    "aliyun": (_aliyun, '{"code": 0, "msg": "OK"}'),
    "tencent": (_tencent, '{"result": 0, "errmsg": "OK"}'),
    "twilio": (_twilio, "{}"),
    "wechat": (_wechat, "success"),
}
