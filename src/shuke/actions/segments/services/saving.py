"""Saving, changing and deleting segments."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from shuke.actions.segments.documents import document_of
from shuke.actions.segments.models import Segment
from shuke.actions.segments.queries import faults_in
from shuke.actions.segments.tree import Node
from shuke.actions.segments.uses import uses_of
from shuke.lib.errors import ShukeError
from shuke.lib.text import chinese_runs, readings, words_of
from shuke.records.access.scope import NotAllowed, Scope
from shuke.records.access.services import record_audit

PERMISSION = "marketing.manage"
LONGEST_NAME = 80
LONGEST_KEY = 50  # leaves room for a number behind it


class WrongSegment(ShukeError):
    """A segment that makes no sense; `faults` has a sentence for each reason."""

    def __init__(self, *faults: str) -> None:
        super().__init__(" ".join(faults))
        self.faults = faults


class SegmentNameTaken(ShukeError):
    """There is a segment of this name or key already."""


class SegmentInUse(ShukeError):
    """Something asks for the segment that was to be deleted."""


@transaction.atomic
def create_segment(
    *, scope: Scope, now: datetime, name: str, tree: Node, key: str = "", description: str = "", is_static: bool = False
) -> Segment:
    """A segment that nobody counted yet: `refresh_segment` does.

    Args:
        key: how texts name it; empty: made of the name.
        tree: of a static one, how its customers were chosen; the caller writes its members.

    Raises WrongSegment, SegmentNameTaken, NotAllowed.
    """
    scope.require(PERMISSION)
    _lock_all()
    _require_name(name)
    if key and Segment.objects.filter(key=key).exists():
        raise SegmentNameTaken(_("There is a segment “%(key)s” already; choose another key.") % {"key": key})
    if not is_static:
        _require_sense(tree, scope=scope, key=key)
    segment = Segment.objects.create(
        key=key or _free_key(name),
        name=name.strip(),
        description=description.strip(),
        tree=document_of(tree),
        is_static=is_static,
        created_by_id=scope.staff_id,
        created_at=now,
        updated_at=now,
    )
    record_audit(scope=scope, action="segment.create", at=now, subject=f"segment:{segment.pk}", facts={"name": name})
    return segment


@transaction.atomic
def change_segment(
    *, scope: Scope, now: datetime, segment: Segment, name: str, description: str, tree: Node | None = None
) -> Segment:
    """New words, and with `tree` a new choice, which `refresh_segment` then makes its members enter and leave by.

    Raises WrongSegment, SegmentNameTaken, NotAllowed.
    """
    _require_own(scope, segment)
    _lock_all()
    _require_name(name, besides=segment)
    if tree is not None and segment.is_static:
        raise WrongSegment(_("A static segment stays as it was chosen; make a new one."))
    if tree is not None:
        _require_sense(tree, scope=scope, key=segment.key)
        segment.tree = document_of(tree)
    segment.name, segment.description, segment.updated_at = name.strip(), description.strip(), now
    segment.save(update_fields=["name", "description", "tree", "updated_at"])
    record_audit(scope=scope, action="segment.change", at=now, subject=f"segment:{segment.pk}", facts={"name": name})
    return segment


@transaction.atomic
def delete_segment(*, scope: Scope, now: datetime, segment: Segment) -> None:
    """With its members and their history. Raises SegmentInUse, NotAllowed."""
    _require_own(scope, segment)
    _lock_all()
    if uses := uses_of(segment):
        where = ", ".join(use.name for use in uses)
        raise SegmentInUse(_("This segment is used by %(where)s; take it out there first.") % {"where": where})
    facts = {"name": segment.name, "key": segment.key}
    record_audit(scope=scope, action="segment.delete", at=now, subject=f"segment:{segment.pk}", facts=facts)
    segment.delete()


def _lock_all() -> None:
    """Two changes at once could make a circle of segments that neither sees."""
    list(Segment.objects.select_for_update().order_by("pk").values_list("pk", flat=True))


def _require_own(scope: Scope, segment: Segment) -> None:
    """Who works in some stores changes the segments they made; the others belong to the whole business."""
    scope.require(PERMISSION)
    if scope.store_ids is not None and (scope.staff_id is None or segment.created_by_id != scope.staff_id):
        raise NotAllowed(_("This segment belongs to the whole business; make one of your own from it."))


def _require_name(name: str, *, besides: Segment | None = None) -> None:
    if not 1 <= len(name.strip()) <= LONGEST_NAME:
        raise WrongSegment(_("Give the segment a name of at most %(most)s characters.") % {"most": LONGEST_NAME})
    others = Segment.objects.exclude(pk=besides.pk) if besides else Segment.objects.all()
    if others.filter(name__iexact=name.strip()).exists():
        raise SegmentNameTaken(
            _("There is a segment “%(name)s” already; choose another name.") % {"name": name.strip()}
        )


def _require_sense(tree: Node, *, scope: Scope, key: str) -> None:
    if faults := faults_in(tree, scope=scope, key=key):
        raise WrongSegment(*faults)


def _free_key(name: str) -> str:
    """“流失 VIP” → liu_shi_vip; with a number where that is taken."""
    spelt = name
    for run in chinese_runs(name):
        spelt = spelt.replace(run, f" {' '.join(readings(run)[0])} ")
    words = [word for word in words_of(spelt) if word.isascii()]
    stem = "_".join(words)[:LONGEST_KEY].strip("_") or "segment"
    taken = set(Segment.objects.filter(key__startswith=stem).values_list("key", flat=True))
    return next(key for key in (stem, *(f"{stem}_{number}" for number in range(2, len(taken) + 3))) if key not in taken)
