import io
import json
import zipfile
from datetime import date
from random import Random

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.records import make
from tests.records.membership import given
from tests.web.conftest import client_of
from tests.web.own.knocking import link_for, opened

from shuke.records.access.models import AuditEntry, Role
from shuke.records.customers.models import Consent, Customer
from shuke.records.customers.queries import active_preferences
from shuke.records.customers.services import record_preference
from shuke.records.membership.models import Reward
from shuke.records.membership.services import Cause, adjust_points, issue_card
from shuke.web.own.models import OwnKey

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now_stands")]


def by_code(customer: Customer) -> Client:
    """Somebody who proved to have the mailbox."""
    return opened(link_for(customer, kind="code"))


def member_with_card(name: str = "Mei Lin", **plan: object):  # type: ignore[no-untyped-def]
    member = given.member(given.plan(name="House", **plan), name=name)
    card = issue_card(scope=make.SYSTEM, now=make.NOW, member=member, rng=Random(1))
    return member, card


def test_the_card_shows_number_points_and_what_is_gone_when() -> None:
    member, card = member_with_card(validity_days=90, discount_percent=15, is_shared=True)
    given.tier(member.plan, "friend", 100, benefits=["A filter coffee a month"])
    given.earn(member, 1_284)

    page = opened(link_for(member.customer)).get("/own/").content.decode()

    for words in (
        "1,284",
        f'aria-label="{card.number}"',
        "15% off, for your friends too",
        "gone in May 2026",  # their last day is the 31st
        "friend",
    ):
        assert words in page


def test_coupons_made_out_to_the_customer_and_rewards_within_reach_stand_there() -> None:
    member, _card = member_with_card()
    given.earn(member, 100)
    Reward.objects.create(plan=member.plan, code="mug", name="Mug", points=80)
    Reward.objects.create(plan=member.plan, code="bag", name="Bag", points=130)
    Reward.objects.create(plan=member.plan, code="sold", name="Sold out", points=10, stock=0)
    spring = given.coupon(name="Spring", kind="amount", value=15, min_spend=68, ends_on=date(2026, 3, 2))
    given.code("SPRING1MEI", spring, customer=member.customer)
    given.code("USED1MEI00", spring, customer=member.customer, used=1)
    given.code("OVER1MEI00", given.coupon(name="Over", ends_on=date(2026, 3, 1)), customer=member.customer)
    given.code("PAN0000000", given.coupon(name="Of Pan"), customer=make.customer("Pan"))

    page = opened(link_for(member.customer)).get("/own/").content.decode()

    for words in ("SPR1NG1ME1", "¥15 off", "from ¥68", "Mug", "ask for it at the counter", "30 still missing"):
        assert words in page
    for words in ("USED", "Over", "Of Pan", "Sold out"):
        assert words not in page


def test_somebody_without_a_card_still_has_a_page() -> None:
    page = opened(link_for(make.customer("Mei"))).get("/own/").content.decode()

    assert "You have no card yet" in page


