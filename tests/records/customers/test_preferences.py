from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from tests.records import make

from shuke.records.access.models import Role
from shuke.records.customers.models import Event, Preference
from shuke.records.customers.queries import active_preferences, consents_now
from shuke.records.customers.services import record_consent, record_preference, withdraw_preference

pytestmark = pytest.mark.django_db


def learn(customer: object, topic: str, value: str, **more: object) -> Preference:
    values = {"scope": make.SYSTEM, "now": make.NOW, "origin": "page", "how": "ask", **more}
    return record_preference(customer=customer, topic=topic, value=value, **values)  # type: ignore[arg-type]


def test_learned_preference_says_who_learned_it_how_and_when() -> None:
    waiter = make.scope(Role.FRONT_LINE)

    learned = learn(make.customer("Pan"), "seat", "corner", how="look", scope=waiter)

    assert (learned.learned_by_id, learned.how, learned.learned_at) == (waiter.staff_id, "look", make.NOW)


def test_the_same_again_confirms_instead_of_repeating() -> None:
    pan = make.customer("Pan")
    learn(pan, "drink", "Iced mocha")

    again = learn(pan, "drink", "iced mocha ", now=make.NOW + timedelta(days=30), is_pinned=True)

    held = Preference.objects.get()
    assert again == held
    assert (held.confirmations, held.confirmed_at) == (2, make.NOW + timedelta(days=30))
    assert held.is_pinned
    assert list(Event.objects.filter(kind__startswith="preference.").values_list("kind", flat=True)) == [
        "preference.learned",
        "preference.confirmed",
    ]


def test_withdrawn_preference_is_gone_and_can_be_learned_anew() -> None:
    pan = make.customer("Pan")
    held = learn(pan, "seat", "corner")

    withdraw_preference(scope=make.SYSTEM, now=make.NOW, origin="page", preference=held)
    assert not active_preferences(pan.pk).exists()

    learn(pan, "seat", "corner")
    assert active_preferences(pan.pk).count() == 1
    assert Preference.objects.count() == 2


def test_an_unknown_way_of_learning_is_refused() -> None:
    with pytest.raises(ValidationError):
        learn(make.customer("Pan"), "seat", "corner", how="guessed")


def test_pinned_ones_stand_first() -> None:
    pan = make.customer("Pan")
    learn(pan, "drink", "mocha")
    learn(pan, "taboo", "peanuts", is_pinned=True)

    assert [one.value for one in active_preferences(pan.pk)] == ["peanuts", "mocha"]


def test_the_latest_word_on_a_channel_counts() -> None:
    pan = make.customer("Pan")
    said = {"scope": make.SYSTEM, "now": make.NOW, "origin": "page", "customer": pan, "source": "counter"}
    record_consent(channel="sms", purpose="care", is_granted=True, **said)
    record_consent(channel="sms", purpose="care", is_granted=False, at=make.NOW - timedelta(days=9), **said)
    record_consent(channel="email", purpose="care", is_granted=False, **said)

    assert [(c.channel, c.is_granted) for c in consents_now(pan.pk)] == [("email", False), ("sms", True)]
