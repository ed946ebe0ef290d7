"""A booking is taken by phone, and the guest is greeted at the door before any scan."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
import time_machine
from playwright.sync_api import Page, expect
from tests.web.scored import NOW

from shuke.records.customers.models import Booking, Customer, Event

pytestmark = pytest.mark.story

PHONE_WIDTH = 390
CALLER = "13955550101"
AT_THE_DOOR = NOW + dt.timedelta(days=1, minutes=85)  # ten to seven in the evening of the next day


@dataclass(frozen=True)
class Words:
    locale: str
    book: str
    somebody_new: str
    take: str
    tomorrow: str
    is_here: str
    booked: str
    ready: str


ENGLISH = Words(
    locale="en-GB",
    book="Book",
    somebody_new="Somebody new",
    take="Take the booking",
    tomorrow="Tomorrow",
    is_here="is here",
    booked="Booked today 18:30, 4 people, room Plum, birthday cake",
    ready="Your room Plum: ready in a moment.",
)
CHINESE = Words(
    locale="zh-CN",
    book="预订",
    somebody_new="新客人",
    take="记下预订",
    tomorrow="明天",
    is_here="到店了",
    booked="今天 18:30 有预订，4 人，room Plum，birthday cake",
    ready="room Plum",
)


@pytest.mark.parametrize("words", [ENGLISH, CHINESE], ids=["english", "chinese"])
def test_who_books_by_phone_is_greeted_at_the_door(sign_in: Callable[..., Page], words: Words) -> None:
    with time_machine.travel(NOW, tick=True):
        page = sign_in("front_line", locale=words.locale, width=PHONE_WIDTH)
        _the_phone_rings(page, words)
        _tomorrow_is_prepared(page, words)
        page.context.close()

    with time_machine.travel(AT_THE_DOOR, tick=True):
        page = sign_in("front_line", locale=words.locale, width=PHONE_WIDTH)
        page.goto("/counter/expected/")
        page.get_by_role("button", name=f"许小梅 {words.is_here}").click(click_count=2)  # a finger that trembles
        expect(page).to_have_url(re.compile(r"/counter/\d+/$"))
        expect(page.locator("#person")).to_contain_text(words.booked)
        expect(page.locator(".say")).to_contain_text(words.ready)
        page.context.close()

    booking = Booking.objects.get()
    assert (booking.status, booking.clock, booking.party_size) == ("came", "18:30", 4)
    assert booking.guest == Customer.objects.get(name="许小梅")
    told = Event.objects.filter(kind__startswith="booking.").order_by("pk")
    assert [event.kind for event in told] == ["booking.made", "booking.came"]


TYPES_AS_THE_FIELD_APPEARS = """(number) => {
  const watch = new MutationObserver(() => {
    const field = document.querySelector('#dialog [name=q]');
    if (!field) return;
    watch.disconnect();
    field.value = number;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });
  watch.observe(document.body, { childList: true, subtree: true });
}"""


def test_what_is_typed_the_moment_the_field_appears_is_heard(sign_in: Callable[..., Page]) -> None:
    page = sign_in("front_line")
    page.goto("/counter/expected/")
    page.evaluate(TYPES_AS_THE_FIELD_APPEARS, CALLER)
    page.get_by_role("link", name=ENGLISH.book, exact=True).click()
    new = page.locator("#dialog").get_by_role("link", name=ENGLISH.somebody_new)
    expect(new).to_have_attribute("href", re.compile(CALLER))


def test_who_is_looked_up_on_tomorrows_page_is_booked_for_tomorrow(sign_in: Callable[..., Page]) -> None:
    with time_machine.travel(NOW, tick=True):
        page = sign_in("front_line")
        tomorrow = str(NOW.date() + dt.timedelta(days=1))
        page.goto(f"/counter/expected/?day={tomorrow}")
        page.get_by_role("link", name=ENGLISH.book, exact=True).click()
        dialog = page.locator("#dialog")
        dialog.locator("[name=q]").press_sequentially(CALLER)
        new = dialog.get_by_role("link", name=ENGLISH.somebody_new)
        expect(new).to_have_attribute("href", re.compile(CALLER))
        new.click()
        expect(dialog.locator("[name=on]")).to_have_value(tomorrow)
        page.context.close()


def _the_phone_rings(page: Page, words: Words) -> None:
    page.goto("/counter/expected/")
    page.get_by_role("link", name=words.book, exact=True).click()
    dialog = page.locator("#dialog")
    dialog.locator("[name=q]").press_sequentially(CALLER)
    new = dialog.get_by_role("link", name=words.somebody_new)
    expect(new).to_have_attribute("href", re.compile(CALLER))  # the answer for the whole number is there
    new.click()
    expect(dialog.locator("[name=phone]")).to_have_value(CALLER)
    dialog.locator("[name=name]").fill("许小梅")
    dialog.locator("[name=on]").fill(str(NOW.date() + dt.timedelta(days=1)))
    dialog.locator("[name=at]").fill("18:30")
    dialog.locator("[name=party_size]").fill("4")
    dialog.locator("[name=seat]").fill("room Plum")
    dialog.locator("[name=request]").fill("birthday cake")
    dialog.get_by_role("button", name=words.take).click(click_count=2)
    expect(page).to_have_url(re.compile(r"day=2025-07-02"))


def _tomorrow_is_prepared(page: Page, words: Words) -> None:
    page.goto("/counter/expected/")
    page.get_by_role("link", name=words.tomorrow, exact=True).click()
    expect(page.locator(".sk-ct-booked")).to_contain_text("许小梅")
    expect(page.locator(".sk-ct-ready.places")).to_contain_text("room Plum · birthday cake")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE_WIDTH
