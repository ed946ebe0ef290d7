"""Who brought whom, told by a customer file."""

from pathlib import Path

from tests.intake.conftest import Sales
from tests.intake.services.conftest import NOW, Load

from shuke.intake.apply.referrals import bringers_of
from shuke.intake.models import ImportRun
from shuke.intake.services import try_file, undo_import
from shuke.records.customers.models import Customer

HEAD = "customer id,name,referred by"


def brought() -> dict[str, str | None]:
    return dict(Customer.objects.order_by("number").values_list("number", "referred_by__number"))


def test_who_brought_a_customer_may_stand_below_them_or_be_named_by_card(load: Load, sales: Sales) -> None:
    summary = load(
        sales("customer id,name,card,推荐人", "7,潘先生,,8", "8,李小梅,6901 234,", "9,Mr Wu,,6901234"), kind="customers"
    )

    assert brought() == {"7": "8", "8": None, "9": "8"}
    assert summary.counts["customers"] == {"created": 3}
    assert not summary.noticed


def test_nobody_known_and_a_circle_are_left_out_and_counted(load: Load, sales: Sales) -> None:
    summary = load(sales(HEAD, "7,Pan,8", "8,Mei,9", "9,Wu,7", "10,Li,777"), kind="customers")

    assert brought() == {"10": None, "7": "8", "8": "9", "9": None}
    assert summary.noticed == {"bringer_unknown": 1, "referral_circle": 1}
    assert "  1 × two who would have brought each other (line 4)" in summary.lines()
    assert "  1 × who brought them is not known (line 5)" in summary.lines()


def test_what_is_known_stays_unless_overwriting_is_asked_for_and_twice_changes_nothing(
    load: Load, sales: Sales, tmp_path: Path
) -> None:
    load(sales(HEAD, "7,Pan,8", "8,Mei,", "9,Wu,"), kind="customers")

    load(sales(HEAD, "7,Pan,9", name="more.csv"), kind="customers")
    assert brought()["7"] == "8"
    told = tmp_path / "told.toml"
    told.write_text("overwrite = true\n")
    load(sales(HEAD, "7,Pan,9", name="over.csv"), kind="customers", mapping=told)
    again = load(sales(HEAD, "7,Pan,9", "8,Mei,", name="again.csv"), kind="customers", mapping=told)

    assert brought()["7"] == "9"
    assert again.counts["referrals"] == {"unchanged": 1}


def test_an_undone_import_gives_back_who_brought_whom(load: Load, sales: Sales) -> None:
    load(sales("customer id,name", "7,Pan"), kind="customers")

    summary = load(sales(HEAD, "7,Pan,8", "8,Mei,9", "9,Wu,", name="more.csv"), kind="customers")
    assert brought() == {"7": "8", "8": "9", "9": None}
    undo_import(run=ImportRun.objects.get(pk=summary.run_id), now=NOW)

    assert brought() == {"7": None}


def test_who_was_brought_under_a_record_that_became_part_of_another_is_the_person(load: Load, sales: Sales) -> None:
    load(sales("customer id,name", "7,Pan", "8,Mei", "P,Pan"), kind="customers")
    Customer.objects.filter(number="P").update(merged_into=Customer.objects.get(number="7"))

    load(sales(HEAD, "P,Pan,8", name="more.csv"), kind="customers")

    assert brought() == {"7": "8", "8": None, "P": None}


def test_only_those_behind_the_people_of_a_batch_are_read(load: Load, sales: Sales) -> None:
    load(sales(HEAD, "7,Pan,8", "8,Mei,9", "9,Wu,", "20,Li,21", "21,Lu,"), kind="customers")
    ids = dict(Customer.objects.values_list("number", "pk"))

    assert bringers_of([ids["7"]]) == {ids["7"]: ids["8"], ids["8"]: ids["9"]}


def test_a_dry_run_tells_of_nobody_unknown_who_stands_in_the_file_itself(load: Load, sales: Sales) -> None:
    summary = try_file(path=sales(HEAD, "7,Pan,8", "8,Mei,"), kind="customers", now=NOW)

    assert summary.counts == {"customers": {"created": 2}}
    assert not summary.noticed
