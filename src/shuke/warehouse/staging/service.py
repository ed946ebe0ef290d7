"""Cases, and what was said of how they were handled."""

from typing import Any


def cases(raw: Any) -> Any:
    return raw.select(
        case_key=raw.id,
        customer_key=raw.customer_id,
        store_key=raw.store_id,
        kind=raw.kind,
        channel=raw.channel,
        status=raw.status,
        priority=raw.priority,
        category_key=raw.category_id,
        cause_key=raw.cause_id,
        round=raw["round"],
        origin=raw.origin,
        opened_at=raw.opened_at,
        first_due_at=raw.first_due_at,
        first_replied_at=raw.first_replied_at,
        resolve_due_at=raw.resolve_due_at,
        late_at=raw.late_at,
        closed_at=raw.closed_at,
    )


def case_answers(raw: Any) -> Any:
    """The facts of the step are one short object: {"satisfied": "yes", "by": "link"}."""
    said = raw.facts.re_extract(r'"satisfied"\s*:\s*"([a-z]+)"', 1)
    return raw.select(answer_key=raw.id, case_key=raw.case_id, satisfaction=said)


def topics(raw: Any) -> Any:
    return raw.select(topic_key=raw.id, tree=raw.tree, path=raw.path)
