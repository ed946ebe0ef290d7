"""What the records say that a file may leave open, gathered for the checks and for pass 2."""

from dataclasses import replace
from datetime import datetime

from shuke.intake.apply.stores import stores_named
from shuke.intake.apply.work import Work
from shuke.intake.checks import Ground
from shuke.intake.fields import CUSTOM, FIELDS, Field
from shuke.intake.folders import parts_of
from shuke.intake.mapping import Mapping
from shuke.intake.models import ImportRun
from shuke.intake.reasons import SourceRefused
from shuke.records.access.scope import Scope, scope_of_staff, scope_of_system
from shuke.records.customers.queries import custom_fields
from shuke.records.stores.models import Store
from shuke.records.stores.queries import business

# The one store of a business that never spoke of stores.
ONLY_STORE = "main"
CUSTOM_LIMIT = 400  # characters of a custom text, as over the API


def ground_for_checks() -> Ground:
    shop = business()
    stores = stores_named()
    return Ground(
        time_zone=shop.time_zone,
        currency=shop.currency,
        country=shop.country,
        needs_store=True,
        store_time_zones={name: store.time_zone for name, store in stores.items()},
        store_currencies={name: store.currency for name, store in stores.items()},
        custom=custom_of("customers"),
    )


def custom_of(kind: str) -> dict[str, Field]:
    """The fields an administrator added to what files of this kind hold."""
    if kind != "customers":
        return {}
    return {
        f"{CUSTOM}{field.key}": Field(field.type, CUSTOM_LIMIT, label=field.label, choices=tuple(field.choices))
        for field in custom_fields()
    }


def known_fields(kind: str) -> dict[str, Field]:
    """All a column of such a file can become."""
    return {**FIELDS[kind], **custom_of(kind)}


def with_store(mapping: Mapping) -> Mapping:
    """An order belongs to a store: the one told, the only one there is, or the first one of all."""
    codes = list(Store.objects.values_list("code", flat=True)[:50])
    if mapping.store and codes and mapping.store not in stores_named():
        raise SourceRefused("store_unknown", store=mapping.store, stores=", ".join(codes))
    if mapping.kind != "orders" or mapping.store or "store" in mapping.columns:
        return mapping
    if len(codes) > 1:
        raise SourceRefused("store_open", count=len(codes), stores=", ".join(codes))
    return replace(mapping, store=codes[0] if codes else ONLY_STORE)


def work_of(run: ImportRun, *, now: datetime) -> Work:
    shop = business()
    return Work(
        run_id=run.pk,
        origin=run.origin,
        mapping=Mapping.from_dict(run.mapping),
        folder=parts_of(run),
        parts=run.staged["parts"],
        now=now,
        scope=scope_of(run),
        time_zone=shop.time_zone,
        currency=shop.currency,
        country=shop.country,
    )


def scope_of(run: ImportRun) -> Scope:
    return scope_of_staff(run.started_by) if run.started_by else scope_of_system(run.origin)
