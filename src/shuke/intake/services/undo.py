"""Taking an import back: what it created goes, what it changed is as before. In batches, and safe to begin again."""

import shutil
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from shuke.intake.apply.belongings import TAGS_TABLE
from shuke.intake.apply.changes import plain
from shuke.intake.folders import folder_of
from shuke.intake.models import ImportChange, ImportRun
from shuke.intake.services.ground import scope_of
from shuke.intake.services.running import NotReady
from shuke.records.access.scope import Scope
from shuke.records.access.services import record_audit
from shuke.records.catalog.models import Product
from shuke.records.customers.models import Customer, Identity
from shuke.records.customers.services import rebuild_search_tokens, record_event
from shuke.records.sales.models import Order, OrderLine
from shuke.records.stores.models import Store

ROWS_PER_BATCH = 500
MODELS: dict[str, type[models.Model]] = {
    model._meta.db_table: model for model in (Store, Product, Customer, Order, OrderLine)
}
# Children before what they hang on.
RESTORED = (OrderLine, Order, Customer, Product, Store)


def undo_import(*, run: ImportRun, now: datetime, scope: Scope | None = None) -> ImportRun:
    """Raises NotReady unless the run is done. People and products that are in use elsewhere by now stay."""
    if run.state not in (ImportRun.State.DONE, ImportRun.State.UNDOING):
        raise NotReady(
            _("Import %(number)s is %(state)s: only a finished one can be undone.")
            % {"number": run.pk, "state": run.get_state_display()}
        )
    if run.state == ImportRun.State.DONE:
        run.state = ImportRun.State.UNDOING
        run.save(update_fields=["state"])
    _delete_added_lines(run)
    _delete_orders(run)
    for model in RESTORED:
        _restore(run, model)
    _delete_unused(run)
    with transaction.atomic():
        run.state, run.undone_at = ImportRun.State.UNDONE, now
        run.save(update_fields=["state", "undone_at"])
        scope = scope or scope_of(run)
        record_event(scope=scope, kind="import.undone", now=now, origin=run.origin, facts={"import": run.pk})
        record_audit(scope=scope, action="import.undo", at=now, subject=f"import:{run.pk}")
    shutil.rmtree(folder_of(run), ignore_errors=True)
    return run


def _delete_added_lines(run: ImportRun) -> None:
    """Lines this run added to orders that were there before it."""
    added = ImportChange.objects.filter(run=run, table=OrderLine._meta.db_table, before__isnull=True)
    while ids := list(added.values_list("row_id", flat=True)[:ROWS_PER_BATCH]):
        with transaction.atomic():
            _delete_lines(OrderLine.objects.filter(pk__in=ids))
            added.filter(row_id__in=ids).delete()


def _delete_orders(run: ImportRun) -> None:
    created = Order.objects.filter(origin=run.origin).order_by("pk")
    while ids := list(created.values_list("pk", flat=True)[:ROWS_PER_BATCH]):
        with transaction.atomic():
            _delete_lines(OrderLine.objects.filter(order__in=ids))
            orders = Order.objects.filter(pk__in=ids)
            orders._raw_delete(orders.db)


def _delete_lines(lines: "models.QuerySet[OrderLine]") -> None:
    OrderLine.objects.filter(undoes__in=lines).update(undoes=None)
    ids = list(lines.values_list("pk", flat=True))
    for start in range(0, len(ids), ROWS_PER_BATCH):
        chunk = OrderLine.objects.filter(pk__in=ids[start : start + ROWS_PER_BATCH])
        chunk._raw_delete(chunk.db)


def _restore(run: ImportRun, model: type[models.Model]) -> None:
    """Puts fields back to what they were, except those somebody has changed since."""
    table = model._meta.db_table
    changes = ImportChange.objects.filter(run=run, table=table, before__isnull=False).order_by("-pk")
    while batch := list(changes[:ROWS_PER_BATCH]):
        with transaction.atomic():
            held = model._default_manager.in_bulk({change.row_id for change in batch})
            for change in batch:
                if change.row_id in held:
                    _put_back(held[change.row_id], change)
            ImportChange.objects.filter(pk__in=[change.pk for change in batch]).delete()
            if model is Customer:
                rebuild_search_tokens(sorted(held))


def _put_back(row: models.Model, change: ImportChange) -> None:
    before: dict[str, Any] = dict(change.before or {})
    own = before.pop("custom", None)
    ours = {"custom": _custom_before(row, own, change.after["custom"])} if own else {}
    ours |= {name: value for name, value in before.items() if plain(getattr(row, name)) == change.after[name]}
    for name, value in ours.items():
        setattr(row, name, value if name.endswith("_id") else _field(row, name).to_python(value))
    if ours:
        row.save(update_fields=list(ours))


def _custom_before(row: Any, before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """A customer's custom fields, each put back by itself."""
    ours = {key: value for key, value in before.items() if row.custom.get(key) == after[key]}
    return {key: value for key, value in {**row.custom, **ours}.items() if value is not None}


def _field(row: models.Model, name: str) -> "models.Field[Any, Any]":
    return next(field for field in row._meta.concrete_fields if field.name == name)


def _delete_unused(run: ImportRun) -> None:
    """Identifiers and tags given, then people, products and stores nothing else points at."""
    for change in ImportChange.objects.filter(run=run, table=TAGS_TABLE):
        Customer.tags.through.objects.filter(customer_id=change.row_id, tag_id=change.after["tag_id"]).delete()
    touched = set(Identity.objects.filter(source=run.origin).values_list("customer_id", flat=True))
    Identity.objects.filter(source=run.origin).delete()
    rebuild_search_tokens(sorted(touched))
    for model in (Customer, Product, Store):
        created = model._default_manager.filter(origin=run.origin)
        for pk in list(created.values_list("pk", flat=True)):
            _delete_if_unused(model, pk)


def _delete_if_unused(model: type[models.Model], pk: int) -> None:
    try:
        with transaction.atomic():
            model._default_manager.get(pk=pk).delete()
    except (models.ProtectedError, models.RestrictedError):
        return
