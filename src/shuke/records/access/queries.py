from django.db.models import QuerySet

from shuke.records.access.models import ApiKey, AuditEntry, Staff
from shuke.records.access.scope import Scope


def audit_of(subject: str) -> QuerySet[AuditEntry]:
    """Newest first: "customer:42"."""
    return AuditEntry.objects.filter(subject=subject).select_related("staff", "api_key").order_by("-at", "-pk")


def active_staff() -> QuerySet[Staff]:
    return Staff.objects.filter(is_active=True).order_by("name", "username")


def colleagues_of(scope: Scope) -> QuerySet[Staff]:
    """Who a customer may be given to: everybody for those who work everywhere, else those of a shared store."""
    staff = active_staff()
    if scope.store_ids is None:
        return staff
    return staff.filter(stores__in=scope.store_ids).distinct()


def live_api_keys() -> QuerySet[ApiKey]:
    return ApiKey.objects.filter(revoked_at__isnull=True).select_related("created_by").order_by("name")
