import pytest
from django.utils import translation
from tests.records import make
from tests.web.counter.conftest import Counter

from shuke.records.customers.models import Preference
from shuke.records.customers.services import record_preference
from shuke.web.counter.notes import chips_for, drink_said, headline, rest

pytestmark = pytest.mark.django_db


def note(counter: Counter, **fields: str) -> None:
    assert counter.post(f"{counter.pan.pk}/note/", **fields).status_code == 302


def test_two_taps_note_what_and_how(counter: Counter) -> None:
    note(counter, how="look", chip="seat|corner seat")

    held = Preference.objects.get()
    assert (held.topic, held.value, held.how, held.learned_by) == ("seat", "corner seat", "look", counter.person)


def test_the_same_again_confirms_it(counter: Counter) -> None:
    note(counter, how="look", chip="seat|corner seat")
    note(counter, how="ask", chip="seat|Corner seat")

    assert Preference.objects.get().confirmations == 2


def test_a_drink_is_put_together_from_taps(counter: Counter) -> None:
    note(counter, how="ask", drink="Iced mocha", sugar="2", ice="2")

    assert Preference.objects.get().value == "Iced mocha, 2 sugars, 2 ice"


def test_an_allergy_is_pinned_and_sensitive(counter: Counter) -> None:
    note(counter, chip="allergy|peanuts")

    held = Preference.objects.get()
    assert (held.is_pinned, held.is_sensitive) == (True, True)


def test_what_is_written_keeps_its_reason(counter: Counter) -> None:
    note(counter, how="listen", topic="comfort", value="back cushion\x00", reason="drives all day")

    held = Preference.objects.get()
    assert (held.topic, held.value, held.reason) == ("comfort", "back cushion", "drives all day")


def test_nothing_said_notes_nothing(counter: Counter) -> None:
    assert "Say or write" in str(counter.post(f"{counter.pan.pk}/note/", how="ask").headers["HX-Trigger"])
    assert not Preference.objects.exists()


def test_chips_are_what_is_noted_here_most_without_what_is_known(counter: Counter) -> None:
    for name in ("Ann", "Bo"):
        guest = make.customer(name, home=counter.store)
        record_preference(
            scope=make.SYSTEM, now=make.NOW, origin="test", customer=guest, topic="drink", value="decaf", how="ask"
        )

    first = chips_for(counter.store, [])

    assert first[0].value == "decaf"
    known = [Preference(topic="drink", value="Decaf"), Preference(topic="seat", value="corner seat")]
    assert {"decaf", "corner seat"}.isdisjoint(chip.value for chip in chips_for(counter.store, known))


@pytest.mark.parametrize(
    ("sugar", "ice", "english", "chinese"),
    [
        ("0", "1", "mocha, no sugar, 1 ice", "mocha，不加糖，1 冰"),
        ("1", "", "mocha, 1 sugar", "mocha，1 糖"),
        ("9", "x", "mocha", "mocha"),
    ],
)
def test_a_drink_is_said_as_the_language_does(sugar: str, ice: str, english: str, chinese: str) -> None:
    assert drink_said("mocha", sugar=sugar, ice=ice) == english
    with translation.override("zh-hans"):
        assert drink_said("mocha", sugar=sugar, ice=ice) == chinese


def test_a_long_preference_has_a_headline() -> None:
    assert (headline("Iced mocha, 2 sugars, 2 ice"), rest("Iced mocha, 2 sugars, 2 ice")) == (
        "Iced mocha",
        "2 sugars, 2 ice",
    )
    assert (headline("冰摩卡，2 糖"), rest("冰摩卡，2 糖"), rest("corner")) == ("冰摩卡", "2 糖", "")


def test_a_note_leaves_the_till_beside_it_alone(counter: Counter) -> None:
    answer = counter.client.post(
        f"/counter/{counter.pan.pk}/note/",
        {"store": counter.store.pk, "chip": "seat|corner seat"},
        headers={"HX-Request": "true", "HX-Target": "person"},
    )

    assert "corner seat" in answer.content.decode()
    assert 'id="sale"' not in answer.content.decode()
