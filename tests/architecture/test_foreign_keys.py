"""Import linters cannot see `"app.Model"`: a foreign key must point upstream too."""

import tomllib
from pathlib import Path

import pytest
from django.apps import apps

pytestmark = pytest.mark.sqlite_only

CONTRACTS = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["tool"]["importlinter"][
    "contracts"
]


def layers(name: str) -> list[str]:
    """Layer of each module, first = furthest downstream."""
    return next(contract["layers"] for contract in CONTRACTS if contract["name"] == name)


# Stages whose domains have an order of their own.
ORDERED = {"records": "Order of the record domains", "actions": "Order of the actions"}


def height(package: str) -> tuple[int, int]:
    """How far upstream a package lies: stages first, then the domains inside records and actions."""
    stage, domain = unit(package)
    return place(stage, "Stages look upstream only"), place(domain, ORDERED[stage]) if domain else 0


def unit(package: str) -> tuple[str, str]:
    """What the contracts order: a stage, and the domain where domains have an order."""
    _shuke, stage, *inside = package.split(".")  # shuke.records.sales
    return stage, inside[0] if stage in ORDERED else ""


def place(name: str, contract: str) -> int:
    ordered = [layer.replace("(", "").replace(")", "").split(" | ") for layer in layers(contract)]
    return next(number for number, names in enumerate(ordered) if name in names)


def is_upstream(package: str, target: str) -> bool:
    """What stands side by side in a layer knows nothing of each other."""
    return unit(package) == unit(target) or height(package) < height(target)


def relations() -> list[tuple[str, str, str]]:
    return [
        (model._meta.app_config.name, f"{model.__name__}.{field.name}", field.related_model._meta.app_config.name)
        for model in apps.get_models()
        if model.__module__.startswith("shuke.")
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model is not None
        and field.related_model.__module__.startswith("shuke.")
    ]  # fmt: skip


def test_there_are_foreign_keys_to_look_at() -> None:
    assert len(relations()) > 20


def test_foreign_keys_point_upstream() -> None:
    wrong = [(name, target) for package, name, target in relations() if not is_upstream(package, target)]

    assert wrong == []


@pytest.mark.parametrize(
    ("package", "target"),
    [
        ("shuke.records.stores", "shuke.records.sales"),
        ("shuke.records.sales", "shuke.actions.segments"),
        ("shuke.actions.segments", "shuke.actions.journeys"),
        ("shuke.actions.campaigns", "shuke.actions.care"),
    ],
)
def test_downstream_and_sideways_are_told_from_upstream(package: str, target: str) -> None:
    assert not is_upstream(package, target)
