"""dim_topic: one row per category or cause of cases, with its path from the root."""

from typing import Any


def dim_topic(topics: Any) -> Any:
    return topics.select("topic_key", "tree", "path")
