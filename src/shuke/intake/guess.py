"""A mapping guessed from names and contents. A name decides unless the contents speak against it."""

import re
from collections.abc import Mapping as Facts
from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import pyarrow.compute as pc

from shuke.intake.fields import CUSTOM, FIELDS, Field, fields_of
from shuke.intake.mapping import Mapping, Proposal, left_out_of
from shuke.intake.moments import DateOrder, date_order
from shuke.intake.names import FIELD_OF, NAMES_OF, normal
from shuke.intake.profile import Profile, profiles, sample_decimal_mark
from shuke.intake.reading import Source
from shuke.intake.reasons import Reason, SourceRefused

# A field whose words fit fewer cells than this is not that field, whatever its column is called.
MOST = 0.5
ALMOST_ALL = 0.9
# One date in a hundred the other way is a typing error; more is two orders in one column, and then no date is sure.
STRAY = 0.01
LARGEST_COUNT = 1_000
SEVERAL = ("category",)  # of these all named columns are taken, in the file's order

_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")


@dataclass(frozen=True)
class _Claim:
    column: str
    rank: int  # of its name among the field's names, 0 the best


def propose(
    source: Source,
    kind: str,
    *,
    remembered: Mapping | None = None,
    custom: Facts[str, Field] = MappingProxyType({}),
) -> Proposal:
    """The mapping a person would most likely choose, for `apply_told` and `settle_dates` to complete.

    `remembered` (an earlier import's mapping of a file with the same header) wins over any guess. `custom` are the
    fields an administrator added.
    """
    fields = {**fields_of(kind), **custom}
    sample, columns = source.sample(), source.description.columns
    decimal = sample_decimal_mark([sample.columns[column] for column in columns])
    if remembered is not None:
        kept = {field: group for field, group in remembered.columns.items() if field in fields}
        mapping = replace(remembered, columns=kept)  # a custom field may be gone since
        return Proposal(mapping, dict.fromkeys(kept, Reason("mapping_remembered")), left_out_of(mapping, columns))
    looks = profiles(sample, decimal=decimal)
    named = _by_name(_Names(kind, custom), columns, looks)
    found = {field: tuple(claim.column for claim in claims) for field, claims in named.items()}
    reasons = {field: _named_reason(field, looks[group[0]]) for field, group in found.items()}
    if kind == "orders":
        seen, seen_reasons = _by_look(found, columns, looks, has_names=source.description.has_names)
        found, reasons = {**found, **seen}, {**reasons, **seen_reasons}
    mapping = Mapping(kind=kind, columns=found, decimal=decimal)
    return Proposal(mapping, reasons, left_out_of(mapping, columns))


def settle_dates(source: Source, proposal: Proposal, custom: Facts[str, Field] = MappingProxyType({})) -> Proposal:
    """Fixes the order of day and month of a file whose dates have the year last, reading on until one is sure.

    Raises SourceRefused where both orders are in use, or nothing in the whole file tells.
    """
    mapping = proposal.mapping
    fields = {**FIELDS[mapping.kind], **custom}
    dated = [name for name, field in fields.items() if field.is_date and name in mapping.columns]
    if mapping.date_format or not dated:
        return proposal
    order = DateOrder(0, 0, 0, "")
    column = mapping.columns[dated[0]][0]
    for batch in source.batches():
        texts = [text for name in dated for text in pc.unique(batch.columns[mapping.columns[name][0]]).to_pylist()]
        found = date_order(texts)
        order = DateOrder(
            order.day_first + found.day_first,
            order.month_first + found.month_first,
            order.either + found.either,
            order.example or found.example,
        )
        if order.style or not order.either:
            break
    return _settled(proposal, order, column, dated[0])


def _settled(proposal: Proposal, order: DateOrder, column: str, field: str) -> Proposal:
    sure = max(order.day_first, order.month_first)
    if order.against > STRAY * sure:
        raise SourceRefused(
            "date_orders_mixed", column=column, day_first=order.day_first, month_first=order.month_first
        )
    if not sure:
        if order.either:
            raise SourceRefused("date_order_open", column=column, example=order.example)
        return proposal
    reason = Reason(f"{order.style}_needed", {"count": sure, "against": order.against})
    mapping = replace(proposal.mapping, date_format=order.style)
    return replace(proposal, mapping=mapping, reasons={**proposal.reasons, field: reason})


