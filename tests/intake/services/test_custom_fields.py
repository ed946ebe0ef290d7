"""Fields an administrator added, filled by a customer file."""

from pathlib import Path
from typing import Any

import pytest
from tests.intake.conftest import Sales
from tests.intake.services.conftest import NOW, Load

from shuke.intake.models import ImportRun
from shuke.intake.reasons import SourceRefused
from shuke.intake.services import stage_import, start_import, undo_import
from shuke.intake.words import say
from shuke.records.customers.custom import checked_values
from shuke.records.customers.models import Customer, CustomField
from shuke.records.customers.queries import custom_fields

HEAD = "customer id,name,Shoe size,Newsletter,Fit"


@pytest.fixture(autouse=True)
def _fields(db: None) -> None:
    CustomField.objects.create(key="shoe_size", label="Shoe size", type="number")
    CustomField.objects.create(key="newsletter", label="Newsletter", type="yes_no")
    CustomField.objects.create(key="fit", label="Fit", type="choice", choices=["slim", "wide"])


def held() -> dict[str, Any]:
    return dict(Customer.objects.order_by("number").values_list("number", "custom"))


def test_columns_named_like_a_field_are_proposed_said_and_typed_as_the_form_would(load: Load, sales: Sales) -> None:
    summary = load(sales(HEAD, "7,潘先生,42.5,是,slim", "8,Mei 🌸,38,no,", "9,Wu,,,"), kind="customers")

    assert held() == {
        "7": {"shoe_size": 42.5, "newsletter": True, "fit": "slim"},
        "8": {"shoe_size": 38, "newsletter": False},
        "9": {},
    }
    assert summary.left_out == ()
    assert "Shoe size = column Shoe size: known by its name" in summary.lines()
    assert all(checked_values(custom, fields=custom_fields()) == custom for custom in held().values())


def test_a_value_that_does_not_fit_keeps_out_its_row_with_a_sentence(load: Load, sales: Sales) -> None:
    summary = load(sales(HEAD, "7,Pan,big,yes,slim", "8,Mei,38,yes,narrow", "9,Wu,44,yes,wide"), kind="customers")

    assert held() == {"9": {"shoe_size": 44, "newsletter": True, "fit": "wide"}}
    assert summary.refused == {"number_unreadable": 1, "choice_unknown": 1}
    assert summary.rejected is not None
    written = summary.rejected.read_text(encoding="utf-8")
    assert "Fit" in written
    assert "“narrow” is none of slim, wide" in written


def test_what_is_filled_stays_unless_overwriting_is_asked_for_and_twice_changes_nothing(
    load: Load, sales: Sales, tmp_path: Path
) -> None:
    load(sales(HEAD, "7,Pan,42,yes,"), kind="customers")

    load(sales(HEAD, "7,Pan,43,no,slim", name="more.csv"), kind="customers")
    assert held()["7"] == {"shoe_size": 42, "newsletter": True, "fit": "slim"}
    told = tmp_path / "told.toml"
    told.write_text("overwrite = true\n")
    over = load(sales(HEAD, "7,Pan,43,no,", name="over.csv"), kind="customers", mapping=told)
    again = load(sales(HEAD, "7,Pan,43,no,", name="over.csv"), kind="customers", mapping=told)

    assert held()["7"] == {"shoe_size": 43, "newsletter": False, "fit": "slim"}
    assert over.counts["customers"] == {"updated": 1}
    assert again.counts["customers"] == {"unchanged": 1}


def test_two_rows_of_one_customer_fill_each_what_the_other_leaves_empty(load: Load, sales: Sales) -> None:
    load(sales(HEAD, "7,Pan,42,,", "7,Pan,50,yes,"), kind="customers")

    assert held()["7"] == {"shoe_size": 42, "newsletter": True}


def test_a_mapping_names_a_field_by_custom_and_its_key(load: Load, sales: Sales, tmp_path: Path) -> None:
    for number, line in enumerate(('custom.shoe_size = "EU"', '"custom.shoe_size" = "EU"')):
        told = tmp_path / f"told{number}.toml"
        told.write_text(f"[columns]\n{line}\n")
        summary = load(sales("customer id,EU", f"{number},42", name=f"{number}.csv"), kind="customers", mapping=told)
        assert summary.left_out == ()

    assert held() == {"0": {"shoe_size": 42}, "1": {"shoe_size": 42}}


def test_a_field_nobody_added_is_refused_with_those_there_are(load: Load, sales: Sales, tmp_path: Path) -> None:
    told = tmp_path / "told.toml"
    told.write_text('[columns]\n"custom.hat" = "EU"\n')

    with pytest.raises(SourceRefused, match=r"“custom\.hat” is not something .* custom\.shoe_size"):
        load(sales("customer id,EU", "7,42"), kind="customers", mapping=told)


def test_a_field_dropped_since_is_left_out_of_what_was_remembered_and_refuses_a_draft(load: Load, sales: Sales) -> None:
    path = sales(HEAD, "7,Pan,42,yes,slim")
    draft = start_import(path=sales(HEAD, "7,Pan,42,yes,slim", name="draft.csv"), kind="customers", now=NOW)
    load(path, kind="customers")
    Customer.objects.update(custom={})
    CustomField.objects.get(key="fit").delete()

    assert load(sales(HEAD, "7,Pan,42,yes,slim", name="next.csv"), kind="customers").left_out == ("Fit",)
    with pytest.raises(SourceRefused) as refused:
        stage_import(run=draft, now=NOW)
    assert "“custom.fit”" in say(refused.value.reason)


def test_an_undone_import_takes_back_each_field_nobody_has_changed_since(load: Load, sales: Sales) -> None:
    load(sales("customer id,name", "7,Pan"), kind="customers")
    summary = load(sales(HEAD, "7,Pan,42,yes,slim", name="more.csv"), kind="customers")
    pan = Customer.objects.get(number="7")
    pan.custom = {**pan.custom, "fit": "wide"}
    pan.save()

    undo_import(run=ImportRun.objects.get(pk=summary.run_id), now=NOW)

    assert held() == {"7": {"fit": "wide"}}
