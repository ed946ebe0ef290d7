import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.records import make
from tests.web.conftest import SignedIn
from tests.web.insight import rows

from shuke.records.access.models import AuditEntry
from shuke.records.customers.models import Customer
from shuke.scores.models import ModelRun
from shuke.web.customers.columns import COLUMNS
from shuke.web.frame import CHOSEN_STORE

pytestmark = pytest.mark.django_db


@pytest.fixture
def run() -> ModelRun:
    return rows.run()


def listed(client: Client, address: str = "?view=all") -> list[str]:
    """Names in the order of the list."""
    page = client.get(f"/customers/{address}").content.decode()
    return re.findall(r"data-focus data-act><b>([^<]*)</b>", page)


def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    for address in ("", "count/", "counts/", "filters/", "filters/stage/", "columns/", "sort/", "serve/"):
        assert client.get(f"/customers/{address}").status_code == 302


def test_the_list_shows_who_spent_most_first(signed_in: SignedIn, run: ModelRun) -> None:
    for name, spend in (("Low", 1), ("High", 3), ("Middle", 2)):
        rows.score(rows.customer(name), run, spend_minor=spend)
    rows.customer("Unscored")

    assert listed(signed_in()) == ["High", "Middle", "Low", "Unscored"]


def test_a_page_of_many_is_audited_without_what_was_searched_for(signed_in: SignedIn) -> None:
    for place in range(21):
        make.customer(f"Pan {place}")
    client = signed_in()

    client.get("/customers/", {"view": "all", "q": "Pan 7"})
    assert not AuditEntry.objects.filter(action="customers.read").exists()

    client.get("/customers/", {"view": "all", "q": "Pan"})
    entry = AuditEntry.objects.get(action="customers.read")
    assert {name: entry.facts[name] for name in ("customers", "filters", "page")} == {
        "customers": 21, "filters": ["q"], "page": "/customers/",
    }  # fmt: skip
    assert entry.staff is not None


def test_one_sees_the_customers_of_ones_stores_only(signed_in: SignedIn, run: ModelRun) -> None:
    own, other = make.store(), make.store()
    for name, home in (("Ours", own), ("Theirs", other), ("Nobodys", None)):
        rows.score(rows.customer(name, home_store=home), run)

    assert listed(signed_in("manager", own)) == ["Ours"]
    assert set(listed(signed_in())) == {"Ours", "Theirs", "Nobodys"}


def test_the_store_switch_narrows_the_list(signed_in: SignedIn, run: ModelRun) -> None:
    chosen, other = make.store(), make.store()
    for name, home in (("Here", chosen), ("There", other)):
        rows.score(rows.customer(name, home_store=home), run)
    client = signed_in()

    client.post("/store/", {"store": chosen.pk})

    assert client.session[CHOSEN_STORE] == chosen.pk
    assert listed(client) == ["Here"]


def test_merged_and_erased_people_are_not_listed(signed_in: SignedIn) -> None:
    kept = rows.customer("Kept")
    rows.customer("Merged", merged_into=kept)
    rows.customer("Erased", erased_at=rows.NOW)

    assert listed(signed_in()) == ["Kept"]


@pytest.mark.parametrize("typed", ["潘天伟", "ptw", "pantianwei", "5678", "2900004471180", "13812345678"])
def test_a_customer_is_found_by_what_people_type(signed_in: SignedIn, typed: str) -> None:
    make.customer("潘天伟", phone="13812345678", card="2900004471180")
    make.customer("Lin Jianshan", phone="13999990000")

    assert listed(signed_in(), f"?q={typed}") == ["潘天伟"]


def test_filters_are_joined_by_and(signed_in: SignedIn, run: ModelRun) -> None:
    rows.slipping_away(rows.customer("Both"), run, value_class="gold")
    rows.slipping_away(rows.customer("Late"), run, value_class="lead")
    rows.score(rows.customer("Gold"), run, value_class="gold")

    assert listed(signed_in(), "?value_class=platinum,gold&overdue_ratio=1.5..") == ["Both"]


def test_a_filter_that_cannot_be_read_is_said_and_left_out(signed_in: SignedIn, run: ModelRun) -> None:
    rows.score(rows.customer("Somebody"), run)

    answer = signed_in().get("/customers/?spend=much").content.decode()

    assert "Somebody" in answer
    assert "“much” is no range of “Spend in the window”" in answer


