"""`/health` for whoever watches the installation, `/metrics` for Prometheus. Neither shows a customer's data."""

import ipaddress
import secrets
import tempfile

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from shuke.config.metrics import exposition
from shuke.jobs.models import WORKER_SILENT_AFTER
from shuke.jobs.queries import Pulse, pulse
from shuke.records.access.decorators import public_view


@public_view(reason="watched from outside: says whether the parts work, and nothing else")
@require_safe
@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """200 while database, worker and data folder all work, else 503."""
    found = look_at_pulse()
    is_beating = found is not None and found.since_heartbeat is not None and found.since_heartbeat < WORKER_SILENT_AFTER
    age = found.since_heartbeat if found else None
    parts = {
        "database": said(found is not None),
        "worker": said(is_beating),
        "worker_heartbeat_age_seconds": round(age.total_seconds(), 1) if age is not None else None,
        "data_folder": said(is_data_writable()),
    }
    is_well = "broken" not in parts.values()
    return JsonResponse({"status": said(is_well), **parts}, status=200 if is_well else 503)


@public_view(reason="Prometheus: on this machine, or with the token of SHUKE_METRICS_TOKEN")
@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    if not may_scrape(request):
        return HttpResponseForbidden("Only from this machine, or with the token of SHUKE_METRICS_TOKEN.\n")
    return HttpResponse(exposition(pulse(now=timezone.now())), content_type=CONTENT_TYPE_LATEST)


def may_scrape(request: HttpRequest) -> bool:
    """With a token set, only by it; without, from this machine, and not through a proxy that runs on it."""
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "").encode()
        return secrets.compare_digest(given, f"Bearer {settings.METRICS_TOKEN}".encode())
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    try:
        return ipaddress.ip_address(request.META["REMOTE_ADDR"]).is_loopback
    except ValueError:  # a Unix socket has no address, and nobody known behind it
        return False


def said(is_well: bool) -> str:
    return "ok" if is_well else "broken"


def look_at_pulse() -> Pulse | None:
    try:
        return pulse(now=timezone.now())
    except DatabaseError:
        return None


def is_data_writable() -> bool:
    """Truly written: a full disk and a read-only mount both leave the permissions as they were."""
    try:
        with tempfile.TemporaryFile(dir=settings.DATA) as probe:
            probe.write(b"x")
    except OSError:
        return False
    return True
