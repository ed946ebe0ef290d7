"""The list's whole state as it stands in the address, so that a link shows a colleague the same list."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.utils.datastructures import MultiValueDict
from django.utils.http import urlencode

from shuke.lib.text import without_nul

# Parts of the address that are no filter.
VIEW, QUERY, SORT, COLUMNS, AFTER, BEFORE = "view", "q", "sort", "columns", "after", "before"


@dataclass(frozen=True)
class State:
    q: str = ""
    filters: tuple[tuple[str, str], ...] = ()  # (key, value) in the order they were set
    sort: str = ""  # empty: the default
    columns: tuple[str, ...] = ()  # empty: the default

    def with_filter(self, key: str, value: str) -> "State":
        """Sets it in its place, or last; an empty value takes it away."""
        kept = [(name, value if name == key else held) for name, held in self.filters]
        if key not in dict(self.filters):
            kept.append((key, value))
        return replace(self, filters=tuple((name, held) for name, held in kept if held))

    def without(self, key: str) -> "State":
        return self.with_filter(key, "")

    def parameters(self) -> dict[str, str]:
        parts = {QUERY: self.q, **dict(self.filters), SORT: self.sort, COLUMNS: ",".join(self.columns)}
        return {name: value for name, value in parts.items() if value}

    @property
    def narrowed_by(self) -> list[str]:
        """Names only."""
        return [*dict(self.filters), *([QUERY] if self.q else [])]

    def address(self, **more: str) -> str:
        """“?stage=declining&view=3”: this state, with a view or a cursor."""
        named = {name: value for name, value in more.items() if value}
        return f"?{urlencode(self.parameters() | named)}"


def state_of(address: MultiValueDict[str, str], *, filter_keys: Iterable[str]) -> State:
    """Reads an address; a key given twice means both values, an unknown key nothing."""
    known = set(filter_keys)
    read = {key: address.getlist(key) for key in address if key in known}
    filters = {key: ",".join(without_nul(part) for part in parts if part) for key, parts in read.items()}
    return State(
        q=without_nul(address.get(QUERY) or "").strip(),
        filters=tuple((key, value) for key, value in filters.items() if value),
        sort=address.get(SORT) or "",
        columns=tuple(key for key in (address.get(COLUMNS) or "").split(",") if key),
    )


def state_from(parameters: Mapping[str, str], *, filter_keys: Iterable[str]) -> State:
    """The state a saved view holds."""
    return state_of(MultiValueDict({key: [value] for key, value in parameters.items()}), filter_keys=filter_keys)