def test_the_page_asks_the_database_the_same_however_much_there_is() -> None:
    member, _card = member_with_card(validity_days=90)
    client, shop, tea = opened(link_for(member.customer)), make.store(), make.product()

    def count(address: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    addresses = ["/own/", "/own/purchases/", "/own/points/", "/own/contact/", "/own/data/"]
    make.order(member.customer, shop, date(2026, 3, 1), (tea, 1, "5"))
    given.earn(member, 5)
    before = [count(address) for address in addresses]
    for day in range(1, 6):
        make.order(member.customer, shop, date(2026, 2, day), (tea, 1, "5"), (make.product(), 1, "5"))
        given.earn(member, day)
        given.code(f"MANY{day}", customer=member.customer)

    assert [count(address) for address in addresses] == before
    assert max(before) <= 24


def test_purchases_of_every_store_and_of_merged_records_are_theirs() -> None:
    mei, before = make.customer("Mei"), make.customer("Mei L")
    make.order(mei, make.store(name="Riverside"), date(2026, 2, 1), (make.product(name="Tea"), 1, "18.50"))
    make.order(before, make.store(name="Old town"), date(2026, 1, 1), (make.product(name="Cake"), 1, "30"))
    make.order(make.customer("Pan"), make.store(name="Elsewhere"), date(2026, 1, 1), (make.product(), 1, "30"))
    Customer.objects.filter(pk=before.pk).update(merged_into=mei)

    page = opened(link_for(mei)).get("/own/purchases/").content.decode()

    assert "Riverside" in page
    assert "Tea" in page
    assert "18.50" in page
    assert "Old town" in page
    assert "Elsewhere" not in page


def test_rows_of_points_are_read_with_reasons_and_without_notes_of_staff() -> None:
    member, _card = member_with_card()
    given.earn(member, 30)
    cause = Cause(source="staff", key="1", reason="A mistake of ours", note="complains a lot")
    adjust_points(scope=make.SYSTEM, now=make.NOW, member=member, points=12, cause=cause)

    page = opened(link_for(member.customer)).get("/own/points/").content.decode()

    assert "A mistake of ours" in page
    assert "+12" in page
    assert "complains" not in page


def test_older_rows_are_on_the_next_page_and_a_mistyped_address_begins_anew() -> None:
    member, _card = member_with_card()
    for points in range(1, 32):
        given.earn(member, points)
    client = opened(link_for(member.customer))

    first = client.get("/own/points/")
    older = client.get(f"/own/points/?from={first.context['page'].next_cursor}").content.decode()

    assert "+31<" in first.content.decode()
    assert "+1<" in older
    assert "+31<" in client.get("/own/points/?from=nonsense").content.decode()


def test_a_preference_is_told_confirmed_and_taken_back() -> None:
    mei = make.customer("Mei")
    client = opened(link_for(mei))

    for _ in range(2):  # sent twice
        client.post("/own/likes/new/", {"topic": "seat", "value": "corner"})
    (held,) = active_preferences(mei.pk)
    assert (held.how, held.confirmations, held.learned_by) == ("ask", 2, None)

    client.post(f"/own/likes/{held.pk}/withdraw/")
    client.post(f"/own/likes/{held.pk}/withdraw/")

    assert not active_preferences(mei.pk)
    assert AuditEntry.objects.filter(facts__caller=f"customer:{mei.pk}", action="preference.withdrawn").count() == 1


def test_a_preference_needs_words_and_there_is_an_end_to_them() -> None:
    mei = make.customer("Mei")
    client = opened(link_for(mei))
    assert client.post("/own/likes/new/", {"topic": "seat", "value": ""}).status_code == 422
    for number in range(60):
        record_preference(
            scope=make.SYSTEM, now=make.NOW, origin="test", customer=mei, topic="seat", value=str(number), how="ask"
        )

    answer = client.post("/own/likes/new/", {"topic": "seat", "value": "one more"})

    assert answer.status_code == 422
    assert "So many preferences" in answer.content.decode()


def test_a_consent_is_given_and_withdrawn_with_where_and_when() -> None:
    mei = make.customer("Mei")
    client = opened(link_for(mei))
    said = {"channel": "email", "purpose": "marketing"}

    for word in ("yes", "yes", "no"):
        client.post("/own/contact/say/", {**said, "is_granted": word})

    rows = Consent.objects.filter(customer=mei).order_by("pk")
    assert [(row.is_granted, row.source, row.at) for row in rows] == [
        (True, "own_page", make.NOW),
        (False, "own_page", make.NOW),
    ]
    assert "refused on 2 Mar 2026" in client.get("/own/contact/").content.decode()


def test_what_was_said_at_the_counter_is_told_in_words() -> None:
    mei = make.customer("Mei")
    told = {"channel": "email", "purpose": "marketing", "is_granted": True, "source": "counter", "at": make.NOW}
    Consent.objects.create(customer=mei, **told)

    assert "allowed on 2 Mar 2026 (Counter)" in opened(link_for(mei)).get("/own/contact/").content.decode()


@pytest.mark.parametrize("said", [{}, {"channel": "pigeon", "purpose": "marketing", "is_granted": "yes"}])
def test_a_consent_that_makes_no_sense_is_refused(said: dict[str, str]) -> None:
    assert opened(link_for(make.customer("Mei"))).post("/own/contact/say/", said).status_code == 400
    assert not Consent.objects.exists()


def test_personal_offers_are_switched_off_and_on() -> None:
    mei = make.customer("Mei")
    client = opened(link_for(mei))

    client.post("/own/contact/personal/", {"is_personalised": "no"})
    mei.refresh_from_db()
    assert mei.is_not_personalised

    client.post("/own/contact/personal/", {"is_personalised": "yes"})
    mei.refresh_from_db()
    assert not mei.is_not_personalised
    assert client.post("/own/contact/personal/").status_code == 400


def test_contact_details_are_shown_by_their_ends() -> None:
    page = opened(link_for(make.customer("Mei", phone="13800138000", email="mei@example.com"))).get("/own/data/")

    assert "13800138000" not in page.content.decode()
    assert "m•••@example.com" in page.content.decode()


def test_everything_on_one_person_and_on_nobody_else_is_in_the_file() -> None:
    member, card = member_with_card(name="=cmd Mei")
    mei, pan, shop = member.customer, make.customer("Pan Wei", phone="13900139000"), make.store()
    make.order(mei, shop, date(2026, 2, 1), (make.product(name="Tea"), 1, "18.50"))
    make.order(pan, shop, date(2026, 2, 1), (make.product(name="Secret of Pan"), 1, "9"))
    given.earn(member, 30)
    Consent.objects.create(
        customer=mei, channel="sms", purpose="marketing", is_granted=True, source="form", at=make.NOW
    )

    answer = by_code(mei).post("/own/data/file/")

    assert answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as file:
        held = json.loads(file.read("data.json"))
        everything = "".join(file.read(name).decode() for name in file.namelist())
        assert "'=cmd Mei" in file.read("profile.csv").decode()  # a spreadsheet must not run it
    assert [row["amount"] for row in held["order_lines"]] == ["18.5000"]
    assert [row["number"] for row in held["cards"]] == [card.number]
    assert [row["points"] for row in held["points"]] == [30]
    assert [row["source"] for row in held["consents"]] == ["form"]
    for words in ("Pan", "13900139000"):
        assert words not in everything
    assert AuditEntry.objects.filter(action="own_data.take", subject=f"customer:{mei.pk}").count() == 1


def test_a_link_or_card_shows_the_page_and_gives_no_file() -> None:
    client = opened(link_for(make.customer("Mei")))

    assert "Ask for a code" in client.get("/own/data/").content.decode()
    assert client.post("/own/data/file/").status_code == 403


def test_staff_make_show_and_take_back_ways_in() -> None:
    member, card = member_with_card()
    mei, owner = member.customer, client_of(make.staff(has_seen_tour=True))

    assert "/own/l/" in owner.post(f"/customers/{mei.pk}/own/link/").content.decode()
    assert "<svg" in owner.post(f"/customers/{mei.pk}/own/card/{card.pk}/").content.decode()
    section = owner.get(f"/customers/{mei.pk}/own/").content.decode()
    assert card.number in section
    assert "not opened yet" in section

    for key in OwnKey.objects.all():
        assert owner.post(f"/customers/{mei.pk}/own/key/{key.pk}/revoke/").status_code == 200
    assert not OwnKey.objects.filter(revoked_at=None).exists()


def test_staff_of_other_stores_and_readers_make_no_way_in() -> None:
    here, elsewhere = make.store(), make.store()
    mei = make.customer("Mei", home=here)
    key = link_for(mei)
    reader, stranger = make.staff(Role.ANALYST, has_seen_tour=True), make.staff(Role.MANAGER, elsewhere)

    for address in (f"/customers/{mei.pk}/own/link/", f"/customers/{mei.pk}/own/key/{key.pk}/revoke/"):
        assert client_of(reader).post(address).status_code == 403
        assert client_of(stranger).post(address).status_code == 404
    assert client_of(stranger).get(f"/customers/{mei.pk}/own/").status_code == 404
    assert client_of(make.staff(Role.FRONT_LINE, here)).post(f"/customers/{mei.pk}/own/data/").status_code == 403


def test_a_key_of_somebody_else_is_not_taken_back_by_mistake() -> None:
    mei, pan = make.customer("Mei"), make.customer("Pan")
    key = link_for(pan)

    assert client_of(make.staff()).post(f"/customers/{mei.pk}/own/key/{key.pk}/revoke/").status_code == 404


def test_staff_hand_all_data_over_on_request() -> None:
    mei = make.customer("Mei")

    answer = client_of(make.staff()).post(f"/customers/{mei.pk}/own/data/")

    assert answer.content[:2] == b"PK"
    assert AuditEntry.objects.filter(action="own_data.take").count() == 1
