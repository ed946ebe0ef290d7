from tests.intake.checks.given import batch_of, refused, values

from shuke.intake.checks import Checked, Ground, check
from shuke.intake.mapping import Mapping


def _checked(kind: str, **columns: list[str]) -> Checked:
    return check(batch_of(columns), Mapping(kind, {name: (name,) for name in columns}), Ground())


def test_products_need_a_code_and_prices_that_are_not_negative() -> None:
    found = _checked("products", product=["610233", "", "610108"], price=["68", "1", "-1"], is_sold=["在售", "", ""])

    assert values(found, "product") == ["610233"]
    assert values(found, "price_e4") == [680_000]
    assert values(found, "is_sold") == [True]
    assert refused(found) == {3: ("product", "value_missing"), 4: ("price", "price_negative")}


def test_stores_need_a_real_zone_and_currency() -> None:
    found = _checked(
        "stores",
        store=["a", "b", "c"],
        time_zone=["Asia/Shanghai", "Moon/Base", ""],
        currency=["RMB", "", "BEANS"],
    )

    assert values(found, "currency") == ["CNY"]
    assert refused(found) == {3: ("time_zone", "time_zone_unknown"), 4: ("currency", "currency_unknown")}
