"""Events: written, invited to, answered, attended, counted."""

import os
from datetime import timedelta
from decimal import Decimal

import pytest
from tests.actions.campaigns import given
from tests.records import make
from tests.records.membership import given as membership
from tests.records.messages import given as messages

from shuke.actions.campaigns.models import Gathering, Guest
from shuke.actions.campaigns.queries.gatherings import guests_found, turnout_of, visible_gatherings
from shuke.actions.campaigns.services import gatherings, guests
from shuke.actions.campaigns.services.gatherings import BadGathering, WrongStep
from shuke.actions.campaigns.services.guests import NoPlaceLeft
from shuke.actions.campaigns.tasks import invite, withdraw_invitations
from shuke.actions.offers.models import CALL, Gift
from shuke.jobs.context import JobContext
from shuke.records.access.scope import NotAllowed
from shuke.records.customers.models import Customer, Event
from shuke.records.customers.services import merge_customers
from shuke.records.messages.models import MessageSend

pytestmark = pytest.mark.django_db
Arm, Answer, State = Guest.Arm, Guest.Answer, Gathering.State


def some(count: int = 10) -> list[Customer]:
    return [make.customer(f"No {place}") for place in range(count)]


def sent(gathering: Gathering) -> None:
    invite(gathering_id=gathering.pk, job=JobContext())


def answer(guest: Guest, said: Guest.Answer) -> Guest:
    return guests.record_answer(scope=make.scope(), now=given.NOW, guest=guest, answer=said)


def came(gathering: Gathering, customer: Customer) -> Guest:
    return guests.check_in(scope=make.scope(), now=given.NOW, gathering=gathering, customer=customer)


def test_those_drawn_are_asked_once_and_the_held_out_never() -> None:
    some(10)
    gathering = given.invited(hold_out_share=Decimal("0.2"))

    sent(gathering)
    sent(gathering)

    assert len(given.guests(gathering)) == 8
    assert len(given.guests(gathering, Arm.HELD)) == 2
    assert Gift.objects.filter(key__startswith="event:").count() == 8


def test_the_same_seed_holds_out_the_same_people() -> None:
    some(10)
    first, second = given.invited(hold_out_share=Decimal("0.3")), given.invited(hold_out_share=Decimal("0.3"))

    held = [{guest.customer_id for guest in given.guests(each, Arm.HELD)} for each in (first, second)]
    assert held[0] == held[1]


def test_an_invitation_says_what_where_and_when() -> None:
    pan = messages.reader(language="zh-hans")
    messages.said(pan, yes=True)
    template = messages.template(
        "tasting", texts={"zh-hans": ("{{ event }}", "{{ event_day }} {{ event_time }} {{ event_place }}")}
    )
    gathering = given.invited(way="email", template=template, store=make.store("RIVER", name="River Road"))

    sent(gathering)

    invitation = MessageSend.objects.get()
    assert (invitation.subject, invitation.text) == ("Cheese and wine", "2026年3月12日 18:00 River Road")


def test_who_never_agreed_is_not_asked_and_stands_there_with_the_reason() -> None:
    agreed, silent = messages.reader(), messages.reader("Silent")
    messages.said(agreed, yes=True)

    gathering = given.invited(way="email", template=messages.template("tasting", purpose="marketing"))

    assert [guest.customer for guest in given.guests(gathering)] == [agreed]
    assert [(guest.customer, guest.reason) for guest in given.guests(gathering, Arm.OUT)] == [(silent, "no_consent")]


def test_a_store_asks_its_own_customers_only() -> None:
    river, hill = make.store("RIVER"), make.store("HILL")
    own, other = make.customer("Own", home=river), make.customer("Other", home=hill)
    scope = make.scope("manager", river)
    wishes = given.event_wishes(store=river)
    gathering = gatherings.save_gathering(scope=scope, now=given.NOW, wishes=wishes)

    gatherings.send_invitations(scope=scope, now=given.NOW, gathering=gathering, seed=1, as_of=given.AS_OF)

    asked = [guest.customer for guest in given.guests(gathering)]
    assert (asked, other in asked) == ([own], False)
    with pytest.raises(NotAllowed):
        gatherings.save_gathering(scope=scope, now=given.NOW, wishes=given.event_wishes(store=hill))
    assert list(visible_gatherings(make.scope("manager", hill))) == []


@pytest.mark.parametrize(
    "facts", [{"name": " "}, {"window_days": 0}, {"until_time": given.time(17)}, {"hold_out_share": Decimal(1)}]
)
def test_nonsense_is_refused_in_a_sentence(facts: dict[str, object]) -> None:
    with pytest.raises(BadGathering):
        given.event(**facts)


