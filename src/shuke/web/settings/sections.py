"""The settings pages in order, each for those whose role may open it."""

from dataclasses import dataclass

from django.utils.functional import Promise

from shuke.records.access.scope import Scope


@dataclass(frozen=True)
class Section:
    title: Promise
    says: Promise  # what one does there
    icon: str
    route: str
    permission: str


SECTIONS: tuple[Section, ...] = ()


def sections_of(scope: Scope) -> list[Section]:
    return [section for section in SECTIONS if scope.may(section.permission)]
