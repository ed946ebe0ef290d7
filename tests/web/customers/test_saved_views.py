import re

import pytest
from django.test import Client
from tests.records import make
from tests.web.conftest import SignedIn, client_of
from tests.web.insight import rows

from shuke.records.access.models import Staff
from shuke.web.models import SavedView
from shuke.web.saved_views import ViewNameTaken, change_state, save_view

pytestmark = pytest.mark.django_db


def saved(owner: Staff, name: str = "Ladies", **settings: object) -> SavedView:
    choices = {"is_shared": False, "is_pinned": True, "is_default": False, **settings}
    return save_view(staff=owner, now=rows.NOW, name=name, state={"gender": "female"}, **choices)  # type: ignore[arg-type]


def tabs(page: str) -> list[str]:
    return re.findall(r'<a href="\?view=([^"]+)"[^>]*>[^<]*<span class="sk-num" id="view-count', page)


def test_a_list_is_saved_and_found_again() -> None:
    owner = make.staff()
    client = client_of(owner)
    rows.customer("She", gender="female")
    rows.customer("He", gender="male")

    answer = client.post("/customers/views/new/?gender=female&sort=name", {"name": "Ladies", "is_pinned": "on"})

    view = SavedView.objects.get(owner=owner)
    page = client.get(answer["Location"]).content.decode()
    assert answer["Location"] == f"/customers/?view={view.pk}"
    assert view.state == {"gender": "female", "sort": "name"}
    assert "She" in page
    assert ">He<" not in page


def test_saving_is_offered_only_when_something_changed() -> None:
    owner = make.staff()
    view, client = saved(owner), client_of(owner)
    rows.customer(gender="female")

    untouched = client.get(f"/customers/?view={view.pk}").content.decode()
    changed = client.get(f"/customers/?view={view.pk}&gender=female&sort=name").content.decode()

    assert "Put back" not in untouched
    assert "Put back" in changed
    assert f"/customers/views/{view.pk}/save/" in changed


def test_a_view_is_saved_over() -> None:
    owner = make.staff()
    view = saved(owner)

    client_of(owner).post(f"/customers/views/{view.pk}/save/?view={view.pk}&gender=male")

    view.refresh_from_db()
    assert view.state == {"gender": "male"}


def test_the_default_view_is_what_the_list_opens_with() -> None:
    owner = make.staff()
    view = saved(owner, is_default=True)

    assert client_of(owner).get("/customers/")["Location"] == f"/customers/?view={view.pk}"


def test_there_is_one_default_at_most() -> None:
    owner = make.staff()
    saved(owner, is_default=True)

    saved(owner, "Others", is_default=True)

    assert list(SavedView.objects.filter(is_default=True).values_list("name", flat=True)) == ["Others"]


def test_two_views_of_one_name_are_refused() -> None:
    owner = make.staff()
    saved(owner)

    with pytest.raises(ViewNameTaken, match="choose another name"):
        saved(owner, "ladies")
    assert client_of(owner).post("/customers/views/new/", {"name": "Ladies"}).status_code == 422


def test_a_shared_view_is_seen_but_not_changed_by_others(signed_in: SignedIn) -> None:
    shared = saved(make.staff(), "Shared", is_shared=True)
    private = saved(make.staff(), "Private")
    client = signed_in("agent")

    shown = tabs(client.get("/customers/?view=all").content.decode())

    assert str(shared.pk) in shown
    assert str(private.pk) not in shown
    for address in (f"{shared.pk}/", f"{shared.pk}/drop/"):
        assert client.get(f"/customers/views/{address}").status_code == 404
    assert client.post(f"/customers/views/{shared.pk}/save/").status_code == 404


def test_name_and_sharing_are_changed() -> None:
    owner = make.staff()
    view = saved(owner)

    client_of(owner).post(f"/customers/views/{view.pk}/", {"name": "Women", "is_shared": "on"})

    view.refresh_from_db()
    assert (view.name, view.is_shared, view.is_pinned, view.state) == ("Women", True, False, {"gender": "female"})


def test_a_view_is_dropped_after_a_question() -> None:
    owner = make.staff()
    view, client = saved(owner), client_of(owner)

    asked = client.get(f"/customers/views/{view.pk}/drop/").content.decode()
    client.post(f"/customers/views/{view.pk}/drop/")

    assert "Drop the view “Ladies”?" in asked
    assert not SavedView.objects.exists()


def test_a_stranger_saves_nothing(client: Client) -> None:
    assert client.post("/customers/views/new/", {"name": "X"}).status_code == 302
    assert not SavedView.objects.exists()


def test_a_view_that_is_gone_shows_everybody(signed_in: SignedIn) -> None:
    rows.customer("Somebody")

    assert "Somebody" in signed_in().get("/customers/?view=999").content.decode()


def test_the_state_alone_is_changed() -> None:
    view = saved(make.staff())

    change_state(view=view, now=rows.NOW, state={"q": "lin"})

    assert SavedView.objects.get().state == {"q": "lin"}