def test_a_page_leads_to_the_next_and_back(signed_in: SignedIn, run: ModelRun) -> None:
    for number in range(27):
        rows.score(rows.customer(f"P{number:02}"), run, spend_minor=number)
    client = signed_in()

    first = client.get("/customers/?view=all").content.decode()
    next_address = re.findall(r'href="(\?[^"]*after=[^"]*)" data-key="ArrowRight"', first)[0]
    second = client.get(f"/customers/{next_address}").content.decode()

    assert "1–25" in first
    assert listed(client, next_address) == ["P01", "P00"]
    assert "26–27" in second
    assert re.findall(r'href="(\?[^"]*before=[^"]*)" data-key="ArrowLeft"', second)


def test_a_head_sorts_and_turns_round(signed_in: SignedIn, run: ModelRun) -> None:
    for name, ratio in (("Late", 3.0), ("Early", 0.5)):
        rows.score(rows.customer(name), run, overdue_ratio=ratio)
    client = signed_in()

    page = client.get("/customers/?sort=-overdue_ratio").content.decode()

    assert 'aria-sort="descending"' in page
    assert "?sort=overdue_ratio" in page
    assert listed(client, "?sort=overdue_ratio") == ["Early", "Late"]


def test_columns_are_those_chosen_in_their_order(signed_in: SignedIn, run: ModelRun) -> None:
    rows.score(rows.customer(), run, r=5, f=4, m=3)

    page = signed_in().get("/customers/?columns=rfm,number,why").content.decode()

    heads = re.findall(r"<th[^>]*>([^<]+)</th>", page)
    assert heads == ["Customer", "R-F-M", "Customer number", "Why"]
    assert "5-4-3" in page


def test_lifetime_value_is_a_column_that_sorts_with_the_unknown_last(signed_in: SignedIn, run: ModelRun) -> None:
    for name, value in (("Low", 100_00), ("Unknown", None), ("High", 12_345_00)):
        rows.score(rows.customer(name), run, lifetime_value_minor=value, expected_orders_90=2.34)
    client, address = signed_in(), "?view=all&columns=lifetime_value,expected_orders_90&sort=-lifetime_value"

    page = client.get(f"/customers/{address}").content.decode()

    assert listed(client, address) == ["High", "Low", "Unknown"]
    assert "12,345" in page
    assert "2.3" in page


def test_every_column_can_be_shown(signed_in: SignedIn, run: ModelRun) -> None:
    rows.slipping_away(rows.customer(), run, value_class="gold", rfm_eight="key_value", abc="A", pyramid_level="vip")
    rows.customer("No score yet")
    keys = ",".join(column.key for column in COLUMNS)

    assert signed_in().get(f"/customers/?columns={keys}").status_code == 200


def test_the_front_line_sees_no_money(signed_in: SignedIn, run: ModelRun) -> None:
    home = make.store()
    rows.score(rows.customer("Lin", home_store=home), run, spend_minor=987_654_00)

    page = signed_in("front_line", home).get("/customers/?view=all&columns=spend,stage").content.decode()

    assert "Lin" in page
    assert "987,654" not in page
    assert "Value at risk" not in page


def test_the_front_line_has_no_columns_of_full_contacts(signed_in: SignedIn, run: ModelRun) -> None:
    home = make.store()
    make.customer("Lin", home=home, email="lin@example.org")

    page = signed_in("front_line", home).get("/customers/?view=all&columns=email,card,stage").content.decode()
    offered = signed_in("front_line", home).get("/customers/columns/").content.decode()

    assert "Lin" in page
    assert "lin@example.org" not in page
    assert 'value="email"' not in offered
    assert 'value="gender"' in offered


def test_a_list_shows_only_the_tail_of_a_phone(signed_in: SignedIn) -> None:
    make.customer("Pan", phone="13812345678")

    page = signed_in().get("/customers/?view=all").content.decode()

    assert "•••• 5678" in page
    assert "1381234" not in page


def test_a_search_swaps_the_results_alone(signed_in: SignedIn) -> None:
    rows.customer("Somebody")

    part = signed_in().get("/customers/?q=some", headers={"HX-Request": "true"}).content.decode()

    assert "<html" not in part
    assert 'id="results"' in part


def test_an_empty_shop_says_how_to_fill_the_list(signed_in: SignedIn) -> None:
    assert "No customers yet" in signed_in().get("/customers/").content.decode()


def test_nobody_matching_offers_the_way_back(signed_in: SignedIn) -> None:
    rows.customer()

    assert "Nobody matches" in signed_in().get("/customers/?stage=lost").content.decode()


def test_the_count_comes_with_the_value_at_risk(signed_in: SignedIn, run: ModelRun) -> None:
    for _ in range(3):
        rows.slipping_away(rows.customer(), run, value_at_risk_minor=100_00)

    text = re.sub(r"<[^>]+>|\s+", " ", signed_in().get("/customers/count/?stage=declining").content.decode())

    assert " ".join(text.split()) == "3 customers · at risk ¥ 300"


