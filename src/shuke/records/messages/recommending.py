"""Who knows what a reader might buy. The stage that does says so here, once, when its app is ready."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.utils.module_loading import import_string

from shuke.records.customers.models import Customer
from shuke.records.messages.rules.blocks import Block


@dataclass(frozen=True)
class Reader:
    customer: Customer
    language: str  # of the text they get


class Recommender(Protocol):
    def __call__(
        self, readers: Sequence[Reader], *, blocks: Mapping[str, Block], now: datetime
    ) -> list[Mapping[str, str]]:
        """For each reader, in their order, what each of the named blocks says; empty where nothing can be said."""


_recommenders: list[str] = []


def register_recommender(recommender: str) -> None:
    """A Recommender by its dotted name: what it imports is not needed to start."""
    _recommenders[:] = [recommender]


def recommended(readers: Sequence[Reader], *, blocks: Mapping[str, Block], now: datetime) -> list[Mapping[str, str]]:
    if not _recommenders or not readers or not blocks:
        return [dict.fromkeys(blocks, "") for _reader in readers]
    recommender: Recommender = import_string(_recommenders[0])
    return recommender(readers, blocks=blocks, now=now)
