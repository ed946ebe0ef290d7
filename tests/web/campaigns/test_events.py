"""Pages of events: written, sent, answered, the door, what came of it, and who may see which."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from tests.actions.campaigns import given
from tests.records import make
from tests.records.api_client import Api
from tests.records.membership import given as membership
from tests.web.campaigns.finished import MONEY, RESPONSE
from tests.web.conftest import SignedIn, page

from shuke.actions.campaigns.models import Gathering, Guest
from shuke.actions.campaigns.services import guests
from shuke.actions.segments.documents import document_of
from shuke.actions.segments.models import Segment
from shuke.actions.segments.parse import parse
from shuke.actions.segments.uses import uses_of
from shuke.outcomes.models import Outcome
from shuke.records.customers.models import Customer
from shuke.web.customers.filters import FILTERS
from shuke.web.customers.setting import setting_for

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

AT_EVENT = next(each for each in FILTERS if each.key == "event")
DAY = given.NOW.date() + timedelta(days=10)


@pytest.fixture(autouse=True)
def that_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the day on which everything of these tests begins."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: given.NOW)


def form(**facts: object) -> dict[str, str]:
    plain = {
        "name": "Cheese and wine", "kind": "tasting", "held_on": DAY, "from_time": "18:00", "until_time": "21:00",
        "cost": "400", "cost_per_piece": "0", "hold_out_percent": "0", "net_revenue_per_sale": "10",
        "window_days": "28",
    }  # fmt: skip
    return {name: str(value) for name, value in {**plain, **facts}.items()}


def people_of(part: str) -> list[str]:
    value = f"{Gathering.objects.get().pk}-{part}"
    condition = AT_EVENT.condition(value, setting_for(make.scope(), now=given.NOW))
    return sorted(Customer.objects.filter(condition).values_list("name", flat=True))


def test_an_event_is_written_and_its_invitations_sent(signed_in: SignedIn) -> None:
    make.customer("Pan")
    client = signed_in("marketer")

    client.post(reverse("new_event"), form(coupon=membership.coupon().pk))
    event = Gathering.objects.get()
    assert "Cheese and wine" in page(client, "edit_event", event.pk)
    client.post(reverse("edit_event", args=[event.pk]), form(name="Cheese", coupon=membership.coupon().pk))
    assert "Send the invitations to “Cheese”?" in page(client, "event_step", event.pk, "invite")
    client.post(reverse("event_step", args=[event.pk, "invite"]))

    event.refresh_from_db()
    assert (event.state, Guest.objects.count()) == ("invited", 1)
    assert "Pan" in page(client, "event", event.pk)


def test_a_refusal_is_told_in_the_form_and_on_the_page(signed_in: SignedIn) -> None:
    client = signed_in("marketer")
    refused = client.post(reverse("new_event"), form(until_time="17:00"))
    event = given.event()

    sent = client.post(reverse("event_step", args=[event.pk, "invite"]), follow=True)

    assert refused.status_code == 422
    assert "ends before it begins" in refused.content.decode()
    assert "Nobody of this audience can be reached" in sent.content.decode()


def test_answers_are_written_down_in_the_row(signed_in: SignedIn) -> None:
    make.customer("Pan")
    make.customer("Li")
    event = given.invited(capacity=1)
    first, second = given.guests(event)
    client = signed_in("marketer")

    said = client.post(
        reverse("event_answer", args=[event.pk, first.pk]), {"answer": "yes"}, headers={"HX-Request": "true"}
    )
    full = client.post(
        reverse("event_answer", args=[event.pk, second.pk]), {"answer": "yes"}, headers={"HX-Request": "true"}
    )

    assert "comes" in said.content.decode()
    assert "places are taken" in full.headers["HX-Trigger"]
    assert people_of("coming") == ["Pan"]


def test_the_door_lets_guests_and_walk_ins_in_and_counts_strangers(signed_in: SignedIn) -> None:
    make.customer("Pan Yizhen")
    event = given.invited(held_on=given.NOW.date())
    newcomer = make.customer("Newcomer Li", phone="13812345678")
    client = signed_in("front_line")
    assert "Cheese and wine" in page(client, "event_doors")

    assert "Pan Yizhen" in page(client, "event_door", event.pk)
    assert "Newcomer Li" in page(client, "event_door", event.pk, q="13812345678")
    for customer in (given.guests(event)[0].customer, newcomer):
        client.post(reverse("event_check_in", args=[event.pk]), {"customer": customer.pk})
    client.post(reverse("event_strangers", args=[event.pk]), {"change": "1"})

    assert people_of("came") == ["Newcomer Li", "Pan Yizhen"]
    assert people_of("walk_in") == ["Newcomer Li"]
    assert "3 here, 1 asked" in page(client, "event_door", event.pk)
    walk_in = Guest.objects.get(arm="walk_in")
    client.post(reverse("event_undo", args=[event.pk, walk_in.pk]))
    assert people_of("came") == ["Pan Yizhen"]


def test_a_door_finds_nobody_of_another_store_without_their_card_or_phone(signed_in: SignedIn) -> None:
    here, there = make.store("HERE"), make.store("THERE")
    event = given.event(store=here)
    stranger = make.customer("Elsewhere", home=there, phone="13812345678")
    client = signed_in("front_line", here)
    url = reverse("event_check_in", args=[event.pk])

    guessed = client.post(url, {"customer": stranger.pk})
    shown = client.get(reverse("event_door", args=[event.pk]), {"q": "13812345678"}).context["others"]
    let_in = client.post(url, {"customer": stranger.pk, "by": shown[0].token})

    assert guessed.status_code == 404
    assert let_in.status_code == 302
    assert people_of("came") == ["Elsewhere"]


def test_an_event_of_the_whole_business_has_a_door_in_every_store_for_its_own_customers(signed_in: SignedIn) -> None:
    here, there = make.store("HERE"), make.store("THERE")
    make.customer("Ours Pan", home=here)
    make.customer("Theirs Li", home=there)
    event = given.invited(held_on=given.NOW.date())
    ours, theirs = sorted(given.guests(event), key=lambda guest: guest.customer.name)
    client = signed_in("front_line", here)
    shown = page(client, "event_door", event.pk)

    came = client.post(reverse("event_check_in", args=[event.pk]), {"customer": ours.customer_id})
    guessed = client.post(reverse("event_check_in", args=[event.pk]), {"customer": theirs.customer_id})
    client.post(reverse("event_strangers", args=[event.pk]), {"change": "1"})

    assert "Cheese and wine" in page(client, "event_doors")
    assert ("Ours Pan" in shown, "Theirs Li" in shown) == (True, False)
    assert (came.status_code, guessed.status_code) == (302, 404)
    assert people_of("came") == ["Ours Pan"]
    assert Gathering.objects.get().strangers == 1
    Guest.objects.filter(pk=theirs.pk).update(came_at=given.NOW)
    assert client.post(reverse("event_undo", args=[event.pk, theirs.pk])).status_code == 404


def test_whoever_let_a_customer_of_another_store_in_can_undo_it(signed_in: SignedIn) -> None:
    here, there = make.store("HERE"), make.store("THERE")
    make.customer("Elsewhere", home=there, phone="13812345678")
    event = given.event(held_on=given.NOW.date())
    client = signed_in("front_line", here)
    door = reverse("event_door", args=[event.pk])
    shown = client.get(door, {"q": "13812345678"}).context["others"][0]
    client.post(reverse("event_check_in", args=[event.pk]), {"customer": shown.customer.pk, "by": shown.token})
    guest = Guest.objects.get()

    assert client.get(door).context["guests"] == [guest]
    assert signed_in("front_line", here).get(door).context["guests"] == []
    client.post(reverse("event_undo", args=[event.pk, guest.pk]))
    assert not Guest.objects.exists()


@pytest.mark.parametrize(("role", "status"), [("analyst", 403), ("front_line", 403), ("marketer", 200)])
def test_only_marketing_writes_events(signed_in: SignedIn, role: str, status: int) -> None:
    assert signed_in(role).get(reverse("new_event")).status_code == status


def test_an_event_of_another_store_is_not_there(signed_in: SignedIn) -> None:
    here, there = make.store("HERE"), make.store("THERE")
    event = given.event(store=there)
    client = signed_in("manager", here)

    assert "Cheese and wine" not in page(client, "events")
    for name in ("event", "edit_event", "event_door"):
        assert client.get(reverse(name, args=[event.pk])).status_code == 404


def test_what_guests_bought_says_that_chance_did_not_draw_them(signed_in: SignedIn) -> None:
    make.customer("Pan")
    event = given.invited()
    counted = {"came": {"people": 1, "buyers": 1, "spend_minor": 1250}}
    Gathering.objects.update(counted=counted, counted_as_of=DAY)

    html = page(signed_in("marketer"), "event", event.pk)

    assert "12.50" in html
    assert "Not drawn by chance" in html
    assert "12.50" not in page(signed_in("front_line"), "event_door", event.pk)


def test_events_stand_in_the_calendar(signed_in: SignedIn) -> None:
    event = given.event()

    html = page(signed_in("marketer"), "campaign_calendar", month=f"{DAY:%Y-%m}")

    assert reverse("event", args=[event.pk]) in html


def test_other_programs_read_events_of_their_stores() -> None:
    make.customer("Pan", number="P1")
    event = given.invited()
    guests.check_in(scope=make.scope(), now=given.NOW, gathering=event, customer=given.guests(event)[0].customer)
    api = Api("integrator")

    assert [one["name"] for one in api.get("/events").json()] == ["Cheese and wine"]
    assert api.get(f"/events/{event.pk}").json()["store"] is None
    assert api.get(f"/events/{event.pk}/turnout").json()["came"] == 1
    assert [one["customer"] for one in api.get(f"/events/{event.pk}/guests").json()] == ["P1"]
    elsewhere = Api("integrator", make.store())
    assert (elsewhere.get("/events").json(), elsewhere.get(f"/events/{event.pk}").status_code) == ([], 404)


def test_a_segment_knows_the_event_that_is_to_invite_it() -> None:
    tree = document_of(parse("gender = male"))
    men = Segment.objects.create(key="men", name="Men", tree=tree, created_at=given.NOW, updated_at=given.NOW)
    event = given.event(audience="segment(men)", segment_key="men")

    assert [(use.route, use.pk) for use in uses_of(men)] == [("event", event.pk)]


def test_pages_ask_the_database_as_often_for_many_guests(
    signed_in: SignedIn, django_assert_max_num_queries: Any
) -> None:
    for place in range(30):
        make.customer(f"No {place}")
    event = given.invited()
    for guest in given.guests(event)[:10]:
        guests.check_in(scope=make.scope(), now=given.NOW, gathering=event, customer=guest.customer)
    client = signed_in("owner")

    for name, args, most in (("event", [event.pk], 20), ("events", [], 16), ("event_door", [event.pk], 16)):
        with django_assert_max_num_queries(most):
            client.get(reverse(name, args=args))


def test_what_an_event_brought_stands_with_its_cost_and_profit(signed_in: SignedIn) -> None:
    event = given.event()
    effect = {"response": RESPONSE, "revenue": MONEY, "profit": MONEY}
    Outcome.objects.create(
        kind="event", key=str(event.pk), name=event.name, from_on=DAY, until_on=DAY, treated=50, held=20,
        cost_minor=41000, currency="CNY", as_of=DAY, effect=effect,
    )  # fmt: skip

    html = page(signed_in("owner"), "outcomes")

    assert reverse("event", args=[event.pk]) in html
    assert "410" in html
    assert "Surely paid" in html
