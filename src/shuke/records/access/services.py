import hashlib
import hmac
import secrets
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError
from shuke.lib.prepared import Prepared
from shuke.records.access.models import ApiKey, AuditEntry, Role, Staff
from shuke.records.access.scope import Scope
from shuke.records.stores.models import Store

KEY_MARK = "shuke"  # what a leaked key is recognised by in logs and repositories
# A key's latest use is a hint for tidying up, not a log: one write an hour is enough.
LATEST_USE_GRAIN = timedelta(hours=1)


class UsernameTaken(ShukeError):
    """Somebody signs in by this name already."""


class UnknownRole(ShukeError):
    """Not one of the roles of `Role`."""


class LastOwner(ShukeError):
    """The change would leave nobody who may manage staff."""


def record_audit(
    *, scope: Scope, action: str, at: datetime, subject: str = "", facts: Mapping[str, object] | None = None
) -> AuditEntry:
    """`facts` holds JSON values only; a change is `{"field": [before, after]}`."""
    return AuditEntry.objects.create(
        at=at,
        staff_id=scope.staff_id,
        api_key_id=scope.api_key_id,
        action=action,
        subject=subject,
        facts={"caller": scope.caller, **(facts or {})},
    )


@transaction.atomic
def create_staff(
    *,
    scope: Scope,
    now: datetime,
    username: str,
    name: str,
    password: str,
    role: str,
    stores: Collection[Store] = (),
    works_everywhere: bool = False,
    email: str = "",
    language: str = "",
) -> Staff:
    """A new account. The password must pass Django's validators (ValidationError otherwise)."""
    _require_role(role)
    if Staff.objects.filter(username__iexact=username).exists():
        raise UsernameTaken(_("“%(username)s” is taken; choose another sign-in name.") % {"username": username})
    staff = Staff(
        username=username, name=name, role=role, works_everywhere=works_everywhere, email=email, language=language
    )
    validate_password(password, staff)
    staff.set_password(password)
    staff.save()
    staff.stores.set(stores)
    facts = {"role": role, "stores": sorted(store.code for store in stores), "works_everywhere": works_everywhere}
    record_audit(scope=scope, action="staff.create", at=now, subject=f"staff:{staff.pk}", facts=facts)
    return staff


@transaction.atomic
def change_role(
    *,
    scope: Scope,
    now: datetime,
    staff: Staff,
    role: str,
    stores: Collection[Store],
    works_everywhere: bool,
) -> Staff:
    _require_role(role)
    if role != Role.OWNER or not works_everywhere:
        _keep_an_owner(staff)
    before = _rights_of(staff)
    staff.role, staff.works_everywhere = role, works_everywhere
    staff.save(update_fields=["role", "works_everywhere"])
    staff.stores.set(stores)
    changes = {key: [before[key], after] for key, after in _rights_of(staff).items() if before[key] != after}
    record_audit(scope=scope, action="staff.change_role", at=now, subject=f"staff:{staff.pk}", facts=changes)
    return staff


@transaction.atomic
def change_password(*, scope: Scope, now: datetime, staff: Staff, password: str) -> None:
    """Signs the person out everywhere else: the password is part of each session's proof."""
    validate_password(password, staff)
    staff.set_password(password)
    staff.save(update_fields=["password"])
    record_audit(scope=scope, action="staff.change_password", at=now, subject=f"staff:{staff.pk}")


@transaction.atomic
def revoke_sessions(*, scope: Scope, now: datetime, staff: Staff) -> None:
    staff.session_generation += 1
    staff.save(update_fields=["session_generation"])
    record_audit(scope=scope, action="staff.revoke_sessions", at=now, subject=f"staff:{staff.pk}")


@transaction.atomic
def deactivate_staff(*, scope: Scope, now: datetime, staff: Staff) -> None:
    _keep_an_owner(staff)
    staff.is_active = False
    staff.session_generation += 1
    staff.save(update_fields=["is_active", "session_generation"])
    record_audit(scope=scope, action="staff.deactivate", at=now, subject=f"staff:{staff.pk}")


@transaction.atomic
def issue_api_key(
    *,
    scope: Scope,
    now: datetime,
    name: str,
    created_by: Staff,
    role: str = Role.INTEGRATOR,
    stores: Collection[Store] = (),
    works_everywhere: bool = False,
) -> tuple[ApiKey, str]:
    """The key and its secret, which is shown this once: only the hash is kept."""
    _require_role(role)
    prefix = secrets.token_hex(4)
    secret = f"{KEY_MARK}_{prefix}_{secrets.token_urlsafe(32)}"
    key = ApiKey.objects.create(
        name=name,
        prefix=prefix,
        secret_hash=_hash(secret),
        role=role,
        works_everywhere=works_everywhere,
        created_by=created_by,
        created_at=now,
    )
    key.stores.set(stores)
    facts = {"name": name, "role": role, "prefix": prefix}
    record_audit(scope=scope, action="api_key.issue", at=now, subject=f"key:{key.pk}", facts=facts)
    return key, secret


@transaction.atomic
def revoke_api_key(*, scope: Scope, now: datetime, key: ApiKey) -> None:
    if key.revoked_at is not None:
        return
    key.revoked_at = now
    key.save(update_fields=["revoked_at"])
    record_audit(scope=scope, action="api_key.revoke", at=now, subject=f"key:{key.pk}")


_live_keys = Prepared(lambda prefix: ApiKey.objects.filter(prefix=prefix, revoked_at__isnull=True))


def verify_api_key(*, secret: str, now: datetime) -> ApiKey | None:
    """The live key this secret opens, or None; notes its latest use."""
    mark, prefix, *_rest = [*secret.split("_", 2), "", ""]
    key = next(iter(_live_keys(prefix)), None)
    if mark != KEY_MARK or key is None or not hmac.compare_digest(key.secret_hash, _hash(secret)):
        return None
    if key.latest_used_at is None or now - key.latest_used_at > LATEST_USE_GRAIN:
        ApiKey.objects.filter(pk=key.pk).update(latest_used_at=now)
    return key


def _hash(secret: str) -> str:
    # The secret has 256 random bits: a plain hash cannot be searched, and costs a till nothing.
    return hashlib.sha256(secret.encode()).hexdigest()


def _require_role(role: str) -> None:
    if role not in Role.values:
        roles = ", ".join(Role.values)
        raise UnknownRole(_("“%(role)s” is not a role; choose one of %(roles)s.") % {"role": role, "roles": roles})


def _keep_an_owner(staff: Staff) -> None:
    owners = Staff.objects.filter(role=Role.OWNER, works_everywhere=True, is_active=True)
    if owners.filter(pk=staff.pk).exists() and not owners.exclude(pk=staff.pk).exists():
        raise LastOwner(
            _("%(name)s is the only owner of all stores; make another person owner of all stores first.")
            % {"name": staff}
        )


def _rights_of(staff: Staff) -> dict[str, object]:
    codes = sorted(staff.stores.values_list("code", flat=True))
    return {"role": staff.role, "stores": codes, "works_everywhere": staff.works_everywhere}
