import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.records import make
from tests.records.api_client import Api

from shuke.records.access.models import AuditEntry, Role
from shuke.records.customers.models import Customer, CustomField
from shuke.records.customers.services import tag_customers

pytestmark = pytest.mark.django_db


def numbers(answer: object) -> list[str]:
    return [one["number"] for one in answer.json()["data"]]  # type: ignore[attr-defined]


def test_a_customer_is_registered_read_and_changed() -> None:
    make.store("HZ1")
    CustomField.objects.create(key="cats", label="Cats", type="number")
    api = Api()
    made = api.post(
        "/customers",
        {
            "name": "林梅",
            "home_store": "HZ1",
            "birthday": "1990-02-28",
            "organisation": "Tea House",
            "tags": ["VIP"],
            "identities": [{"kind": "phone", "value": "138 1234 5678"}],
            "custom": {"cats": 2},
        },
    )
    assert made.status_code == 201, made.content
    number = made.json()["number"]

    changed = api.patch(f"/customers/{number}", {"name": "Lin Mei", "custom": {"cats": None}})

    assert changed.status_code == 200, changed.content
    read = api.get(f"/customers/{number}").json()
    assert read == changed.json()
    assert (read["name"], read["birthday"], read["home_store"]) == ("Lin Mei", "1990-02-28", "HZ1")
    assert (read["organisation"], read["tags"], read["custom"]) == ("Tea House", ["VIP"], {})
    assert [(one["kind"], one["value"]) for one in read["identities"]] == [("phone", "138 1234 5678")]
    assert AuditEntry.objects.get(action="customer.update").api_key == api.key


def test_a_duplicate_is_told_with_its_candidates_and_may_be_insisted_on() -> None:
    born = {"name": "Mei", "birthday": "1990-02-28"}
    api = Api()
    first = api.post("/customers", born).json()["number"]

    refused = api.post("/customers", born)
    insisted = api.post("/customers", born, X_Skip_Duplicate_Check="true")

    assert refused.status_code == 409
    assert refused["Content-Type"] == "application/problem+json"
    problem = refused.json()
    assert problem["type"] == "/problems/duplicate-customers"
    assert problem["candidates"] == [{"number": first, "name": "Mei", "by": "name_and_birthday"}]
    assert insisted.status_code == 201


def test_candidates_of_other_stores_are_not_named() -> None:
    here, elsewhere = make.store("HERE"), make.store("ELSE")
    make.customer("Holder", home=elsewhere, phone="138 1234 5678")

    refused = Api(Role.AGENT, here).post(
        "/customers",
        {"name": "Mei", "home_store": "HERE", "identities": [{"kind": "phone", "value": "13812345678"}]},
    )

    assert (refused.status_code, refused.json()["candidates"]) == (409, [])
    assert "Holder" not in refused.content.decode()


def test_another_stores_customer_is_not_found() -> None:
    here, elsewhere = make.store(), make.store()
    make.customer("Far", home=elsewhere, number="FAR")
    api = Api(Role.MANAGER, here)

    for answer in (api.get("/customers/FAR"), api.patch("/customers/FAR", {"name": "x"}), api.get("/customers/NONE")):
        assert answer.status_code == 404
        assert answer["Content-Type"] == "application/problem+json"
    assert numbers(api.get("/customers")) == []


def test_a_strange_store_cannot_be_given() -> None:
    here = make.store("HERE")
    make.store("ELSE")
    api = Api(Role.MANAGER, here)

    assert api.post("/customers", {"name": "x", "home_store": "ELSE"}).status_code == 403
    assert not Customer.objects.exists()


def test_who_works_in_one_store_registers_for_it_and_who_works_in_two_names_one() -> None:
    here, there = make.store("HERE"), make.store("THERE")

    assert Api(Role.FRONT_LINE, here).post("/customers", {"name": "x"}).json()["home_store"] == "HERE"
    assert Api(Role.FRONT_LINE, here, there).post("/customers", {"name": "y"}).status_code == 403


def test_stranger_is_told_how_to_sign_in() -> None:
    for client in (Client(), Client(headers={"Authorization": "Bearer shuke_wrong_wrong"})):
        for answer in (client.get("/api/v1/customers"), client.post("/api/v1/customers", {})):
            assert answer.status_code == 401
            assert answer["WWW-Authenticate"] == "Bearer"
            assert answer.json()["status"] == 401


def test_a_session_may_read_and_needs_its_token_to_write() -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(make.staff(Role.OWNER), backend="django.contrib.auth.backends.ModelBackend")

    assert browser.get("/api/v1/customers").status_code == 200
    forged = browser.post("/api/v1/customers", {"name": "x"}, content_type="application/json")
    assert forged.status_code == 403
    assert not Customer.objects.exists()


def test_read_only_role_changes_nothing() -> None:
    make.customer("Mei", number="M1")
    analyst = Api(Role.ANALYST)

    answers = [
        analyst.post("/customers", {"name": "x"}),
        analyst.patch("/customers/M1", {"name": "x"}),
        analyst.post("/customers/M1/preferences", {"topic": "seat", "value": "corner", "how": "ask"}),
        analyst.post("/customers/M1/tags", {"add": ["x"]}),
    ]

    assert [answer.status_code for answer in answers] == [403] * 4
    assert analyst.get("/customers/M1").json()["name"] == "Mei"


def test_front_line_sees_masked_contact_details() -> None:
    make.customer("Mei", number="M1", phone="138 1234 5678", email="mei.lin@example.com", address="1 West Lake")

    seen = Api(Role.FRONT_LINE).get("/customers/M1")

    assert sorted(one["value"] for one in seen.json()["identities"]) == ["m•••@example.com", "•••• 5678"]
    assert seen.json()["address"] == ""
    text = seen.content.decode()
    assert "1234" not in text
    assert "mei.lin" not in text


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"gender": "robot"}, "body.gender"),
        ({"birthday": "1990-02-30"}, "body.birthday"),
        ({"home_store": "NOWHERE"}, "body.home_store"),
        ({"owner": "nobody"}, "body.owner"),
        ({"referred_by": "nobody"}, "body.referred_by"),
        ({"nickname": "x"}, "body.nickname"),
        ({"custom": {"dogs": 1}}, "body.custom.dogs"),
        ({"identities": [{"kind": "fax", "value": "1"}]}, "body.identities.0.kind"),
        ({"name": "x" * 161}, "body.name"),
    ],
)
def test_what_does_not_fit_names_its_field(body: dict[str, object], field: str) -> None:
    answer = Api().post("/customers", body)

    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert not Customer.objects.exists()


def test_unreadable_phone_is_a_problem_in_words() -> None:
    answer = Api().post("/customers", {"identities": [{"kind": "phone", "value": "12"}]})

    assert answer.status_code == 422
    assert "not a telephone number" in answer.json()["detail"]


def test_lists_are_paged_by_cursor_whatever_changes_meanwhile() -> None:
    for number in range(5):
        make.customer("Pan", number=f"N{number}")
    api = Api()

    first = api.get("/customers", limit=2).json()
    make.customer("New", number="N9")
    Customer.objects.get(number="N0").delete()
    second = api.get("/customers", limit=2, starting_after=first["next_cursor"]).json()
    third = api.get("/customers", limit=2, starting_after=second["next_cursor"]).json()

    pages = [[one["number"] for one in page["data"]] for page in (first, second, third)]
    assert pages == [["N0", "N1"], ["N2", "N3"], ["N4", "N9"]]
    assert (first["has_more"], third["has_more"], third["next_cursor"]) == (True, False, None)


def test_lists_sort_by_change_with_ties() -> None:
    for number in range(4):
        make.customer("Pan", number=f"N{number}")
    seen, cursor = [], ""
    for _ in range(4):
        page = Api().get("/customers", limit=1, sort="-updated_at", starting_after=cursor).json()
        seen += [one["number"] for one in page["data"]]
        cursor = page["next_cursor"]

    assert seen == ["N3", "N2", "N1", "N0"]


@pytest.mark.parametrize("cursor", ["x", "bnVsbA", "WzEsMiwzXQ", "é" * 9])
def test_a_made_up_cursor_is_refused(cursor: str) -> None:
    assert Api().get("/customers", starting_after=cursor).status_code == 422


def test_filters_narrow_the_list() -> None:
    shop = make.store("HZ1")
    make.customer("潘伟", number="N1", home=shop)
    make.customer("Other", number="N2")
    wanted = Customer.objects.filter(number="N2")
    tag_customers(scope=make.SYSTEM, now=make.NOW, origin="t", customers=wanted, add=["VIP"])
    api = Api()

    assert numbers(api.get("/customers", q="panwei")) == ["N1"]
    assert numbers(api.get("/customers", store="HZ1")) == ["N1"]
    assert numbers(api.get("/customers", tag="VIP")) == ["N2"]
    assert numbers(api.get("/customers", number="N2")) == ["N2"]
    assert numbers(api.get("/customers", updated_since="2026-03-03T00:00:00Z")) == []
    assert api.get("/customers", updated_since="2026-03-03T00:00:00").status_code == 422


def test_reading_in_bulk_is_audited_and_reading_a_few_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shuke.records.customers.services.reading.READ_IN_BULK_FROM", 3)
    for _ in range(3):
        make.customer("Pan")
    api = Api()

    api.get("/customers", limit=2)
    assert not AuditEntry.objects.filter(action="customers.read").exists()

    api.get("/customers", q="pan")
    entry = AuditEntry.objects.get(action="customers.read")
    assert (entry.api_key, entry.facts["customers"], entry.facts["filters"]) == (api.key, 3, ["q"])


def test_lookup_shows_another_stores_customer_only_by_name() -> None:
    here, elsewhere = make.store(), make.store()
    make.customer("潘伟", home=elsewhere, number="N1", card="6901")
    cashier = Api(Role.FRONT_LINE, here)

    found = cashier.get("/lookup", q="6901").json()["data"]

    assert found == [{"number": "N1", "name": "潘伟", "salutation": "", "by": "card", "is_inside": False}]
    assert cashier.get("/lookup", q="panwei").json()["data"] == []
    assert cashier.get("/customers/N1").status_code == 404


def test_a_page_of_customers_costs_the_same_however_long(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    shop = make.store()
    for _ in range(6):
        make.customer("Pan", home=shop, phone=f"138 1234 000{_}")
    api = Api(Role.MANAGER, shop)
    api.get("/customers")

    with django_assert_num_queries(6):  # the key, its stores; customers, tags, identities, who was merged into them
        assert len(numbers(api.get("/customers"))) == 6
