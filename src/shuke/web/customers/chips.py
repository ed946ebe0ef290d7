"""What narrows a list, one chip a filter."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

from shuke.lib.errors import ShukeError
from shuke.web.customers.filters import Filter
from shuke.web.customers.setting import Setting
from shuke.web.customers.state import State


@dataclass(frozen=True)
class Chip:
    key: str
    label: Promise | str
    value: str
    without: State  # the list without it


def chips_of(state: State, *, filters: Mapping[str, Filter], setting: Setting) -> list[Chip]:
    return [
        Chip(key, filters[key].label, _said(filters[key], value, setting), state.without(key))
        for key, value in state.filters
    ]


def _said(filter_: Filter, value: str, setting: Setting) -> str:
    try:
        return filter_.say(value, setting)
    except ShukeError:
        return value
