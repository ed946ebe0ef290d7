from pathlib import Path

import pytest

from shuke.intake.mapping import Mapping, Proposal, apply_told, read_mapping, require_complete, signature
from shuke.intake.reasons import Reason, SourceRefused

COLUMNS = ("Beleg", "Datum", "Rabatt", "Bon-Rabatt", "Summe")
GUESSED = Proposal(
    Mapping("orders", {"ordered_at": ("Datum",), "order": ("Summe",)}), {"ordered_at": Reason("name_known")}, ()
)


def test_told_columns_go_by_name_by_number_and_in_groups() -> None:
    told = {"columns": {"order": "beleg", "amount": 5, "discount": ["Rabatt", "Bon-Rabatt"]}}

    found = apply_told(GUESSED, told, COLUMNS)

    assert found.mapping.columns == {
        "ordered_at": ("Datum",),
        "order": ("Beleg",),
        "amount": ("Summe",),
        "discount": ("Rabatt", "Bon-Rabatt"),
    }
    assert found.reasons["amount"].code == "mapping_given"
    assert found.left_out == ()


def test_a_column_called_by_a_digit_wins_over_the_number() -> None:
    found = apply_told(Proposal(Mapping("orders"), {}, ()), {"columns": {"order": "1"}}, ("2", "1"))

    assert found.mapping.columns["order"] == ("1",)


def test_an_empty_answer_takes_a_guess_away() -> None:
    found = apply_told(GUESSED, {"columns": {"order": ""}}, COLUMNS)

    assert set(found.mapping.columns) == {"ordered_at"}


def test_a_column_that_is_not_there_is_a_sentence() -> None:
    with pytest.raises(SourceRefused, match="no column “Betrag”; its columns are Beleg, Datum"):
        apply_told(GUESSED, {"columns": {"amount": "Betrag"}}, COLUMNS)


def test_a_field_that_is_none_is_a_sentence() -> None:
    with pytest.raises(SourceRefused, match="“colour” is not something a file of orders can hold"):
        apply_told(GUESSED, {"columns": {"colour": "Beleg"}}, COLUMNS)


def test_an_incomplete_mapping_says_what_is_missing() -> None:
    with pytest.raises(SourceRefused, match="recognised as amount / gross / unit_price among Beleg"):
        require_complete(GUESSED, COLUMNS)


def test_a_mapping_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "till.toml"
    path.write_text('time_zone = "UTC"\n[columns]\norder = 1\n')

    assert read_mapping(path, "orders") == {"time_zone": "UTC", "columns": {"order": 1}}


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("time_zone = ", "Invalid value"),
        ('timezone = "UTC"', "“timezone” is none of"),
        ('kind = "stores"', "it is for stores, not orders"),
        ('decimal = ";"', "decimal = “;” is none of"),
        ('time_zone = "Mars/Base"', "“Mars/Base” is not a time zone"),
        ('currency = "BEANS"', "“BEANS” is not a currency"),
        ('columns = "order"', "must say field = column"),
    ],
)
def test_a_mapping_file_that_is_wrong_says_where(tmp_path: Path, text: str, detail: str) -> None:
    path = tmp_path / "till.toml"
    path.write_text(text)

    with pytest.raises(SourceRefused, match=detail):
        read_mapping(path, "orders")


def test_a_mapping_survives_being_kept_as_json() -> None:
    mapping = Mapping("orders", {"discount": ("a", "b")}, date_format="day_first", decimal=",", overwrite=True)

    assert Mapping.from_dict(mapping.as_dict()) == mapping


def test_the_signature_overlooks_case_and_blanks_but_not_order() -> None:
    assert signature("orders", ("Order No", "Date")) == signature("orders", ("order_no", "DATE"))
    assert signature("orders", ("Date", "Order No")) != signature("orders", ("Order No", "Date"))
    assert signature("orders", ("Date",)) != signature("stores", ("Date",))
