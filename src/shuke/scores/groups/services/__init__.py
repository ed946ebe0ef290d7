"""Everything that changes groups, rules and look-alikes."""

from shuke.scores.groups.services.asking import (
    EmptyName,
    UnknownReference,
    UnknownTarget,
    ask_for_groups,
    ask_for_look_alikes,
    ask_for_rules,
    find_groups_again,
    forget_groups,
    name_group,
)
from shuke.scores.groups.services.running import run_groups

__all__ = [
    "EmptyName",
    "UnknownReference",
    "UnknownTarget",
    "ask_for_groups",
    "ask_for_look_alikes",
    "ask_for_rules",
    "find_groups_again",
    "forget_groups",
    "name_group",
    "run_groups",
]
