import pytest
from django.test import Client
from tests.records import make
from tests.web.conftest import SignedIn, client_of

from shuke.records.access.models import ApiKey, AuditEntry, Role, Staff

pytestmark = pytest.mark.django_db

NEW = {"username": "lin", "name": "Lin Mo", "password": "eight-or-more-letters", "role": "agent"}


PAGES = ("staff", "api-keys", "business", "stores", "fields", "jobs", "audit")


def test_settings_ask_a_stranger_to_sign_in(client: Client) -> None:
    assert {client.get(f"/settings/{page}/").status_code for page in PAGES} == {302}


@pytest.mark.parametrize("role", [role for role in Role.values if role not in ("owner", "manager")])
def test_settings_are_closed_to_those_who_do_not_manage(signed_in: SignedIn, role: str) -> None:
    client = signed_in(role)

    codes = {
        client.get(f"/settings/{address}/").status_code
        for address in ("staff", "api-keys", "business", "stores", "fields", "jobs", "audit")
    }

    assert codes == {403}
    assert client.get("/settings/").status_code == 200


def test_a_manager_manages_no_staff(signed_in: SignedIn) -> None:
    client = signed_in("manager")

    assert client.get("/settings/staff/").status_code == 403
    assert client.post("/settings/staff/new/", NEW).status_code == 403
    assert "/settings/staff/" not in client.get("/settings/").content.decode()


def test_an_account_is_opened(signed_in: SignedIn) -> None:
    store = make.store()

    answer = signed_in().post("/settings/staff/new/", {**NEW, "stores": [store.pk]})

    lin = Staff.objects.get(username="lin")
    assert answer["Location"] == "/settings/staff/"
    assert (lin.role, list(lin.stores.all()), lin.check_password("eight-or-more-letters")) == ("agent", [store], True)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"password": "short"}, "too short"),
        ({"username": "taken"}, "is taken"),
        ({"works_everywhere": ""}, "Choose at least one store"),
    ],
)
def test_a_wrong_account_is_told_why(signed_in: SignedIn, wrong: dict[str, str], sentence: str) -> None:
    Staff.objects.create_user("taken")
    sent = {**NEW, "works_everywhere": "on", **wrong}
    if not sent["works_everywhere"]:
        del sent["works_everywhere"]

    answer = signed_in().post("/settings/staff/new/", sent)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_role_and_stores_are_changed(signed_in: SignedIn) -> None:
    lin, store = make.staff("agent"), make.store()

    signed_in().post(f"/settings/staff/{lin.pk}/rights/", {"role": "manager", "stores": [store.pk]})

    lin.refresh_from_db()
    assert (lin.role, lin.works_everywhere, list(lin.stores.all())) == ("manager", False, [store])


def test_the_last_owner_stays_owner() -> None:
    owner = make.staff("owner")

    answer = client_of(owner).post(f"/settings/staff/{owner.pk}/rights/", {"role": "agent", "works_everywhere": "on"})

    assert answer.status_code == 422
    assert "the only owner" in answer.content.decode()


def test_a_new_password_is_set_for_somebody(signed_in: SignedIn) -> None:
    lin = make.staff("agent")

    signed_in().post(f"/settings/staff/{lin.pk}/password/", {"password": "another-long-one"})

    lin.refresh_from_db()
    assert lin.check_password("another-long-one")


def test_somebody_is_signed_out_everywhere(signed_in: SignedIn) -> None:
    lin = make.staff("agent")
    device = client_of(lin)
    owner = signed_in()

    asked = owner.get(f"/settings/staff/{lin.pk}/sign-out/")
    still_in = device.get("/settings/").status_code
    owner.post(f"/settings/staff/{lin.pk}/sign-out/")

    assert "everywhere?" in asked.content.decode()
    assert (still_in, device.get("/settings/").status_code) == (200, 302)


def test_an_account_is_closed(signed_in: SignedIn) -> None:
    lin = make.staff("agent")

    signed_in().post(f"/settings/staff/{lin.pk}/deactivate/")

    lin.refresh_from_db()
    assert not lin.is_active
    assert AuditEntry.objects.filter(action="staff.deactivate", subject=f"staff:{lin.pk}").exists()


def test_the_last_owner_cannot_be_closed() -> None:
    owner = make.staff("owner")

    answer = client_of(owner).post(f"/settings/staff/{owner.pk}/deactivate/")

    owner.refresh_from_db()
    assert answer.status_code == 422
    assert owner.is_active


def test_a_key_shows_its_secret_once(signed_in: SignedIn) -> None:
    client = signed_in()

    issued = client.post("/settings/api-keys/new/", {"name": "Till 3", "role": "integrator", "works_everywhere": "on"})

    key = ApiKey.objects.get()
    assert f"shuke_{key.prefix}_" in issued.content.decode()
    assert f"shuke_{key.prefix}_" not in client.get("/settings/api-keys/").content.decode()


def test_a_key_is_revoked_after_a_question(signed_in: SignedIn) -> None:
    client = signed_in()
    client.post("/settings/api-keys/new/", {"name": "Till 3", "role": "integrator", "works_everywhere": "on"})
    key = ApiKey.objects.get()

    asked = client.get(f"/settings/api-keys/{key.pk}/revoke/").content.decode()
    client.post(f"/settings/api-keys/{key.pk}/revoke/")

    key.refresh_from_db()
    assert "Revoke the key “Till 3”?" in asked
    assert key.revoked_at is not None
    assert client.get(f"/settings/api-keys/{key.pk}/revoke/").status_code == 404
