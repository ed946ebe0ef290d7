from django.db.models import QuerySet

from shuke.records.access.models import Staff
from shuke.records.access.scope import Scope


def active_staff() -> QuerySet[Staff]:
    return Staff.objects.filter(is_active=True).order_by("name", "username")


def colleagues_of(scope: Scope) -> QuerySet[Staff]:
    """Who a customer may be given to: everybody for those who work everywhere, else those of a shared store."""
    staff = active_staff()
    if scope.store_ids is None:
        return staff
    return staff.filter(stores__in=scope.store_ids).distinct()
