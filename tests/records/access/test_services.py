from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from tests.records import make

from shuke.records.access.models import ApiKey, AuditEntry, Role, Staff
from shuke.records.access.queries import colleagues_of
from shuke.records.access.services import (
    LastOwner,
    UnknownRole,
    UsernameTaken,
    change_password,
    change_role,
    create_staff,
    deactivate_staff,
    issue_api_key,
    revoke_api_key,
    revoke_sessions,
    verify_api_key,
)

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


def test_new_staff_can_sign_in_and_is_audited() -> None:
    shop = make.store("HZ1")
    owner = make.scope(Role.OWNER)

    made = create_staff(
        scope=owner, now=make.NOW, username="mei", name="Lin Mei", password=PASSWORD, role="agent", stores=[shop]
    )

    assert made.check_password(PASSWORD)
    entry = AuditEntry.objects.get(subject=f"staff:{made.pk}")
    assert (entry.action, entry.staff_id, entry.facts["stores"]) == ("staff.create", owner.staff_id, ["HZ1"])


def test_a_name_taken_in_other_capitals_is_refused() -> None:
    held = make.staff()

    with pytest.raises(UsernameTaken):
        create_staff(
            scope=make.SYSTEM, now=make.NOW, username=held.username.upper(), name="x", password=PASSWORD, role="agent"
        )


def test_a_weak_password_is_refused() -> None:
    with pytest.raises(ValidationError):
        create_staff(scope=make.SYSTEM, now=make.NOW, username="mei", name="Mei", password="12345", role="agent")

    assert not Staff.objects.exists()


def test_unknown_role_is_refused() -> None:
    with pytest.raises(UnknownRole, match="choose one of"):
        create_staff(scope=make.SYSTEM, now=make.NOW, username="mei", name="Mei", password=PASSWORD, role="king")


def test_change_of_role_is_audited_with_before_and_after() -> None:
    shop, person = make.store("HZ1"), make.staff(Role.AGENT)

    change_role(scope=make.SYSTEM, now=make.NOW, staff=person, role="manager", stores=[shop], works_everywhere=False)

    facts = AuditEntry.objects.get(action="staff.change_role").facts
    assert facts["role"] == ["agent", "manager"]
    assert facts["stores"] == [[], ["HZ1"]]
    assert facts["works_everywhere"] == [True, False]


def test_the_last_owner_stays_owner() -> None:
    only = make.staff(Role.OWNER)

    with pytest.raises(LastOwner):
        change_role(scope=make.SYSTEM, now=make.NOW, staff=only, role="agent", stores=[], works_everywhere=True)
    with pytest.raises(LastOwner):
        deactivate_staff(scope=make.SYSTEM, now=make.NOW, staff=only)


def test_the_last_owner_of_all_stores_keeps_all_of_them() -> None:
    shop, only = make.store(), make.staff(Role.OWNER)
    make.staff(Role.OWNER, shop)

    with pytest.raises(LastOwner, match="owner of all stores"):
        change_role(scope=make.SYSTEM, now=make.NOW, staff=only, role="owner", stores=[shop], works_everywhere=False)

    only.refresh_from_db()
    assert only.works_everywhere


def signed_in(person: Staff) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    assert still_signed_in(client)
    return client


def still_signed_in(client: Client) -> bool:
    return client.get("/api/v1/me").status_code == 200


def test_revoked_sessions_are_signed_out_everywhere() -> None:
    person = make.staff(Role.AGENT)
    phone, desk = signed_in(person), signed_in(person)

    revoke_sessions(scope=make.SYSTEM, now=make.NOW, staff=person)

    assert not still_signed_in(phone)
    assert not still_signed_in(desk)


def test_a_new_password_ends_other_sessions() -> None:
    person = make.staff(Role.AGENT)
    client = signed_in(person)

    change_password(scope=make.SYSTEM, now=make.NOW, staff=person, password="another horse battery")

    assert not still_signed_in(client)


def test_who_left_is_signed_out() -> None:
    make.staff(Role.OWNER)
    person = make.staff(Role.AGENT)
    client = signed_in(person)

    deactivate_staff(scope=make.SYSTEM, now=make.NOW, staff=person)

    assert not still_signed_in(client)


def test_a_key_opens_by_its_secret_only_and_the_secret_is_not_kept() -> None:
    owner = make.staff()
    key, secret = issue_api_key(scope=make.SYSTEM, now=make.NOW, name="till 3", created_by=owner)

    assert verify_api_key(secret=secret, now=make.NOW) == key
    assert verify_api_key(secret=secret[:-1] + "x", now=make.NOW) is None
    assert verify_api_key(secret="", now=make.NOW) is None
    assert secret not in str(ApiKey.objects.values().get())


def test_a_revoked_key_opens_nothing() -> None:
    key, secret = issue_api_key(scope=make.SYSTEM, now=make.NOW, name="till 3", created_by=make.staff())

    revoke_api_key(scope=make.SYSTEM, now=make.NOW, key=key)

    assert verify_api_key(secret=secret, now=make.NOW) is None


def test_latest_use_is_noted_once_an_hour() -> None:
    key, secret = issue_api_key(scope=make.SYSTEM, now=make.NOW, name="till 3", created_by=make.staff())

    verify_api_key(secret=secret, now=make.NOW)
    verify_api_key(secret=secret, now=make.NOW + timedelta(minutes=5))

    key.refresh_from_db()
    assert key.latest_used_at == make.NOW


def test_colleagues_are_those_of_a_shared_store() -> None:
    here, elsewhere = make.store(), make.store()
    near, far = make.staff(Role.AGENT, here), make.staff(Role.AGENT, elsewhere)

    found = colleagues_of(make.scope(Role.MANAGER, here))

    assert near in found
    assert far not in found
