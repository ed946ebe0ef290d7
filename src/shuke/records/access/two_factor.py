"""The second step of signing in: codes of an app on the person's phone, and recovery codes for the day it is lost.

Devices, their throttling and the rule that a code works once are django-otp's.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from shuke.lib.errors import ShukeError
from shuke.records.access.models import Staff
from shuke.records.access.scope import Scope
from shuke.records.access.services import record_audit

CODE_DIGITS = 6
RECOVERY_CODES = 10


class WrongCode(ShukeError):
    """Not the code of this moment, or one that was used already."""


class TooSoon(ShukeError):
    """After wrong codes the wait doubles with each."""


@dataclass(frozen=True)
class Standing:
    """What a person has set up."""

    is_on: bool
    recovery_codes_left: int


def standing_of(staff: Staff) -> Standing:
    left = StaticToken.objects.filter(device__user=staff).count()
    return Standing(is_on=is_asked_of(staff), recovery_codes_left=left)


def is_asked_of(staff: Staff) -> bool:
    """Whether this person's password alone does not open anything."""
    return bool(TOTPDevice.objects.filter(user=staff, confirmed=True).exists())


def ids_asked_of(people: QuerySet[Staff]) -> set[int]:
    """Of those among `people` for whom it is on."""
    return set(TOTPDevice.objects.filter(user__in=people, confirmed=True).values_list("user_id", flat=True))


@transaction.atomic
def begin(*, staff: Staff) -> TOTPDevice:
    """The key to read into the app; nothing is asked for until a code of it was given (`turn_on`)."""
    device, _is_new = TOTPDevice.objects.get_or_create(user=staff, confirmed=False, defaults={"name": staff.username})
    return device


def turn_on(*, scope: Scope, now: datetime, staff: Staff, code: str) -> list[str]:
    """Ask this person for codes from now on; the recovery codes, shown this once. Raises WrongCode, TooSoon."""
    device = begin(staff=staff)
    _take(TOTPDevice.objects.filter(pk=device.pk), code)
    with transaction.atomic():
        TOTPDevice.objects.filter(user=staff).exclude(pk=device.pk).delete()
        TOTPDevice.objects.filter(pk=device.pk).update(confirmed=True)
        record_audit(scope=scope, action="staff.two_factor_on", at=now, subject=f"staff:{staff.pk}")
        return _new_codes(staff)


def renew_recovery_codes(*, scope: Scope, now: datetime, staff: Staff, code: str) -> list[str]:
    """New recovery codes; those before open nothing any more. Raises WrongCode, TooSoon."""
    verify(staff=staff, code=code)
    with transaction.atomic():
        record_audit(scope=scope, action="staff.recovery_codes", at=now, subject=f"staff:{staff.pk}")
        return _new_codes(staff)


@transaction.atomic
def turn_off(*, scope: Scope, now: datetime, staff: Staff) -> None:
    """Back to the password alone: by the person who just gave a code, or by whoever manages staff."""
    TOTPDevice.objects.filter(user=staff).delete()
    StaticDevice.objects.filter(user=staff).delete()
    record_audit(scope=scope, action="staff.two_factor_off", at=now, subject=f"staff:{staff.pk}")


def verify(*, staff: Staff, code: str) -> None:
    """Take a code of the app, or a recovery code, which is spent by it. Raises WrongCode, TooSoon."""
    spelt = _spelt(code)
    kind = TOTPDevice if len(spelt) == CODE_DIGITS and spelt.isdigit() else StaticDevice
    _take(kind.objects.filter(user=staff, confirmed=True), code)


def _take(devices: QuerySet[TOTPDevice] | QuerySet[StaticDevice], code: str) -> None:
    with transaction.atomic():
        device = devices.select_for_update().first()
        is_allowed = device is not None and device.verify_is_allowed()[0]
        is_right = device is not None and is_allowed and device.verify_token(_spelt(code))
    # Raised after the commit, so that a wrong try stays counted.
    if device is not None and not is_allowed:
        raise TooSoon(_("Too many wrong codes in a row: wait a moment, then give the newest one."))
    if not is_right:
        raise WrongCode(_("This code does not fit. Give the newest one of the app, or an unused recovery code."))


def _spelt(code: str) -> str:
    return "".join(code.split()).lower()


def _new_codes(staff: Staff) -> list[str]:
    StaticDevice.objects.filter(user=staff).delete()
    device = StaticDevice.objects.create(user=staff, name=staff.username)
    codes = [StaticToken.random_token() for _number in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes
