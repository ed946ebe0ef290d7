import csv
import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook
from tests.records import make
from tests.web.conftest import SignedIn
from tests.web.insight import rows

from shuke.records.access.models import AuditEntry
from shuke.records.customers.models import Customer, Tag
from shuke.records.customers.services import tag_customers
from shuke.web.customers.columns import COLUMNS

pytestmark = pytest.mark.django_db


def tags_of(person: Customer) -> set[str]:
    return {tag.name for tag in person.tags.all()}


def table(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def exported(client: Client, address: str = "", **sent: str) -> list[list[str]]:
    answer = client.post(f"/customers/export/{address}", {"all": "1", "format": "csv", **sent})
    assert answer.status_code == 200
    return table(b"".join(answer))  # type: ignore[arg-type]


def test_those_ticked_are_tagged(signed_in: SignedIn) -> None:
    ticked, other = rows.customer(), rows.customer()

    answer = signed_in().post("/customers/tag/", {"ids": str(ticked.pk), "add": "vip，coffee, vip"})

    assert answer.status_code == 302
    assert tags_of(ticked) == {"vip", "coffee"}
    assert tags_of(other) == set()


def test_a_tag_is_taken_away(signed_in: SignedIn) -> None:
    person = rows.customer()
    tag_customers(scope=make.SYSTEM, now=rows.NOW, origin="test", customers=Customer.objects.all(), add=["old", "kept"])

    signed_in().post("/customers/tag/", {"ids": str(person.pk), "remove": [Tag.objects.get(name="old").pk]})

    assert tags_of(person) == {"kept"}


def test_all_of_the_list_are_tagged_and_nobody_else(signed_in: SignedIn) -> None:
    female, male = rows.customer(gender="female"), rows.customer(gender="male")

    signed_in().post("/customers/tag/?gender=female", {"all": "1", "ids": str(male.pk), "add": "tea"})

    assert (tags_of(female), tags_of(male)) == ({"tea"}, set())


def test_ids_of_other_stores_are_left_alone(signed_in: SignedIn) -> None:
    own, other = make.store(), make.store()
    theirs = rows.customer(home_store=other)

    signed_in("manager", own).post("/customers/tag/", {"ids": str(theirs.pk), "add": "taken"})

    assert tags_of(theirs) == set()


def test_the_dialog_takes_the_ticked_along(signed_in: SignedIn) -> None:
    part = signed_in().get("/customers/tag/?stage=lost&ids=4,5&all=", headers={"HX-Request": "true"}).content.decode()

    assert 'name="ids" value="4,5"' in part
    assert "stage=lost" in part


def test_customers_are_given_to_a_colleague_and_back(signed_in: SignedIn) -> None:
    person, colleague = rows.customer(), make.staff("manager")
    client = signed_in()

    client.post("/customers/assign/", {"ids": str(person.pk), "owner": colleague.pk})
    person.refresh_from_db()
    given = person.owner
    client.post("/customers/assign/", {"ids": str(person.pk), "owner": ""})

    person.refresh_from_db()
    assert (given, person.owner) == (colleague, None)


@pytest.mark.parametrize(("role", "address"), [("analyst", "tag"), ("front_line", "tag"), ("agent", "assign")])
def test_who_may_only_read_changes_nobody(signed_in: SignedIn, role: str, address: str) -> None:
    person = rows.customer()

    assert signed_in(role).post(f"/customers/{address}/", {"ids": str(person.pk), "add": "x"}).status_code == 403


def test_the_list_is_exported_as_it_is_filtered_sorted_and_shown(signed_in: SignedIn) -> None:
    run = rows.run()
    for name, spend in (("Low", 100_00), ("High", 300_50)):
        rows.score(rows.customer(name), run, spend_minor=spend, stage="stable")
    rows.score(rows.customer("Lost"), run, stage="lost")

    found = exported(signed_in(), "?stage=stable&columns=spend,stage")

    assert found[0] == ["Customer number", "Name", "Spend of 12 months", "Stage"]
    assert [line[1:] for line in found[1:]] == [["High", "300.50", "Stable"], ["Low", "100.00", "Stable"]]


def test_those_ticked_are_exported(signed_in: SignedIn) -> None:
    ticked = rows.customer("Ticked")
    rows.customer("Other")

    found = exported(signed_in(), all="", ids=str(ticked.pk))

    assert [line[1] for line in found[1:]] == ["Ticked"]


def test_every_column_can_be_exported(signed_in: SignedIn) -> None:
    rows.slipping_away(rows.customer("Scored"), rows.run(), value_class="gold", rfm_eight="key_keep", r=1, f=5, m=5)
    rows.customer("Unscored")
    keys = ",".join(column.key for column in COLUMNS)

    found = exported(signed_in(), f"?columns={keys}")

    assert [len(line) for line in found] == [len(COLUMNS) + 1] * 3


def test_forecasts_are_exported_as_numbers(signed_in: SignedIn) -> None:
    rows.score(rows.customer(), rows.run(), probability_alive=0.87654, expected_orders_90=2.345, network_minor=26_450)

    found = exported(signed_in(), "?columns=probability_alive,expected_orders_90,network,lifetime_value")

    assert found[1][2:] == ["0.8765", "2.35", "264.50", ""]


def test_what_a_score_is_made_of_can_be_exported_one_by_one(signed_in: SignedIn) -> None:
    run = rows.run()
    person = make.customer("Lin", gender="female", email="lin@example.org", card="880123")
    rows.score(
        person, run, r=5, f=4, m=3, pyramid_level="vip", latest_on=run.as_of - timedelta(days=17),
        current_value_minor=120_00, headroom_minor=30_50, silence_probability=0.41234,
    )  # fmt: skip

    found = exported(
        signed_in(),
        "?columns=r,f,m,pyramid_level,recency,silence_probability,current_value,headroom,email,card,gender",
    )

    assert found[1][2:] == [
        "5", "4", "3", "VIP", "17", "0.4123", "120.00", "30.50", "lin@example.org", "880123", "female",
    ]  # fmt: skip


def test_a_rhythm_is_exported_as_its_usual_gap_without_idle_decimals(signed_in: SignedIn) -> None:
    rows.slipping_away(rows.customer(), rows.run(), rhythm_days=1.0663716814159292, overdue_ratio=7.5020746887966805)

    found = exported(signed_in(), "?columns=rhythm,overdue")

    assert found[0][2:] == ["Usual gap, days", "Overdue"]
    assert found[1][2:] == ["1.07", "7.5"]


def test_a_formula_in_a_name_is_neutralised(signed_in: SignedIn) -> None:
    rows.customer("=HYPERLINK(1)")

    assert exported(signed_in())[1][1] == "'=HYPERLINK(1)"


def test_excel_gets_a_workbook(signed_in: SignedIn, tmp_path: Path) -> None:
    rows.customer("Pan")

    answer = signed_in().post("/customers/export/", {"all": "1", "format": "xlsx"})
    path = tmp_path / "list.xlsx"
    path.write_bytes(b"".join(answer))  # type: ignore[arg-type]

    sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert answer["Content-Disposition"].endswith('.xlsx"')
    assert sheet[1][1] == "Pan"


def test_an_export_is_written_in_the_audit_log(signed_in: SignedIn) -> None:
    rows.customer(gender="female")

    exported(signed_in(), "?gender=female")

    entry = AuditEntry.objects.get(action="customers.export")
    assert entry.facts["customers"] == 1
    assert entry.facts["list"] == {"gender": "female"}


def test_an_export_ends_at_the_own_stores(signed_in: SignedIn) -> None:
    own, other = make.store(), make.store()
    rows.customer("Ours", home_store=own)
    rows.customer("Theirs", home_store=other)

    found = exported(signed_in("manager", own))

    assert [line[1] for line in found[1:]] == ["Ours"]


def test_an_export_is_a_right_of_its_own(signed_in: SignedIn) -> None:
    assert signed_in("agent").post("/customers/export/", {"all": "1"}).status_code == 403
    assert signed_in().get("/customers/export/").status_code == 405
