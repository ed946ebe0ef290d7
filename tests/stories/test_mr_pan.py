"""Mr Pan comes in, is noted in taps, joins and gets a card; three months later the counter knows him."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import pytest
import time_machine
from playwright.sync_api import Page, expect
from tests.web.scored import NOW

from shuke.records.access.scope import scope_of_system
from shuke.records.catalog.models import Product
from shuke.records.customers.models import Customer, Event, Preference
from shuke.records.membership.models import Card, Member, Plan
from shuke.records.membership.services import prove_ledger
from shuke.records.membership.services.offers import save_plan
from shuke.records.sales.models import Order

pytestmark = pytest.mark.story

PHONE_WIDTH = 390
SYSTEM = scope_of_system("test")
LATER = NOW + dt.timedelta(days=92)


@dataclass(frozen=True)
class Words:
    locale: str
    new: str
    welcome: str
    look: str
    corner: str
    cushion: str
    as_taken: str
    remember: str
    drink: str
    pay: str
    enrol: str
    back: str
    friend: str
    hello: str
    ready: str
    as_usual: str
    off: str


ENGLISH = Words(
    locale="en-GB",
    new="Somebody new",
    welcome="Welcome them",
    look="Look",
    corner="corner seat",
    cushion="back cushion",
    as_taken="As they take it",
    remember="Remember it",
    drink="Iced mocha, 2 sugars, 2 ice",
    pay="Take payment",
    enrol="Enrol and give the card",
    back="Back to the counter",
    friend="A friend shows the card",
    hello="Mr 潘, it has been a while!",
    ready="ready in a moment",
    as_usual="And Iced mocha, 2 sugars, 2 ice, as usual?",
    off="15% off",
)
CHINESE = Words(
    locale="zh-CN",
    new="新客人",
    welcome="欢迎入店",
    look="看",
    corner="安静角落",
    cushion="靠垫",
    as_taken="怎么喝",
    remember="记下",
    drink="Iced mocha，2 糖，2 冰",
    pay="收款",
    enrol="入会并发卡",
    back="回到柜台",
    friend="朋友出示此卡",
    hello="潘先生，好久不见！",
    ready="这就给您备好",
    as_usual="还是Iced mocha，2 糖，2 冰吗？",
    off="8.5 折",
)


@pytest.fixture
def plan(transactional_db: None, open_shop: object) -> Plan:
    """Spend 20 in one order this week, then 15 % off for the holder and friends."""
    Product.objects.filter(code="P1").update(price=Decimal(20))
    terms = {
        "name": "VIP",
        "currency": "CNY",
        "time_zone": "Asia/Shanghai",
        "discount_percent": Decimal(15),
        "is_shared": True,
        "enrol_min_spend": Decimal(20),
        "enrol_within_days": 7,
    }
    return save_plan(scope=SYSTEM, now=NOW, code="vip", values=terms)


@pytest.mark.parametrize("words", [ENGLISH, CHINESE], ids=["english", "chinese"])
def test_mr_pan_is_known_three_months_later(sign_in: Callable[..., Page], plan: Plan, words: Words) -> None:
    with time_machine.travel(NOW, tick=True):
        page = sign_in("front_line", locale=words.locale, width=PHONE_WIDTH)
        _first_visit_in_taps(page, words)
        _pays_20_and_joins(page, words)
        page.context.close()  # or its last request comes at another time, signed out
    card = Card.objects.get()
    _events_for_timed_greetings()

    with time_machine.travel(LATER, tick=True):
        page = sign_in("front_line", locale=words.locale, width=PHONE_WIDTH)
        page.goto("/counter/")
        _scan(page, card.number)
        said = page.locator(".say")
        for known in (words.hello, words.corner, words.cushion, words.ready, words.as_usual):
            expect(said).to_contain_text(known)
        expect(page.locator("#person dl")).to_contain_text(words.off)
        _pays(page, words, "17.00", by_friend=True)

        plan.is_shared = False
        plan.save()
        _scan(page, card.number)
        _pays(page, words, "20.00", by_friend=True)
        page.context.close()

    customer = Member.objects.get().customer
    assert [order.total for order in Order.objects.filter(customer=customer).order_by("pk")] == [20, 17, 20]
    assert prove_ledger(now=LATER).is_green


def _first_visit_in_taps(page: Page, words: Words) -> None:
    page.goto("/counter/")
    page.get_by_role("link", name=words.new).click()
    dialog = page.locator("#dialog")
    dialog.locator("[name=name]").fill("潘天伟")
    dialog.locator("[name=salutation]").select_option("Mr")
    dialog.get_by_role("button", name=words.welcome).click()
    expect(page).to_have_url(re.compile(r"/counter/\d+/"))

    for value in (words.corner, words.cushion):  # two taps each: how, what
        page.get_by_text(words.look, exact=True).click()
        page.locator(".quick").get_by_role("button", name=value).click()
        expect(page.locator(".sk-ct-likes")).to_contain_text(value)
    page.get_by_text(words.as_taken).click()
    drink = page.locator(".sk-ct-drink")
    drink.get_by_text("Iced mocha", exact=True).click()
    drink.locator(".pick").nth(1).get_by_text("2", exact=True).click()
    drink.locator(".pick").nth(2).get_by_text("2", exact=True).click()
    drink.get_by_role("button", name=words.remember).click()
    expect(page.locator(".sk-ct-likes")).to_contain_text("Iced mocha")
    held = dict(Preference.objects.values_list("value", "topic"))
    assert held == {words.corner: "seat", words.cushion: "comfort", words.drink: "drink"}
    assert set(Preference.objects.filter(topic="seat").values_list("how", "learned_by__username")) == {
        ("look", "front_line")
    }


def _pays_20_and_joins(page: Page, words: Words) -> None:
    _pays(page, words, "20.00")
    page.locator("#till").get_by_role("button", name=words.enrol).click()
    shown = page.locator("#dialog")
    expect(shown.locator("svg.barcode")).to_be_visible()
    expect(shown).to_contain_text(Card.objects.get().number)
    shown.get_by_role("link", name=words.back).click()
    expect(page.locator("#person dl")).to_contain_text(words.off)


def _pays(page: Page, words: Words, total: str, *, by_friend: bool = False) -> None:
    orders = Order.objects.count()
    page.locator("#till [data-add][data-code=P1]").click()
    if by_friend:
        page.get_by_label(words.friend).check()
    expect(page.locator("#till [data-total]")).to_contain_text(total)
    page.get_by_role("button", name=words.pay).click(click_count=2)  # a finger that trembles
    expect(page.locator("#till[data-paid] .total")).to_contain_text(total)
    assert Order.objects.count() == orders + 1


def _scan(page: Page, number: str) -> None:
    """A scanner types fast and ends in Enter."""
    page.wait_for_load_state("networkidle")
    page.locator("#find [name=q]").fill("")
    page.locator("#find [name=q]").focus()
    page.keyboard.type(number)
    page.keyboard.press("Enter")
    expect(page.locator("#sale")).to_be_visible()
    expect(page.locator(".say")).to_be_visible()


def _events_for_timed_greetings() -> None:
    """Seven days after joining, twenty days after the card: journeys count from these."""
    pan = Customer.objects.get(name="潘天伟")
    events = {event.kind: event for event in Event.objects.filter(customer=pan)}
    assert events.keys() >= {"customer.created", "preference.learned", "member.enrolled", "card.issued"}
    joined = events["member.enrolled"]
    assert (joined.origin, joined.store and joined.store.code, joined.facts["plan"]) == ("counter", "RIVER", "vip")
    assert joined.occurred_at - NOW < dt.timedelta(minutes=5)


def test_orders_are_kept_without_a_line_and_posted_once(sign_in: Callable[..., Page], plan: Plan) -> None:
    page = sign_in("front_line", width=PHONE_WIDTH).context.new_page()  # a lost line is written to the console
    page.goto("/counter/")
    page.wait_for_load_state("networkidle")
    before = Order.objects.count()

    page.context.set_offline(True)
    _rings_up(page)
    _rings_up(page)
    expect(page.locator("#kept [data-count]")).to_have_text("2")
    expect(page.locator("#kept [data-count]")).to_be_in_viewport()  # also from the foot of the page
    expect(page.locator("#till [data-for]")).to_have_text("without a customer")
    assert Order.objects.count() == before
    page.context.set_offline(False)

    expect(page.locator("#kept")).to_be_hidden()
    kept = Order.objects.order_by("-pk")[: Order.objects.count() - before]
    assert [order.total for order in kept] == [20, 20]
    assert {order.store.code for order in kept} == {"RIVER"}
    page.reload()
    expect(page.locator("#kept")).to_be_hidden()
    assert Order.objects.count() == before + 2


def test_a_server_being_started_again_is_no_line_and_one_order_holds_no_other_back(
    sign_in: Callable[..., Page], plan: Plan
) -> None:
    page = sign_in("front_line", width=PHONE_WIDTH).context.new_page()  # what fails is written to the console
    page.route("**/counter/pay/", lambda route: route.fulfill(status=503, body="<h1>Service Unavailable</h1>"))
    page.goto("/counter/")
    page.wait_for_load_state("networkidle")
    before = Order.objects.count()

    _rings_up(page)
    _rings_up(page)
    expect(page.locator("#kept [data-count]")).to_have_text("2")
    first = page.evaluate("JSON.parse(localStorage.getItem('shuke.counter.kept'))[0].receipt")
    page.route(
        page.locator("#kept").get_attribute("data-url") or "",
        lambda route: route.fulfill(status=500) if first in (route.request.post_data or "") else route.continue_(),
    )
    page.locator("#kept [data-send]").click()

    expect(page.locator("#kept [data-count]")).to_have_text("1")
    assert Order.objects.count() == before + 1
    page.unroute_all()
    page.locator("#kept [data-send]").click()
    expect(page.locator("#kept")).to_be_hidden()
    assert Order.objects.count() == before + 2


def test_a_coupon_needs_the_server_and_the_page_says_so(sign_in: Callable[..., Page], plan: Plan) -> None:
    page = sign_in("front_line", width=PHONE_WIDTH).context.new_page()
    page.goto("/counter/")
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    page.locator("#till [data-add][data-code=P1]").click()
    page.locator("[name=coupon]").fill("SPRING")

    page.get_by_role("button", name="Take payment").click()

    expect(page.locator(".sk-toast")).to_contain_text("points and coupons need the server")
    expect(page.locator("#kept")).to_be_hidden()


def _rings_up(page: Page) -> None:
    page.locator("#till [data-add][data-code=P1]").click()
    expect(page.locator("#till [data-total]")).to_contain_text("20.00")
    page.get_by_role("button", name="Take payment").click()
    expect(page.locator("#till [data-lines] tr")).to_have_count(0)
