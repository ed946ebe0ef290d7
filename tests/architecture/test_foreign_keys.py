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


def height(package: str) -> tuple[int, int]:
    """How far upstream a package lies: stages first, then the domains inside records."""
    parts = package.split(".")  # shuke.records.sales
    stages = layers("Stages look upstream only")
    stage = next(
        place for place, layer in enumerate(stages) if parts[1] in layer.replace("(", "").replace(")", "").split(" | ")
    )
    domain = 0
    if parts[1] == "records":
        names = [layer.strip("()") for layer in layers("Order of the record domains")]
        domain = names.index(parts[2])
    return stage, domain


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
    wrong = [(name, target) for package, name, target in relations() if height(package) > height(target)]

    assert wrong == []
