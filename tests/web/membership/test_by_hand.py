"""Points, cards and reversals from the page of a member: with a reason, once, within one's stores and limits."""

import re
from random import Random
from typing import Any

import pytest
from tests.records import make
from tests.records.membership import given
from tests.web.conftest import SignedIn

from shuke.records.membership.models import Card, Entry, Member
from shuke.records.membership.queries import balance_of
from shuke.records.membership.services import issue_card, prove_ledger

pytestmark = pytest.mark.django_db
FORM = {"points": "30", "reason": "Cold coffee", "note": "call of 2 March", "key": "form-1"}


def points(member: Member) -> int:
    return balance_of([member.pk], now=make.NOW).points


def card_of(member: Member, **fields: Any) -> Card:
    return issue_card(scope=make.SYSTEM, now=make.NOW, member=member, rng=Random(7), **fields)


def test_a_compensation_says_why_and_by_whom(signed_in: SignedIn) -> None:
    agent, member = signed_in("agent"), given.member(given.plan())

    agent.post(f"/membership/{member.pk}/compensate/", FORM)
    shown = agent.get(f"/membership/{member.pk}/").content.decode()

    for words in ("compensation", "Cold coffee", "call of 2 March", "by hand", "agent-"):
        assert words in shown
    assert points(member) == 30


def test_a_form_sent_twice_moves_points_once(signed_in: SignedIn) -> None:
    manager, member = signed_in("manager"), given.member(given.plan())

    for _ in range(2):
        assert manager.post(f"/membership/{member.pk}/adjust/", FORM).status_code == 302

    assert points(member) == 30


def test_two_openings_of_a_form_are_two_causes(signed_in: SignedIn) -> None:
    manager, member = signed_in("manager"), given.member(given.plan())
    key = re.compile(r'name="key" value="(\w+)"')

    pages = [manager.get(f"/membership/{member.pk}/adjust/").content.decode() for _ in range(2)]
    found = [key.search(page) for page in pages]

    assert found[0]
    assert found[1]
    assert found[0].group(1) != found[1].group(1)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"points": "0"}, "0 changes nothing"),
        ({"points": "-31"}, "only 30 can be spent now"),
        ({"points": "2.5"}, "Enter a whole number"),
        ({"reason": ""}, "This field is required"),
    ],
)
def test_what_cannot_be_moved_is_told_in_the_form(signed_in: SignedIn, changed: dict[str, str], sentence: str) -> None:
    member = given.member(given.plan())
    given.earn(member, 30)

    page = signed_in("owner").post(f"/membership/{member.pk}/adjust/", {**FORM, **changed})

    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert points(member) == 30


def test_an_agents_limit_is_said_before_and_kept(signed_in: SignedIn) -> None:
    agent, member = signed_in("agent"), given.member(given.plan(agent_most_points=50))
    address = f"/membership/{member.pk}/compensate/"

    assert "at most 50 points a customer and day" in agent.get(address).content.decode()
    agent.post(address, FORM)
    refused = agent.post(address, {**FORM, "key": "form-2"})

    assert "20 of them are left" in refused.content.decode()
    assert points(member) == 30


def test_a_row_is_reversed_after_the_question_and_offers_it_no_more(signed_in: SignedIn) -> None:
    owner, member = signed_in("owner"), given.member(given.plan())
    earned = given.earn(member, 30)
    address = f"/membership/ledger/{earned.pk}/reverse/"
    assert address in owner.get(f"/membership/{member.pk}/").content.decode()

    assert "a reversal itself cannot be reversed" in owner.get(address).content.decode()
    owner.post(address, FORM)

    assert points(member) == 0
    assert Entry.objects.get(kind="reverse").reverses == earned
    assert address not in owner.get(f"/membership/{member.pk}/").content.decode()
    assert prove_ledger(now=make.NOW).is_green


def test_a_part_is_reversed_and_no_more_than_is_left(signed_in: SignedIn) -> None:
    owner, member = signed_in("owner"), given.member(given.plan())
    address = f"/membership/ledger/{given.earn(member, 30).pk}/reverse/"

    owner.post(address, {**FORM, "points": "10"})
    refused = owner.post(address, {**FORM, "points": "21", "key": "form-2"})

    assert refused.status_code == 422
    assert points(member) == 20


