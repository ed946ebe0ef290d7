import pytest
from django.test import Client
from tests.records import make
from tests.web.conftest import PASSWORD, SignedIn, client_of

from shuke.records.access.models import AuditEntry, Staff
from shuke.web.frame import CHOSEN_STORE, THEME_COOKIE
from shuke.web.views.choices import STORES_SHOWN

pytestmark = pytest.mark.django_db


def sign_in(client: Client, person: Staff, password: str = PASSWORD) -> int:
    return client.post("/sign-in/", {"username": person.username, "password": password}).status_code


def test_a_stranger_is_led_to_sign_in_and_back(client: Client) -> None:
    assert client.get("/customers/?stage=lost")["Location"] == "/sign-in/?next=/customers/%3Fstage%3Dlost"


def test_the_right_password_opens_the_first_page(client: Client, su: Staff) -> None:
    answer = client.post("/sign-in/", {"username": su.username, "password": PASSWORD})

    assert answer["Location"] == "/today/"


def test_a_wrong_password_is_told_in_a_sentence(client: Client, su: Staff) -> None:
    answer = client.post("/sign-in/", {"username": su.username, "password": "wrong"})

    assert "do not match" in answer.content.decode()


def test_eight_wrong_tries_lock_the_name_with_a_sentence(client: Client, su: Staff) -> None:
    codes = [sign_in(client, su, "wrong") for _try in range(8)]

    locked = client.post("/sign-in/", {"username": su.username, "password": PASSWORD})
    assert codes[:7] == [200] * 7
    assert (codes[7], locked.status_code) == (429, 429)
    assert "Locked for a while" in locked.content.decode()


def test_the_language_of_the_person_comes_along(client: Client, su: Staff) -> None:
    Staff.objects.filter(pk=su.pk).update(language="zh-hans")

    sign_in(client, su)

    assert client.cookies["django_language"].value == "zh-hans"


def test_the_language_chosen_on_this_device_wins(client: Client, su: Staff) -> None:
    Staff.objects.filter(pk=su.pk).update(language="zh-hans")
    client.cookies["django_language"] = "en"

    sign_in(client, su)

    assert client.cookies["django_language"].value == "en"


def test_signing_out_ends_the_session(su: Staff) -> None:
    client = client_of(su)

    client.post("/sign-out/")

    assert client.get("/settings/").status_code == 302


def test_a_new_password_is_recorded_and_keeps_this_device_signed_in(client: Client, su: Staff) -> None:
    sign_in(client, su)
    new = "another-long-password"

    answer = client.post("/password/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new})

    su.refresh_from_db()
    assert answer["Location"] == "/today/"
    assert su.check_password(new)
    assert client.get("/settings/").status_code == 200
    assert AuditEntry.objects.filter(action="staff.change_password", staff=su).exists()


def test_a_password_that_is_too_short_is_refused(client: Client, su: Staff) -> None:
    sign_in(client, su)

    answer = client.post("/password/", {"old_password": PASSWORD, "new_password1": "abc", "new_password2": "abc"})

    su.refresh_from_db()
    assert answer.status_code == 422
    assert su.check_password(PASSWORD)


def test_the_tour_starts_once(db: None) -> None:
    newcomer = make.staff("agent")
    client = client_of(newcomer)
    assert 'data-starts="yes"' in client.get("/settings/").content.decode()

    client.post("/tour/seen/")

    assert 'data-starts="yes"' not in client.get("/settings/").content.decode()


def test_a_chosen_language_is_kept_for_the_person(su: Staff) -> None:
    client = client_of(su)

    client.post("/language/", {"language": "zh-hant", "next": "/settings/"})

    su.refresh_from_db()
    assert su.language == "zh-hant"
    assert '<html lang="zh-Hant"' in client.get("/settings/").content.decode()


@pytest.mark.parametrize("language", ["xx", ""])
def test_an_unknown_language_changes_nothing(su: Staff, language: str) -> None:
    client = client_of(su)

    client.post("/language/", {"language": language})

    su.refresh_from_db()
    assert su.language == ""


def test_a_chosen_theme_is_kept_on_the_device(signed_in: SignedIn) -> None:
    client = signed_in()

    client.post("/theme/", {"theme": "dark", "next": "/settings/"})

    assert client.cookies[THEME_COOKIE].value == "dark"
    assert 'data-bs-theme="dark"' in client.get("/settings/").content.decode()


def test_choices_never_lead_to_another_site(signed_in: SignedIn) -> None:
    answer = signed_in().post("/theme/", {"theme": "dark", "next": "https://elsewhere.example/"})

    assert answer["Location"] == "/today/"


def test_the_store_switch_offers_only_ones_own_stores(signed_in: SignedIn) -> None:
    own, other = make.store(), make.store()
    client = signed_in("manager", own)

    refused = client.post("/store/", {"store": other.pk})
    client.post("/store/", {"store": own.pk})

    assert refused.status_code == 403
    assert client.session[CHOSEN_STORE] == own.pk


def test_the_store_menu_lists_ones_own_stores_by_name_or_code(signed_in: SignedIn) -> None:
    own, second, other = make.store(name="Hill"), make.store(name="Harbour", code="HB-1"), make.store(name="Hidden")
    client = signed_in("manager", own, second)

    everything = client.get("/stores/").content.decode()
    by_code = client.get("/stores/?q=hb").content.decode()

    assert [name for name in ("Hill", "Harbour", other.name) if name in everything] == ["Hill", "Harbour"]
    assert [name for name in ("Hill", "Harbour") if name in by_code] == ["Harbour"]
    assert "No store is called" in client.get("/stores/?q=Hidden").content.decode()


def test_a_chain_of_many_stores_is_asked_to_search(signed_in: SignedIn) -> None:
    for _ in range(STORES_SHOWN + 2):
        make.store()
    client = signed_in()

    page = client.get("/settings/").content.decode()
    menu = client.get("/stores/").content.decode()

    assert page.count('name="store"') == 1  # “All my stores”: the rest comes when the menu opens
    assert menu.count('name="store"') == STORES_SHOWN
    assert "and 2 more" in menu


def test_pages_carry_no_inline_script_or_style(signed_in: SignedIn) -> None:
    answer = signed_in().get("/settings/")

    page = answer.content.decode()
    assert "unsafe-inline" not in answer["Content-Security-Policy"]
    assert " style=" not in page
    assert "<script>" not in page


def test_each_language_is_offered_under_its_own_name(client: Client) -> None:
    page = client.get("/sign-in/", headers={"accept-language": "zh-hans"}).content.decode()

    assert all(f">{name}</button>" in page for name in ("English", "简体中文", "繁體中文"))
