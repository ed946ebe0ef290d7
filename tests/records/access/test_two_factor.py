from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import time_machine
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice
from tests.records import make

from shuke.records.access import two_factor
from shuke.records.access.models import AuditEntry, Staff
from shuke.records.access.scope import scope_of_staff

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def lin() -> Staff:
    return make.staff("agent")


def code_of(staff: Staff) -> str:
    """What the app shows now."""
    device = TOTPDevice.objects.get(user=staff)
    return f"{totp(device.bin_key):06d}"


def turned_on(staff: Staff) -> list[str]:
    two_factor.begin(staff=staff)
    return two_factor.turn_on(scope=scope_of_staff(staff), now=NOON, staff=staff, code=code_of(staff))


def test_nothing_is_asked_for_until_a_code_of_the_app_was_given(lin: Staff) -> None:
    two_factor.begin(staff=lin)

    assert not two_factor.is_asked_of(lin)
    with pytest.raises(two_factor.WrongCode):
        two_factor.turn_on(scope=scope_of_staff(lin), now=NOON, staff=lin, code="000000x")
    assert not two_factor.is_asked_of(lin)


def test_turned_on_it_gives_ten_recovery_codes_and_is_audited(lin: Staff) -> None:
    codes = turned_on(lin)

    assert len(set(codes)) == 10
    assert two_factor.standing_of(lin) == two_factor.Standing(is_on=True, recovery_codes_left=10)
    assert AuditEntry.objects.get(action="staff.two_factor_on").subject == f"staff:{lin.pk}"


@pytest.mark.parametrize("spelt", [str, str.upper, lambda code: f" {code[:4]} {code[4:]} "])
def test_a_recovery_code_opens_once_however_it_is_typed(lin: Staff, spelt: Callable[[str], str]) -> None:
    code = spelt(turned_on(lin)[0])

    two_factor.verify(staff=lin, code=code)

    with pytest.raises(two_factor.WrongCode):
        two_factor.verify(staff=lin, code=code)


def test_a_code_of_the_app_works_once(lin: Staff) -> None:
    with time_machine.travel(NOON, tick=False):
        turned_on(lin)
    with time_machine.travel(NOON.replace(minute=1), tick=False):
        code = code_of(lin)
        two_factor.verify(staff=lin, code=code)

        with pytest.raises(two_factor.WrongCode):
            two_factor.verify(staff=lin, code=code)


def test_after_wrong_codes_even_the_right_one_has_to_wait(lin: Staff) -> None:
    with time_machine.travel(NOON, tick=False):
        turned_on(lin)
    with time_machine.travel(NOON.replace(minute=1), tick=False):
        with pytest.raises(two_factor.WrongCode):
            two_factor.verify(staff=lin, code="123 45x")
        with pytest.raises(two_factor.TooSoon):
            two_factor.verify(staff=lin, code="abcdefgh")
    with time_machine.travel(NOON.replace(minute=2), tick=False):
        two_factor.verify(staff=lin, code=code_of(lin))


def test_new_recovery_codes_end_the_old_ones(lin: Staff) -> None:
    first, second, *_rest = turned_on(lin)

    two_factor.renew_recovery_codes(scope=scope_of_staff(lin), now=NOON, staff=lin, code=first)

    with pytest.raises(two_factor.WrongCode):
        two_factor.verify(staff=lin, code=second)


def test_turned_off_the_password_alone_is_asked_for(lin: Staff) -> None:
    turned_on(lin)

    two_factor.turn_off(scope=scope_of_staff(lin), now=NOON, staff=lin)

    assert two_factor.standing_of(lin) == two_factor.Standing(is_on=False, recovery_codes_left=0)
