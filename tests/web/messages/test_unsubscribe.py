import pytest
from django.test import Client
from tests.records.messages import given
from tests.web.conftest import SignedIn

from shuke.records.customers.models import Consent, Customer, Event
from shuke.records.messages.models import MessageSend, State
from shuke.records.messages.services import unsubscribe_token

pytestmark = pytest.mark.django_db


def link_of(send: MessageSend) -> str:
    return f"/u/{unsubscribe_token(send)}/"


def said_no(customer: Customer) -> set[tuple[str, str]]:
    return set(Consent.objects.filter(customer=customer, is_granted=False).values_list("channel", "purpose"))


def test_opening_the_link_changes_nothing() -> None:
    pan = given.reader()
    given.said(pan, yes=True)
    send = given.queued(pan, purpose="marketing")

    for _ in range(2):
        answer = Client().get(link_of(send))

    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert said_no(pan) == set()


def test_one_click_of_the_mail_program_needs_no_cookie_and_counts_once() -> None:
    """RFC 8058: a POST with List-Unsubscribe=One-Click, from a server that never was here."""
    pan = given.reader()
    send = given.queued(pan, purpose="marketing")
    stranger = Client(enforce_csrf_checks=True)

    answers = [stranger.post(link_of(send), {"List-Unsubscribe": "One-Click"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert said_no(pan) == {("email", "marketing")}
    consent = Consent.objects.get(customer=pan)
    assert consent.source == "unsubscribe link"
    assert Event.objects.filter(kind="message.unsubscribed").count() == 1


def test_everything_is_left_with_the_second_button_and_answers_still_arrive() -> None:
    pan = given.reader()
    send, answer = given.queued(pan, purpose="care"), given.queued(pan, purpose="service")

    Client().post(link_of(send), {"everything": ""})
    given.run_sender()

    assert said_no(pan) == {("email", "care"), ("email", "marketing")}
    assert given.state_of(send) == (State.REFUSED, "unsubscribed")
    assert given.state_of(answer) == (State.SENT, "")


def test_the_link_of_somebody_merged_speaks_for_whom_they_became() -> None:
    pan, kept = given.reader(), given.reader()
    send = given.queued(pan, purpose="care")
    Customer.objects.filter(pk=pan.pk).update(merged_into=kept)

    Client().post(link_of(send))

    assert said_no(kept) == {("email", "care")}


def test_the_page_speaks_the_language_of_the_message() -> None:
    send = given.queued(given.reader(), purpose="care", language="zh-hans")

    assert "退订" in Client().get(link_of(send)).content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_that_was_cut_or_forged_is_told_so(method: str) -> None:
    send = given.queued(given.reader(), purpose="care")

    answers = [getattr(Client(), method)(link) for link in (link_of(send)[:-8] + "/", "/u/1:abc:def/")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert not Consent.objects.exists()


def test_the_timeline_says_in_words_where_it_was_said(signed_in: SignedIn) -> None:
    reader = given.reader()
    Client().post(link_of(given.queued(reader, purpose="care")))
    owner = signed_in()

    english = owner.get(f"/customers/{reader.pk}/story/").content.decode()
    owner.cookies["django_language"] = "zh-hans"
    chinese = owner.get(f"/customers/{reader.pk}/story/").content.decode()

    assert "the link in a message" in english
    assert "消息里的链接" in chinese
    assert "unsubscribe link" not in english + chinese