def test_a_card_is_issued_shown_lost_and_replaced(signed_in: SignedIn) -> None:
    cashier, member = signed_in("front_line"), given.member(given.plan(), name="Pan Wei")

    cashier.post(f"/membership/{member.pk}/card/", {"holder": ""})
    card = member.cards.get()
    shown = cashier.get(f"/membership/cards/{card.pk}/").content.decode()
    cashier.post(f"/membership/cards/{card.pk}/lost/")
    cashier.post(f"/membership/cards/{card.pk}/replace/")

    assert "Pan Wei" in shown
    assert '<svg class="sk-m-bars"' in shown
    assert "style=" not in shown
    card.refresh_from_db()
    assert (card.status, member.cards.filter(status="active").count()) == ("replaced", 1)
    old = cashier.get(f"/membership/cards/{card.pk}/").content.decode()
    assert '<svg class="sk-m-bars"' not in old
    assert card.replaced_by is not None
    assert card.replaced_by.number in old


def test_blocking_is_asked_about_first(signed_in: SignedIn) -> None:
    manager, card = signed_in("manager"), card_of(given.member(given.plan()))

    assert "cannot be undone" in manager.get(f"/membership/cards/{card.pk}/block/").content.decode()
    card.refresh_from_db()
    assert card.status == "active"

    manager.post(f"/membership/cards/{card.pk}/block/")
    again = manager.post(f"/membership/cards/{card.pk}/lost/")

    card.refresh_from_db()
    assert card.status == "blocked"
    assert "is blocked; ask a manager" in again.content.decode()


def test_a_friend_gets_a_card_only_where_the_plan_shares(signed_in: SignedIn) -> None:
    agent = signed_in("agent")
    shared, own = given.member(given.plan(is_shared=True)), given.member(given.plan())

    agent.post(f"/membership/{shared.pk}/card/", {"holder": "Lin"})
    refused = agent.post(f"/membership/{own.pk}/card/", {"holder": "Lin"})

    assert shared.cards.get().holder == "Lin"
    assert "gives no cards to friends" in refused.content.decode()


def test_cards_are_printed_ten_a_sheet_and_only_those_in_use(signed_in: SignedIn) -> None:
    plan, owner = given.plan(), signed_in("owner")
    for _ in range(11):
        owner.post(f"/membership/{given.member(plan).pk}/card/", {"holder": ""})
    ended = Card.objects.latest("pk")
    owner.post(f"/membership/cards/{ended.pk}/lost/")

    sheet = owner.get("/membership/cards/print/").content.decode()
    single = owner.get(f"/membership/cards/print/?card={Card.objects.earliest('pk').pk}").content.decode()

    assert sheet.count('class="sk-m-printed"') == 10
    assert sheet.count('class="sk-m-sheet"') == 1
    assert single.count('class="sk-m-printed"') == 1
    assert sheet.count("<svg") == 20


ADDRESSES = (
    "/membership/{member}/adjust/", "/membership/{member}/compensate/", "/membership/{member}/card/",
    "/membership/ledger/{entry}/reverse/", "/membership/cards/{card}/", "/membership/cards/{card}/lost/",
    "/membership/cards/{card}/block/", "/membership/cards/{card}/replace/",
)  # fmt: skip


@pytest.fixture
def keys(db: None) -> dict[str, int]:
    member = given.member(given.plan(), home=make.store())
    return {"member": member.pk, "entry": given.earn(member, 5).pk, "card": card_of(member).pk}


def test_members_of_another_store_are_not_to_be_found(signed_in: SignedIn, keys: dict[str, int]) -> None:
    stranger = signed_in("manager", make.store())

    for address in ADDRESSES:
        assert stranger.get(address.format(**keys)).status_code == 404, address
        if address != "/membership/cards/{card}/":
            assert stranger.post(address.format(**keys), FORM).status_code == 404, address
    assert "sk-m-printed" not in stranger.get(f"/membership/cards/print/?card={keys['card']}").content.decode()


def test_who_only_reads_moves_nothing(signed_in: SignedIn, keys: dict[str, int]) -> None:
    analyst = signed_in("analyst")

    for address in ADDRESSES:
        wanted = 200 if address == "/membership/cards/{card}/" else 403
        assert analyst.get(address.format(**keys)).status_code == wanted, address
    shown = analyst.get(f"/membership/{keys['member']}/").content.decode()
    for word in ("/adjust/", "/compensate/", "/reverse/"):
        assert word not in shown


def test_an_agent_gives_but_takes_and_reverses_nothing(signed_in: SignedIn, keys: dict[str, int]) -> None:
    agent = signed_in("agent")

    assert agent.post(f"/membership/{keys['member']}/adjust/", FORM).status_code == 403
    assert agent.post(f"/membership/ledger/{keys['entry']}/reverse/", FORM).status_code == 403
    assert agent.get(f"/membership/{keys['member']}/compensate/").status_code == 200
