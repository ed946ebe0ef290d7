"""Products, and the tree of their categories. One that an order merely names waits for its description."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from shuke.intake.apply.changes import filled_in, record_changes
from shuke.intake.apply.work import Counts, RecordPlan, Work, decimal_of, merged_by_key, slices
from shuke.intake.fields import PATH_MARK
from shuke.lib.bulk import fetch_by_key, insert_rows, update_rows
from shuke.records.catalog.models import Category, Product

FIELDS = ("name", "brand", "package", "price", "cost", "is_sold", "is_described")
_TABLE = Product._meta.db_table


class ProductStep:
    table = "products"

    def batches(self, work: Work, part: int) -> Iterator[Sequence[Mapping[str, Any]]]:
        return slices(merged_by_key(work, "products", part, "product"))

    def decide(self, work: Work, rows: Sequence[Mapping[str, Any]]) -> RecordPlan:
        """Of an update "category" is a path here."""
        is_own_file = work.mapping.kind == "products"
        may_create = not is_own_file or work.mapping.mode != "update"
        may_update = not is_own_file or work.mapping.mode != "create"
        known = fetch_by_key(_TABLE, ("code",), ((row["product"],) for row in rows), ("id", *FIELDS, "category_id"))
        paths = dict(Category.objects.filter(pk__in={held[-1] for held in known.values()}).values_list("pk", "path"))
        created, updated, unchanged, skipped = [], [], 0, 0
        for row in rows:
            said = _said(row, is_own_file=is_own_file)
            held = known.get((row["product"],))
            if held is None:
                created += [{"code": row["product"], **said}] if may_create else []
                skipped += not may_create
                continue
            before = {**_typed(held[1:-1]), "category": paths.get(held[-1], "")}
            after = _changes(before, said, row["product"], overwrite=work.mapping.overwrite and is_own_file)
            if after and may_update:
                updated.append((held[0], {name: before[name] for name in after}, after))
            else:
                unchanged += 1
        return RecordPlan(created, updated, unchanged, skipped)

    def counts(self, plan: RecordPlan) -> Counts:
        return plan.counts()

    def write(self, work: Work, plan: RecordPlan) -> None:
        named = {row["category"] for row in plan.created} | {after.get("category", "") for *_, after in plan.updated}
        categories = category_ids(named | {before.get("category", "") for _, before, _ in plan.updated})
        columns = ("code", *FIELDS, "category_id", "origin", "created_at", "updated_at")
        insert_rows(_TABLE, columns, [_new(work, row, categories) for row in plan.created])
        updated = [
            (pk, _with_category_id(before, categories), _with_category_id(after, categories))
            for pk, before, after in plan.updated
        ]
        for pk, _before, after in updated:
            update_rows(_TABLE, (*after, "updated_at"), [(pk, *after.values(), work.now)])
        record_changes(work.run_id, _TABLE, updated)


def category_ids(paths: set[str]) -> dict[str, int | None]:
    """The node of every path, made with all nodes above it where it is new; "" has none."""
    wanted = sorted(
        {parts for path in paths if path for parts in _ancestry(path)}, key=lambda path: path.count(PATH_MARK)
    )
    known = dict(Category.objects.filter(path__in=wanted).values_list("path", "pk"))
    for path in wanted:
        if path not in known:
            above, _, name = path.rpartition(PATH_MARK)
            known[path] = Category.objects.create(name=name[:160], path=path, parent_id=known.get(above)).pk
    return {"": None, **known}


def _ancestry(path: str) -> list[str]:
    if not path:
        return []
    parts = [part.strip() for part in path.split(PATH_MARK.strip())]
    parts = [part for part in parts if part]
    return [PATH_MARK.join(parts[:count]) for count in range(1, len(parts) + 1)]


def _said(row: Mapping[str, Any], *, is_own_file: bool) -> dict[str, Any]:
    name = row["name"]
    return {
        "name": name,
        "brand": row["brand"],
        "package": row["package"],
        "price": decimal_of(row["price_e4"]),
        "cost": decimal_of(row["cost_e4"]),
        "is_sold": row["is_sold"],
        "is_described": bool(is_own_file or name or row["category"]) or None,
        "category": PATH_MARK.join(_ancestry(row["category"])[-1:]),
    }


def _typed(held: Sequence[Any]) -> dict[str, Any]:
    """As read from either database: SQLite hands over decimals as floats and truths as numbers."""
    before = dict(zip(FIELDS, held, strict=True))
    money = {name: None if before[name] is None else Decimal(str(before[name])) for name in ("price", "cost")}
    return {**before, **money, "is_sold": bool(before["is_sold"]), "is_described": bool(before["is_described"])}


def _changes(before: Mapping[str, Any], said: Mapping[str, Any], code: str, *, overwrite: bool) -> dict[str, Any]:
    flags = {"is_sold", "is_described"}
    texts = {name: value for name, value in said.items() if name not in flags}
    empty = frozenset({"", None, code}) if not before["is_described"] else frozenset({"", None})
    after = filled_in(before, texts, overwrite=overwrite, empty=empty)
    if said["is_described"] and not before["is_described"]:
        after["is_described"] = True
    if overwrite and said["is_sold"] is not None and said["is_sold"] != bool(before["is_sold"]):
        after["is_sold"] = said["is_sold"]
    return after


def _new(work: Work, row: Mapping[str, Any], categories: Mapping[str, int | None]) -> tuple[object, ...]:
    return (
        row["code"],
        row["name"] or row["code"],
        row["brand"],
        row["package"],
        row["price"],
        row["cost"],
        row["is_sold"] is not False,
        bool(row["is_described"]),
        categories[row["category"]],
        work.origin,
        work.now,
        work.now,
    )


def _with_category_id(values: Mapping[str, Any], categories: Mapping[str, int | None]) -> dict[str, Any]:
    return {
        ("category_id" if name == "category" else name): (categories[value] if name == "category" else value)
        for name, value in values.items()
    }