def _by_name(names_of: "_Names", columns: Sequence[str], looks: Facts[str, Profile]) -> dict[str, list[_Claim]]:
    claims: dict[str, list[_Claim]] = {}
    for column in columns:
        name, field = names_of.field_named(column)
        if field == "ordered_time" and looks[column].moments >= MOST:
            field = "ordered_at"  # called “time”, and holds whole dates
        if field and _speaks_for(looks[column], names_of.fields[field]):
            names = names_of.names[field]
            claims.setdefault(field, []).append(_Claim(column, names.index(name) if name in names else len(names)))
    return {
        field: group if field in SEVERAL else [min(group, key=lambda claim: claim.rank)]
        for field, group in claims.items()
    }


class _Names:
    """What columns of a kind's files are called. A custom field is known by “custom.” and its key, by its label and by
    its key; a name that stands for a field of ours stands for no custom one."""

    def __init__(self, kind: str, custom: Facts[str, Field]) -> None:
        own = {
            name: [normal(name), normal(field.label), normal(name.removeprefix(CUSTOM))]
            for name, field in custom.items()
        }
        self.fields = {**FIELDS[kind], **custom}
        self.names = {**NAMES_OF[kind], **own}
        labels = {word: name for name, words in reversed(own.items()) for word in words[1:] if word}
        self._field_of = {**labels, **FIELD_OF[kind], **{words[0]: name for name, words in own.items()}}

    def field_named(self, column: str) -> tuple[str, str]:
        """The name as known and its field; units in brackets, as in “Amount (USD)”, do not count."""
        for name in (normal(column), normal(_BRACKETS.sub("", column))):
            if name in self._field_of:
                return name, self._field_of[name]
        return "", ""


def _speaks_for(look: Profile, field: Field) -> bool:
    if not look.filled:
        return True
    if field.is_date:
        return look.moments >= MOST
    if field.is_number:
        return look.numbers >= MOST
    return {"time": look.times, "email": look.emails}.get(field.shape, 1.0) >= MOST


def _named_reason(field: str, look: Profile) -> Reason:
    if field == "customer_card" and look.check_digits >= ALMOST_ALL:
        return Reason("check_digit_right", {"share": f"{look.check_digits:.2%}"})
    return Reason("name_known")


def _by_look(
    found: Facts[str, tuple[str, ...]], columns: Sequence[str], looks: Facts[str, Profile], *, has_names: bool
) -> tuple[dict[str, tuple[str, ...]], dict[str, Reason]]:
    """What the names left open, from the values alone: day, amount and, in a file without names, count and customer."""
    used = {column for group in found.values() for column in group}
    seen: dict[str, tuple[str, ...]] = {}
    reasons: dict[str, Reason] = {}

    def take(field: str, column: str | None, reason: Reason) -> None:
        if column is not None:
            used.add(column)
            seen[field], reasons[field] = (column,), reason

    free = [column for column in columns if column not in used]
    if "ordered_at" not in found:
        column = next((name for name in free if looks[name].moments >= ALMOST_ALL), None)
        take("ordered_at", column, Reason("dates_parsed", {"share": f"{looks[column].moments:.0%}" if column else ""}))
    if not {"amount", "gross", "unit_price"} & found.keys():
        money = [name for name in free if name not in used and _is_money(looks[name])]
        take("amount", money[-1] if money else None, Reason("money_by_look"))
    if not has_names:
        counts = [name for name in free if name not in used and _is_count(looks[name])]
        take("quantity", counts[0] if counts else None, Reason("counts_by_look"))
        ids = [name for name in free if name not in used and _is_returning_id(looks[name])]
        column = ids[0] if ids else None
        take("customer", column, Reason("ids_by_look", {"distinct": looks[column].distinct if column else 0}))
    return seen, reasons


def _is_money(look: Profile) -> bool:
    return look.numbers >= ALMOST_ALL and look.with_decimals >= MOST


def _is_count(look: Profile) -> bool:
    return look.whole >= ALMOST_ALL and look.zero_led == 0 and look.largest <= LARGEST_COUNT and look.moments < MOST


def _is_returning_id(look: Profile) -> bool:
    return look.filled > 0 and look.distinct < look.filled and look.with_decimals < MOST and look.moments < MOST
