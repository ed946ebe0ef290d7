"""What a customer file says beyond the customer's own row: tags, household, organisation."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from shuke.intake.apply.changes import record_changes
from shuke.intake.apply.work import Work
from shuke.lib.bulk import fetch_by_key, update_rows, upsert_rows
from shuke.records.customers.models import Customer, Household, Organisation
from shuke.records.customers.services.profile import tags_named

GROUPS: Mapping[str, type[Household] | type[Organisation]] = {"household": Household, "organisation": Organisation}
TAGS_TABLE = "customers_customer_tags"

_BETWEEN_TAGS = re.compile(r"[,，;；、|]")
_TABLE = Customer._meta.db_table


@dataclass(frozen=True)
class Belongings:
    """By the number in the file."""

    tags: Mapping[str, Collection[str]] = field(default_factory=dict)  # names not carried yet
    groups: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # {number: {"household": name}}
    before: Mapping[str, Mapping[str, int | None]] = field(default_factory=dict)  # {number: {"household_id": 3}}

    def changes(self, number: str) -> bool:
        return bool(self.tags.get(number) or self.groups.get(number))


def decide_belongings(rows: Sequence[Mapping[str, Any]], ids: Mapping[str, int], *, overwrite: bool) -> Belongings:
    carried: dict[int, set[str]] = {}
    through = Customer.tags.through.objects.filter(
        customer__in=[ids[r["customer"]] for r in rows if r["customer"] in ids]
    )
    if any(row["tags"] for row in rows):
        for pk, name in through.values_list("customer_id", "tag__name"):
            carried.setdefault(pk, set()).add(name)
    held = fetch_by_key(_TABLE, ("id",), ((pk,) for pk in set(ids.values())), [f"{name}_id" for name in GROUPS])
    named = {
        name: dict(model.objects.filter(name__in={row[name] for row in rows if row[name]}).values_list("name", "pk"))
        for name, model in GROUPS.items()
    }
    tags, groups, before = {}, {}, {}
    for row in rows:
        number = row["customer"]
        pk = ids.get(number, 0)
        if new := tag_names(row["tags"]) - carried.get(pk, set()):
            tags[number] = new
        held_ids = dict(zip(GROUPS, held.get((pk,), (None, None)), strict=True))
        wanted = {
            name: row[name]
            for name in GROUPS
            if row[name] and (held_ids[name] is None or (overwrite and named[name].get(row[name]) != held_ids[name]))
        }
        if wanted:
            groups[number] = wanted
            before[number] = {f"{name}_id": held_ids[name] for name in wanted}
    return Belongings(tags, groups, before)


def write_belongings(work: Work, belongings: Belongings, ids: Mapping[str, int], *, created: Collection[str]) -> None:
    """`ids` and `created` are of the numbers just saved. Changes to customers that were there can be undone."""
    tag_ids = {tag.name: tag.pk for tag in tags_named({name for names in belongings.tags.values() for name in names})}
    pairs = [(ids[n], tag_ids[name]) for n, names in belongings.tags.items() if n in ids for name in sorted(names)]
    upsert_rows(TAGS_TABLE, ("customer_id", "tag_id"), pairs, key=("customer_id", "tag_id"))
    old_pairs = [(pk, tag) for pk, tag in pairs if pk not in {ids[number] for number in created}]
    record_changes(work.run_id, TAGS_TABLE, ((pk, None, {"tag_id": tag}) for pk, tag in old_pairs))
    group_ids = {
        name: _ids_named(model, {groups[name] for groups in belongings.groups.values() if name in groups})
        for name, model in GROUPS.items()
    }
    for number, groups in belongings.groups.items():
        if number not in ids:
            continue
        after = {f"{name}_id": group_ids[name][group] for name, group in groups.items()}
        update_rows(_TABLE, (*after, "updated_at"), [(ids[number], *after.values(), work.now)])
        if number not in created:
            record_changes(work.run_id, _TABLE, [(ids[number], belongings.before[number], after)])


def tag_names(text: str) -> set[str]:
    return {name.strip()[:60] for name in _BETWEEN_TAGS.split(text) if name.strip()}


def _ids_named(model: type[Household] | type[Organisation], names: Collection[str]) -> dict[str, int]:
    upsert_rows(model._meta.db_table, ("name",), [(name,) for name in sorted(names)], key=("name",), update=())
    return dict(model.objects.filter(name__in=names).values_list("name", "pk"))