def test_invitations_leave_once_and_not_for_a_day_that_is_over() -> None:
    some(2)
    gathering = given.invited()

    with pytest.raises(WrongStep):
        gatherings.send_invitations(scope=make.scope(), now=given.NOW, gathering=gathering, seed=1, as_of=None)
    with pytest.raises(WrongStep, match="is over"):
        given.invited(held_on=given.NOW.date() - timedelta(days=1))


def test_an_audience_of_nobody_is_refused() -> None:
    with pytest.raises(WrongStep, match="Nobody"):
        given.invited()


def test_as_many_say_yes_as_there_are_places() -> None:
    some(3)
    first, second, third = given.guests(given.invited(capacity=2))
    answer(first, Answer.YES)
    answer(second, Answer.YES)

    with pytest.raises(NoPlaceLeft):
        answer(third, Answer.YES)
    answer(first, Answer.NO)

    assert answer(third, Answer.YES).answer == Answer.YES


def test_an_answer_on_the_telephone_takes_the_call_off_the_list() -> None:
    messages.said(make.customer("Pan", phone="13812345678"), yes=True, channel="phone")
    gathering = given.invited(way=CALL)
    sent(gathering)
    guest = given.guests(gathering)[0]

    answer(guest, Answer.NO_ANSWER)

    assert Gift.objects.get().outcome == Gift.Outcome.NO_ANSWER


def test_who_comes_stands_on_their_timeline_once() -> None:
    (pan,) = some(1)
    gathering = given.invited()

    came(gathering, pan)
    came(gathering, pan)

    assert Event.objects.filter(kind="event.came", customer=pan).count() == 1
    assert turnout_of(gathering).came == 1


def test_who_was_not_asked_is_a_walk_in_and_a_stranger_is_counted() -> None:
    some(2)
    gathering = given.invited()
    newcomer = make.customer("Newcomer")

    came(gathering, newcomer)
    guests.count_strangers(scope=make.scope(), gathering=gathering, change=2)
    found = guests.count_strangers(scope=make.scope(), gathering=gathering, change=-3)
    guests.count_strangers(scope=make.scope(), gathering=gathering, change=1)

    turnout = turnout_of(Gathering.objects.get())
    assert found.strangers == 0
    assert (turnout.asked, turnout.came, turnout.walk_ins, turnout.heads) == (2, 1, 1, 2)


def test_a_mistake_at_the_door_is_taken_back() -> None:
    (pan,) = some(1)
    gathering = given.invited()
    asked, walk_in = came(gathering, pan), came(gathering, make.customer("Newcomer"))

    for guest in (asked, walk_in):
        guests.undo_check_in(scope=make.scope(), now=given.NOW, guest=guest)

    assert turnout_of(gathering).came == 0
    assert [guest.customer for guest in Guest.objects.all()] == [pan]
    assert Event.objects.filter(kind="event.not_came").count() == 2


def test_a_merged_guest_comes_as_the_person_they_became() -> None:
    first, second = some(2)
    gathering = given.invited()
    merge_customers(scope=make.SYSTEM, now=given.NOW, origin="test", customer=second, into=first)

    sent(gathering)
    came(gathering, second)
    came(gathering, first)

    assert Gift.objects.filter(key__startswith="event:").count() == 1
    assert turnout_of(gathering).came == 1


def test_a_cancelled_event_takes_its_messages_back_and_lets_nobody_in() -> None:
    pan = messages.reader()
    messages.said(pan, yes=True)
    gathering = given.invited(way="email", template=messages.template("tasting"))
    sent(gathering)

    gatherings.cancel_gathering(scope=make.scope(), now=given.NOW, gathering=gathering)
    withdraw_invitations(gathering_id=gathering.pk, job=JobContext())

    assert MessageSend.objects.get().state == "cancelled"
    assert guests.invite_batch(gathering_id=gathering.pk, now=given.NOW, random_bytes=os.urandom) == 0
    with pytest.raises(WrongStep):
        came(gathering, pan)


def test_only_what_nobody_came_to_is_deleted() -> None:
    empty, attended = given.event(), given.event(coupon=membership.coupon())
    came(attended, make.customer("Early"))

    gatherings.delete_gathering(scope=make.scope(), now=given.NOW, gathering=empty)
    with pytest.raises(WrongStep):
        gatherings.delete_gathering(scope=make.scope(), now=given.NOW, gathering=attended)

    assert list(Gathering.objects.all()) == [attended]


def test_the_door_finds_guests_by_name() -> None:
    make.customer("Pan Yizhen")
    make.customer("Other Person")
    gathering = given.invited()

    assert [guest.customer.name for guest in guests_found(gathering, "yizhen", scope=make.SYSTEM, limit=8)] == [
        "Pan Yizhen"
    ]
    assert len(guests_found(gathering, "", scope=make.SYSTEM, limit=8)) == 2