def test_the_tabs_get_their_counts_in_one_answer(signed_in: SignedIn) -> None:
    for _ in range(2):
        rows.customer()

    part = signed_in().get("/customers/counts/?view=all").content.decode()

    assert '<span class="sk-num" id="view-count-all" hx-swap-oob="true">2</span>' in part
    assert 'id="view-count-mine"' in part


def test_an_order_since_the_run_ends_the_silence_at_once(signed_in: SignedIn, run: ModelRun) -> None:
    here = make.store()
    back = rows.customer("Back", home_store=here)
    rows.slipping_away(back, run)
    for buyer, day in ((back, 2), (make.part_of(back), 19)):  # the latest by the card of a merged record
        make.order(buyer, here, rows.AS_OF.replace(day=day), (make.product(), 1, "10"))

    page = signed_in().get("/customers/?columns=overdue,why,rhythm_days").content.decode()

    assert "3.4×" not in page
    assert "0.0×" in page
    assert "17 days" in page


def test_the_dialogs_open_as_pages_and_as_fragments(signed_in: SignedIn) -> None:
    client = signed_in()

    for address in (
        "filters/",
        "filters/stage/",
        "filters/spend/",
        "filters/first_on/",
        "filters/is_spike/",
        "columns/",
        "sort/",
    ):
        whole = client.get(f"/customers/{address}?stage=lost")
        part = client.get(f"/customers/{address}?stage=lost", headers={"HX-Request": "true"})
        assert (whole.status_code, part.status_code) == (200, 200)
        assert "<html" in whole.content.decode()
        assert "<html" not in part.content.decode()


def test_a_filter_form_leads_to_the_list_with_it(signed_in: SignedIn) -> None:
    client = signed_in()

    chosen = client.get("/customers/filters/stage/?apply=1&value=lost&value=declining&spend=5..")
    ranged = client.get("/customers/filters/spend/?apply=1&value_low=10&value_high=&spend=5..")
    emptied = client.get("/customers/filters/spend/?apply=1&value_low=&value_high=&spend=5..")

    assert chosen["Location"] == "/customers/?spend=5..&stage=lost%2Cdeclining"
    assert ranged["Location"] == "/customers/?spend=10.."
    assert emptied["Location"] == "/customers/?"


def test_a_filter_form_says_what_it_cannot_read(signed_in: SignedIn) -> None:
    answer = signed_in().get("/customers/filters/spend/?apply=1&value_low=much")

    assert answer.status_code == 422
    assert "is no range" in answer.content.decode()


def test_an_unknown_filter_is_not_found(signed_in: SignedIn) -> None:
    assert signed_in().get("/customers/filters/nonsense/").status_code == 404


def test_the_column_form_leads_to_the_list_with_them(signed_in: SignedIn) -> None:
    answer = signed_in().get("/customers/columns/?apply=1&value=stage&value=rfm&value=nonsense&q=lin")

    assert answer["Location"] == "/customers/?q=lin&columns=stage%2Crfm"


def test_the_list_asks_the_same_number_of_queries_for_one_and_for_many(signed_in: SignedIn, run: ModelRun) -> None:
    client = signed_in()
    counts = []
    for _round in range(2):
        for _ in range(9):  # fewer than are audited
            rows.slipping_away(make.customer("P", phone=f"138{Customer.objects.count():08}"), run)
        counts.append(queries_of(client, "/customers/?stage=declining&columns=why,tags,owner,store,spend"))

    assert counts[0] == counts[1]
    assert counts[0] <= 18


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_a_card_of_another_store_opens_the_serving_view(signed_in: SignedIn) -> None:
    own, other = make.store(), make.store()
    pan = make.customer("Pan Tianwei", home=other, card="2900004471180", phone="13812345678")
    client = signed_in("front_line", own)

    offered = client.get("/customers/?q=2900004471180").content.decode()
    served = client.get("/customers/serve/?q=2900004471180").content.decode()

    assert "A customer of another store" in offered
    assert "/customers/serve/?q=2900004471180" in offered
    assert "Pan Tianwei" in served
    assert "5678" not in served
    assert client.get(f"/customers/{pan.pk}/").status_code == 404


def test_a_name_opens_no_serving_view(signed_in: SignedIn) -> None:
    own, other = make.store(), make.store()
    make.customer("Pan Tianwei", home=other)

    assert signed_in("front_line", own).get("/customers/serve/?q=Pan").status_code == 404


def test_a_card_of_ones_own_store_opens_the_customer(signed_in: SignedIn) -> None:
    own = make.store()
    pan = make.customer("Pan", home=own, card="2900004471180")

    answer = signed_in("front_line", own).get("/customers/serve/?q=2900004471180")

    assert answer["Location"] == f"/customers/{pan.pk}/"
