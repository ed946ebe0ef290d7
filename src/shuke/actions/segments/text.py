"""A segment as one line: `stage in (new, forming) and not bought(category = "Dairy", last 30 days)`.

    either    = both { "or" both }
    both      = one { "and" one }
    one       = "not" one | "(" either ")" | bought | segment | has
    has       = field ( "=" value | ">=" value | "<=" value | "contains" value | "is" "unknown"
                      | ( "in" ( "last" | "next" ) | "before" "last" ) number "days"
                      | "in" "(" value { "," value } ")" | "between" value "and" value )
    bought    = "bought" "(" [ term { "," term } ] ")"
    term      = ("product" | "category" | "brand") "=" value | "times" ">=" number | "amount" ">=" number
              | "last" number "days" | "between" day "and" day
    segment   = "segment" "(" value ")"
    field     = word [ "." ( word | '"' text '"' ) ]
    value     = number | day | "yes" | "no" | word | '"' text '"'

What `say` writes, `parse` reads back as the same tree.
"""

import re
from datetime import date
from decimal import Decimal

from shuke.actions.segments.tree import (
    RELATIVE,
    All,
    Bought,
    Days,
    Has,
    InSegment,
    LatestDays,
    Node,
    Not,
    Operator,
    Some,
    Value,
)

WORD = re.compile(r"[^\W\d]\w*\Z")
PART = re.compile(r"[\w-]+\Z")  # of a field, behind its dot
# Words of the grammar: as values they stand in quotes.
KEPT_WORDS = frozenset({"and", "or", "not", "in", "is", "between", "contains", "unknown", "yes", "no"}) | {
    *("bought", "segment", "last", "days", "times", "amount"),
}


def say(node: Node) -> str:
    match node:
        case All(parts):
            return " and ".join(_inside(part) for part in parts)
        case Some(parts):
            return " or ".join(_inside(part) for part in parts)
        case Not(part):
            return f"not {_inside(part)}"
        case Bought():
            return f"bought({', '.join(_terms(node))})"
        case InSegment(key):
            return f"segment({say_value(key)})"
        case Has(field, operator, values):
            return " ".join([_field(field), *_compared(operator, [say_value(value) for value in values])])


def say_value(value: Value) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return format(value, "f")
        case date():
            return value.isoformat()
        case _:
            is_plain = WORD.match(value) and value.lower() not in KEPT_WORDS
            return value if is_plain else _quoted(value)


def _quoted(said: str) -> str:
    return '"' + said.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _field(key: str) -> str:
    family, dot, name = key.partition(".")
    return f"{family}{dot}{name if not dot or PART.match(name) else _quoted(name)}"


def _inside(node: Node) -> str:
    return f"({say(node)})" if isinstance(node, All | Some) else say(node)


def _compared(operator: Operator, values: list[str]) -> list[str]:
    match operator:
        case Operator.IS_UNKNOWN:
            return [operator.value]
        case Operator.IN:
            return [operator.value, f"({', '.join(values)})"]
        case Operator.BETWEEN:
            return [operator.value, " and ".join(values)]
        case _ if operator in RELATIVE:
            return [operator.value, *values, "days"]
        case _:
            return [operator.value, *values]


def _terms(bought: Bought) -> list[str]:
    terms = []
    if bought.thing is not None:
        terms.append(f"{bought.thing} = {say_value(bought.name)}")
    if bought.times != 1:
        terms.append(f"times >= {bought.times}")
    if bought.amount is not None:
        terms.append(f"amount >= {say_value(bought.amount)}")
    match bought.period:
        case LatestDays(days):
            terms.append(f"last {days} days")
        case Days(first, final):
            terms.append(f"between {first.isoformat()} and {final.isoformat()}")
    return terms
