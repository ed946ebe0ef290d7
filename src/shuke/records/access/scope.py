"""On whose rows somebody works, and what they may do there: every read and write at an edge carries one."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError
from shuke.lib.prepared import Prepared
from shuke.records.access.models import ApiKey, Staff
from shuke.records.access.permissions import OF_THE_BUSINESS, permissions_of


class NotAllowed(ShukeError):
    """The role or the stores of the caller do not cover what was asked."""


@dataclass(frozen=True, kw_only=True)
class Scope:
    role: str
    store_ids: frozenset[int] | None  # None: works everywhere
    permissions: frozenset[str]
    caller: str  # "staff:3", "key:7": whose idempotency keys, whose audit rows
    staff_id: int | None = None
    api_key_id: int | None = None

    def may(self, permission: str) -> bool:
        return permission in self.permissions

    def covers_store(self, store_id: int | None) -> bool:
        """Rows without a store belong to those who work everywhere."""
        return self.store_ids is None or store_id in self.store_ids

    def require(self, permission: str) -> None:
        if not self.may(permission):
            role = _("Your role does not include “%(permission)s”; ask the owner for it.") % {"permission": permission}
            raise NotAllowed(self.wants_every_store(permission) or role)

    def wants_every_store(self, permission: str) -> str:
        """A sentence for those whose role has the right, but not for the stores they work for; else nothing."""
        is_narrowed = self.store_ids is not None and permission in OF_THE_BUSINESS & permissions_of(self.role)
        return _("This holds in every store, and you work for some of them; ask the owner.") if is_narrowed else ""

    def require_store(self, store_id: int | None) -> None:
        if not self.covers_store(store_id):
            raise NotAllowed(_("This belongs to a store you do not work for; ask the owner to add the store to you."))


def scope_of_staff(staff: Staff) -> Scope:
    return Scope(
        role=staff.role,
        store_ids=_store_ids(staff),
        permissions=permissions_of(staff.role, works_everywhere=staff.works_everywhere),
        caller=f"staff:{staff.pk}",
        staff_id=staff.pk,
    )


def scope_of_key(key: ApiKey) -> Scope:
    return Scope(
        role=key.role,
        store_ids=_store_ids(key),
        permissions=permissions_of(key.role, works_everywhere=key.works_everywhere),
        caller=f"key:{key.pk}",
        api_key_id=key.pk,
    )


def scope_of_system(caller: str) -> Scope:
    """The nightly run, the command line: everything, everywhere; named so that audit rows say who."""
    return Scope(role="system", store_ids=None, permissions=permissions_of("owner"), caller=caller)


def _store_ids(holder: Staff | ApiKey) -> frozenset[int] | None:
    if holder.works_everywhere:
        return None
    # The rows of the relation alone: every call of the API asks this, and needs no store's columns.
    rows = _stores_of_staff(holder.pk) if isinstance(holder, Staff) else _stores_of_key(holder.pk)
    return frozenset(row.store_id for row in rows)


_stores_of_staff = Prepared(lambda pk: Staff.stores.through.objects.filter(staff=pk))
_stores_of_key = Prepared(lambda pk: ApiKey.stores.through.objects.filter(apikey=pk))
