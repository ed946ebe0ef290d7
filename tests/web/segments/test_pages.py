"""Segments on their pages: built, counted while they are built, looked at, changed, opened as a list."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.records import make
from tests.web.conftest import SignedIn, page

from shuke.actions.segments.models import Segment, SegmentMember
from shuke.actions.segments.parse import parse
from shuke.actions.segments.queries import members_of
from shuke.actions.segments.services import create_segment, refresh_segment
from shuke.records.access.models import Staff
from shuke.records.customers.models import Customer, Tag
from shuke.records.customers.services import merge_customers
from shuke.web.saved_views import save_view
from shuke.web.segments.counting import forget_answers

pytestmark = pytest.mark.django_db
MEN = {"0.join": "all", "0.0.field": "gender", "0.0.was": "gender", "0.0.how": "in", "0.0.value": "male"}
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def fresh() -> None:
    forget_answers()


@pytest.fixture
def owner(signed_in: SignedIn) -> Client:
    make.customer("Pan Wei", number="MAN", gender="male")
    make.customer("Chen Yu", number="WOMAN", gender="female")
    return signed_in("owner")


def segment(line: str = "gender = male", *, name: str = "Men") -> Segment:
    now = timezone.now() - timedelta(days=2)
    made = create_segment(scope=make.SYSTEM, now=now, name=name, tree=parse(line))
    return refresh_segment(segment=made, now=now)


def send(client: Client, route: str, /, *, status: int = 200, **fields: str) -> str:
    response = client.post(reverse(route), MEN | fields)
    assert response.status_code == status
    return response.content.decode()


def test_the_list_says_how_many_and_opens_them(owner: Client) -> None:
    men = segment()

    shown = page(owner, "segments")

    assert "Men" in shown
    assert f"{reverse('customers')}?segment={men.pk}" in shown


def test_a_list_of_many_segments_asks_no_more(owner: Client) -> None:
    segment()
    with CaptureQueriesContext(
        connection,
    ) as few:
        page(owner, "segments")
    segment("gender = female", name="Women")
    with CaptureQueriesContext(connection) as many:
        page(owner, "segments")

    assert len(many) == len(few)


def test_while_it_is_built_it_is_counted(owner: Client) -> None:
    shown = send(owner, "segment_live")

    assert '<b class="sk-num">1</b>' in shown
    assert "Pan Wei" in shown
    assert "Chen Yu" not in shown
    assert "gender = male</textarea>" in shown


def test_what_makes_no_sense_is_told_while_it_is_built(owner: Client) -> None:
    shown = send(owner, "segment_live", **{"0.0.value": "m"})

    assert "is never “m”" in shown


def test_a_circle_is_told_while_it_is_built(owner: Client) -> None:
    men = segment()
    asks = {"0.0.field": "segment", "0.0.was": "segment", "0.0.value": men.key, "segment": str(men.pk)}

    assert "refers to itself" in send(owner, "segment_live", **asks)


def test_buttons_change_the_form_and_keep_what_was_said(owner: Client) -> None:
    response = owner.post(reverse("new_segment"), {**MEN, "do": "group:0", "name": "Men"}, headers=HTMX)

    shown = response.content.decode()
    assert 'name="0.1.join"' in shown
    assert 'name="0.1.0.field"' in shown
    assert 'value="male" checked' in shown
    assert "<html" not in shown


def test_without_scripts_the_buttons_answer_with_the_whole_page(owner: Client) -> None:
    shown = send(owner, "new_segment", do="add:0", name="Men")

    assert "<html" in shown
    assert 'name="0.1.field"' in shown
    assert 'value="Men"' in shown


def test_a_line_of_text_becomes_the_form(owner: Client) -> None:
    text = "orders >= 3 or not bought(brand = Oatly)"

    shown = send(owner, "new_segment", do="read", text=text)

    assert 'value="Oatly"' in shown
    assert '<option value="some" selected>' in shown
    assert 'name="0.1.thing"' in page(owner, "new_segment", text=text)


def test_a_text_that_cannot_be_read_stays_with_the_reason(owner: Client) -> None:
    shown = send(owner, "new_segment", do="read", text="gender = = male")

    assert "gender = = male</textarea>" in shown
    assert "character 10" in shown
    assert 'value="male" checked' in shown


def test_a_segment_is_saved_and_counted(owner: Client) -> None:
    response = owner.post(reverse("new_segment"), {**MEN, "do": "save", "name": "Men", "description": "for the fair"})

    made = Segment.objects.get()
    assert response["Location"] == reverse("segment", args=[made.pk])
    assert (made.key, made.count, made.description) == ("men", 1, "for the fair")
    assert (made.created_by or Staff()).role == "owner"


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"0.0.value": ""}, "Complete the conditions"),
        ({"0.0.value": "m"}, "is never"),
        ({"name": "Women"}, "already"),
        ({"name": " "}, "Give the segment a name"),
    ],
)
def test_what_cannot_be_saved_comes_back_with_the_reason(owner: Client, fields: dict[str, str], says: str) -> None:
    segment("gender = female", name="Women")

    shown = send(owner, "new_segment", status=422, **{"name": "Men", "do": "save", **fields})

    assert says in shown
    assert Segment.objects.count() == 1


def test_nothing_at_all_is_no_segment(owner: Client) -> None:
    response = owner.post(reverse("new_segment"), {"0.join": "all", "name": "All", "do": "save"})

    assert "Add a condition" in response.content.decode()
    assert not Segment.objects.exists()


def test_a_changed_segment_makes_people_enter_and_leave(owner: Client) -> None:
    men = segment()
    assert 'value="male" checked' in page(owner, "edit_segment", men.pk)

    owner.post(reverse("edit_segment", args=[men.pk]), MEN | {"0.0.value": "female", "name": "Women", "do": "save"})

    shown = page(owner, "segment", men.pk)
    assert "Gender is" in shown
    assert f"moved={men.pk}~entered~" in shown
    assert f"moved={men.pk}~left~" in shown


def test_products_are_found_while_somebody_types(owner: Client) -> None:
    make.product("MILK-1", name="Oat milk", brand="Oatly")

    for thing, typed, value in (
        ("product", "oat", "MILK-1"),
        ("product", "milk-", "MILK-1"),
        ("brand", "oat", "Oatly"),
    ):
        assert f'value="{value}"' in page(owner, "segment_things", thing=thing, **{"0.0.name": typed})
    assert page(owner, "segment_things", thing="product").strip() == ""


def test_the_page_tells_who_is_meant_and_who_uses_it(owner: Client) -> None:
    men = segment()
    segment("segment(men) and not has_phone = yes", name="Men without a phone")
    person = Staff.objects.get(role="owner")
    save_view(
        staff=person, now=timezone.now(), name="My men", state={"segment": str(men.pk)}, is_shared=False,
        is_pinned=True, is_default=False,
    )  # fmt: skip

    shown = page(owner, "segment", men.pk)

    assert "Gender is" in shown
    assert "segment “Men without a phone”" in shown
    assert "view “My men”" in shown


def test_a_segment_in_use_is_not_deleted(owner: Client) -> None:
    men = segment()
    others = segment("not segment(men)", name="Others")

    refused = owner.post(reverse("drop_segment", args=[men.pk]))
    assert "used by segment “Others”" in refused.content.decode()

    owner.post(reverse("drop_segment", args=[others.pk]))
    owner.post(reverse("drop_segment", args=[men.pk]))
    assert not Segment.objects.exists()


def test_a_segment_is_kept_joined_renamed_and_counted(owner: Client) -> None:
    men, women = segment(), segment("gender = female", name="Women")

    owner.post(reverse("snapshot_segment", args=[men.pk]), {"name": "Men today"})
    owner.post(reverse("combine_segment", args=[men.pk]), {"name": "Everybody", "how": "union", "other": str(women.pk)})
    kept, everybody = Segment.objects.get(name="Men today"), Segment.objects.get(name="Everybody")
    owner.post(reverse("rename_segment", args=[kept.pk]), {"name": "Men then", "description": ""})
    Customer.objects.update(gender="male")
    owner.post(reverse("count_segment", args=[men.pk]))

    assert (kept.is_static, kept.count, everybody.count) == (True, 1, 2)
    assert Segment.objects.get(pk=kept.pk).name == "Men then"
    assert Segment.objects.get(pk=men.pk).count == 2
    assert owner.get(reverse("edit_segment", args=[kept.pk])).status_code == 404
    assert "static" in page(owner, "segment", kept.pk)


def test_who_looks_only_sees_no_button(signed_in: SignedIn) -> None:
    men = segment()
    analyst = signed_in("analyst")

    assert reverse("edit_segment", args=[men.pk]) not in page(analyst, "segment", men.pk)
    for name in ("edit_segment", "snapshot_segment", "combine_segment", "rename_segment", "drop_segment"):
        assert analyst.get(reverse(name, args=[men.pk])).status_code == 403
    assert analyst.post(reverse("count_segment", args=[men.pk])).status_code == 403
    assert analyst.post(reverse("segment_live"), MEN).status_code == 403
    for name in ("new_segment", "segment_from_list", "segment_things"):
        assert analyst.get(reverse(name)).status_code == 403
    assert signed_in("cashier").get(reverse("segments")).status_code == 403


def test_a_store_sees_its_own_customers(signed_in: SignedIn) -> None:
    river, hill = make.store("RIVER"), make.store("HILL")
    make.customer("Here", home=river, gender="male")
    make.customer("There", home=hill, gender="male")
    men = segment()
    manager = signed_in("manager", river)

    assert ">1</a>" in page(manager, "segments").replace("<b>", "").replace("</b>", "")
    live = send(manager, "segment_live")
    assert ("Here" in live, "There" in live) == (True, False)
    refused = manager.post(reverse("edit_segment", args=[men.pk]), MEN | {"name": "Mine", "do": "save"})
    assert "belongs to the whole business" in refused.content.decode()


def test_a_customers_page_names_their_segments(owner: Client, signed_in: SignedIn) -> None:
    man, woman = Customer.objects.get(number="MAN"), Customer.objects.get(number="WOMAN")
    men = segment()

    assert reverse("customer_segments", args=[man.pk]) in page(owner, "customer", man.pk)
    assert reverse("segment", args=[men.pk]) in page(owner, "customer_segments", man.pk)
    assert page(owner, "customer_segments", woman.pk).strip() == ""
    assert page(signed_in("agent"), "customer_segments", man.pk).strip() == ""
    merge_customers(scope=make.SYSTEM, now=timezone.now(), origin="test", customer=man, into=woman)
    assert reverse("segment", args=[men.pk]) in page(owner, "customer_segments", woman.pk)


def test_the_customer_list_is_narrowed_by_a_segment(owner: Client) -> None:
    men = segment()

    shown = page(owner, "customers", segment=str(men.pk))

    assert "Pan Wei" in shown
    assert "Chen Yu" not in shown
    assert "Chen Yu" in page(owner, "customers", segment="none")


def test_the_customer_list_shows_who_entered_and_left(owner: Client) -> None:
    men = segment()
    Customer.objects.filter(number="WOMAN").update(gender="male")
    Customer.objects.filter(number="MAN").update(gender="female")
    refresh_segment(segment=men, now=timezone.now())

    entered, left = (page(owner, "customers", moved=f"{men.pk}~{kind}") for kind in ("entered", "left"))

    assert ("Chen Yu" in entered, "Pan Wei" in entered) == (True, False)
    assert ("Chen Yu" in left, "Pan Wei" in left) == (False, True)
    assert "entered “Men”" in entered
    assert "is no choice of" in page(owner, "customers", moved="x~danced")


def test_a_filtered_list_goes_to_the_builder(owner: Client) -> None:
    response = owner.get(reverse("segment_from_list"), {"all": "1", "gender": "male", "total_orders": "2.."})

    assert response.status_code == 302
    assert "gender+%3D+male+and+total_orders+%3E%3D+2" in response["Location"]


def test_a_list_that_no_segment_can_follow_is_kept_as_it_is(owner: Client) -> None:
    url = f"{reverse('segment_from_list')}?all=1&q=Pan"
    assert "whatever changes" in owner.get(url).content.decode()

    owner.post(url, {"name": "Pans", "all": "1"})

    made = Segment.objects.get()
    assert made.is_static
    assert [one.name for one in members_of(made, scope=make.SYSTEM)] == ["Pan Wei"]


def test_ticked_customers_become_a_segment(owner: Client) -> None:
    woman = Customer.objects.get(number="WOMAN")

    owner.post(reverse("segment_from_list"), {"name": "Ticked", "ids": str(woman.pk)})

    assert list(SegmentMember.objects.values_list("customer", flat=True)) == [woman.pk]


def test_filters_by_rows_are_said_by_name(owner: Client) -> None:
    tag = Tag.objects.create(name="VIP")
    men = segment()

    response = owner.get(reverse("segment_from_list"), {"all": "1", "tag": str(tag.pk), "segment": str(men.pk)})

    assert "tag+%3D+VIP+and+segment%28men%29" in response["Location"]
