"""The inbox narrowed, and kept under a name."""

import pytest
from tests.records import make
from tests.records.cases import given
from tests.web.conftest import client_of
from tests.web.service.desk import browser, shown

from shuke.records.access.models import Role
from shuke.web.models import SavedView

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_the_desk")]


def test_the_inbox_is_narrowed_and_kept_under_a_name() -> None:
    lake, dale = make.store("LAKE"), make.store("DALE")
    given.complaint(text="Damp beans & rice", store=lake)
    given.complaint(text="Cold soup", store=dale)
    client = browser()

    narrowed = client.post("/service/narrow/?view=all", {"kind": "complaint", "store": lake.pk, "q": "beans & rice"})
    address = narrowed["Location"]
    page = shown(client, address)
    assert "Damp beans" in page
    assert "Cold soup" not in page
    saved = client.post(address.replace("/service/", "/service/views/new/"), {"name": "River beans"})

    assert saved["Location"] == address
    page = shown(client, saved["Location"])
    assert "River beans" in page
    assert "Save view" not in page
    assert "Drop the view" in page
    assert "River beans" not in shown(client_of(make.staff(Role.AGENT, has_seen_tour=True)), "/service/")

    view = SavedView.objects.get()
    client.post(f"/service/views/{view.pk}/drop/")
    assert not SavedView.objects.exists()


def test_a_view_for_all_colleagues_is_theirs_to_use_and_its_owners_to_drop() -> None:
    client, other = browser(), client_of(make.staff(Role.AGENT, has_seen_tour=True))
    client.post("/service/views/new/?view=mine&kind=praise", {"name": "Praise of mine", "is_shared": "on"})
    view = SavedView.objects.get()

    assert "Praise of mine" in shown(other, "/service/")
    assert view.state == {"view": "mine", "kind": "praise"}
    assert other.post(f"/service/views/{view.pk}/drop/").status_code == 404
    assert "Praise of mine" not in shown(client_of(make.staff(Role.OWNER, has_seen_tour=True)), "/customers/")


def test_a_name_that_one_has_already_is_refused_in_a_sentence() -> None:
    client = browser()
    client.post("/service/views/new/?kind=praise", {"name": "Praise"})

    again = client.post("/service/views/new/?kind=complaint", {"name": "praise"})

    assert again.status_code == 422
    assert "You have a view “praise” already" in again.content.decode()
    assert SavedView.objects.get().state == {"kind": "praise"}


def test_a_filter_names_only_the_stores_one_may_see() -> None:
    lake, dale = make.store("LAKE"), make.store("DALE")
    client = client_of(make.staff(Role.AGENT, lake, has_seen_tour=True))

    assert client.post("/service/narrow/", {"store": dale.pk}).status_code == 422
    assert "DALE" not in shown(client, "/service/narrow/")
