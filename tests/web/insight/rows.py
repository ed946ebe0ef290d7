"""Rows for pages about scores: each builder states only what a test is about."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from shuke.records.access.models import Role, Staff
from shuke.records.customers.models import Customer
from shuke.records.stores.models import Store
from shuke.scores.models import CustomerScore, ModelRun

NOW = datetime(2026, 11, 19, 8, 30, tzinfo=UTC)
AS_OF = date(2026, 11, 18)

_numbers = count(1)


def store(code: str = "S1", **facts: Any) -> Store:
    defaults = {"name": code, "time_zone": "Asia/Shanghai", "currency": "CNY", "created_at": NOW, "updated_at": NOW}
    return Store.objects.get_or_create(code=code, defaults={**defaults, **facts})[0]


def staff(role: str = Role.MANAGER, *, stores: tuple[Store, ...] = (), **facts: Any) -> Staff:
    defaults = {"name": "Su Wan", "works_everywhere": not stores}
    person = Staff.objects.create_user(
        f"{role}-{next(_numbers)}", password="secret", role=role, **{**defaults, **facts}
    )
    person.stores.set(stores)
    return person


def customer(name: str = "Lin Jianshan", **facts: Any) -> Customer:
    number = f"C{next(_numbers):05d}"
    return Customer.objects.create(**{"number": number, "name": name, "created_at": NOW, "updated_at": NOW, **facts})


def run(as_of: date = AS_OF, **facts: Any) -> ModelRun:
    defaults = {
        "kind": ModelRun.Kind.SCORES,
        "started_at": NOW,
        "finished_at": NOW,
        "data_fingerprint": "9f3c21ab",
        "engine": "duckdb",
        "currency": "CNY",
    }
    return ModelRun.objects.create(as_of=as_of, **{**defaults, **facts})


def score(person: Customer, of: ModelRun, **facts: Any) -> CustomerScore:
    """A stable customer in the window unless told otherwise."""
    defaults: dict[str, Any] = {
        "home_store": person.home_store,
        "first_on": date(2026, 1, 5),
        "latest_on": date(2026, 11, 1),
        "total_orders": 12,
        "recency_days": 17,
        "in_window": True,
        "orders": 12,
        "spend_minor": 240_000,
        "spend_90_minor": 60_000,
        "spend_90_before_minor": 60_000,
        "months": [20_000] * 12,
        "visits": [50, 33, 17],
        "rfm_group": "active",
        "is_spike": False,
        "champion_product": "",
        "is_abnormal": False,
        "stage": "stable",
        "is_returned": False,
        "rhythm_days": 16.0,
        "silence_days": 17,
    }
    return CustomerScore.objects.create(customer=person, run=of, **{**defaults, **facts})


def slipping_away(person: Customer, of: ModelRun, **facts: Any) -> CustomerScore:
    """A declining customer with something at risk."""
    defaults: dict[str, Any] = {
        "stage": "declining",
        "is_abnormal": True,
        "rhythm_days": 9.0,
        "silence_days": 31,
        "overdue_ratio": 3.4,
        "overdue_band": "up_to_4",
        "silence_probability": 0.02,
        "churn_probability": 0.71,
        "value_at_risk_minor": 326_000,
    }
    return score(person, of, **{**defaults, **facts})
