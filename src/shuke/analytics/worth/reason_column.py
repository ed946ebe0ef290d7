"""The reasons of `reasons` as one column of a table, spelt by the engine: a million rows in a second."""

import ibis
from ibis.expr.types import Table, Value

from shuke.analytics.worth.columns import require
from shuke.analytics.worth.reasons import RULES, Condition, Fact, Rule


def why_json(table: Table) -> Value:
    """Reasons of every row as JSON text, most pressing first: `[{"code": …, "facts": {…}}, …]`.

    Args:
        table: the columns of `scorecard.wide` that the rules name.

    Raises:
        MissingColumns: one of them is missing.
    """
    named = {fact.column for rule in RULES for fact in rule.facts}
    require(table, columns=sorted(named | {c.column for rule in RULES for c in rule.conditions}), kind="scores")
    # Joining leaves out what is null: the rules that do not hold.
    return ibis.literal("[") + ibis.literal(",").join([_reason(table, rule) for rule in RULES]) + "]"


def _reason(table: Table, rule: Rule) -> Value:
    holds = ibis.and_(*(_holds(table, condition) for condition in rule.conditions))
    facts = ibis.literal(",").join([_spelt(table, fact) for fact in rule.facts])
    return ibis.ifelse(holds, ibis.literal(f'{{"code":"{rule.code}","facts":{{') + facts + "}}", ibis.null("string"))


def _holds(table: Table, condition: Condition) -> Value:
    column = table[condition.column]
    found = column.notnull() if condition.among is None else column.isin(condition.among).fill_null(False)
    if condition.at_most is not None:
        found = found & (column <= condition.at_most).fill_null(False)
    return ~found if condition.negated else found


def _spelt(table: Table, fact: Fact) -> Value:
    """`"name":value`, null where the value is."""
    column = table[fact.column]
    if column.type().is_string():
        text = ibis.literal('"') + _escaped(column) + '"'
    elif column.type().is_integer() or fact.decimals is None:
        text = column.cast("string")
    else:
        number = 1 - column if fact.complement else column
        rounded = number.cast("float64").round(fact.decimals)
        text = (rounded.cast("int64") if fact.decimals == 0 else rounded).cast("string")
    return ibis.literal(f'"{fact.name}":') + text


def _escaped(column: Value) -> Value:
    """Fit to stand between the quotation marks of JSON; a control character, which may not, becomes a space."""
    printable = column.re_replace(r"[\x00-\x1f]", " ")
    return printable.replace("\\", "\\\\").replace('"', '\\"')
