import pytest
from tests.records import make

from shuke.records.access.models import Role
from shuke.records.access.permissions import OF_THE_BUSINESS, ROLES_OF, permissions_of
from shuke.records.access.scope import NotAllowed, scope_of_staff

pytestmark = pytest.mark.django_db


def test_owner_has_every_right() -> None:
    assert permissions_of(Role.OWNER) == set(ROLES_OF)


def test_front_line_sees_no_contact_details_and_no_money() -> None:
    rights = permissions_of(Role.FRONT_LINE)

    assert "counter.use" in rights
    assert not rights & {"customers.contact_details", "money.view", "customers.export", "insight.view"}


def test_analyst_changes_nothing() -> None:
    changing = {"edit", "register", "tag", "assign", "preferences", "manage", "undo"}

    assert [right for right in permissions_of(Role.ANALYST) if right.split(".")[-1] in changing] == []


def test_scope_covers_own_stores_only() -> None:
    here, elsewhere = make.store(), make.store()
    cashier = make.scope(Role.FRONT_LINE, here)

    assert cashier.covers_store(here.pk)
    assert not cashier.covers_store(elsewhere.pk)
    assert not cashier.covers_store(None)


def test_who_works_everywhere_covers_rows_without_a_store() -> None:
    assert make.scope(Role.OWNER).covers_store(None)


def test_somebody_without_stores_covers_nothing() -> None:
    nobody_s = make.staff(Role.AGENT)
    nobody_s.works_everywhere = False

    assert scope_of_staff(nobody_s).store_ids == frozenset()


@pytest.mark.parametrize("right", sorted(OF_THE_BUSINESS))
def test_what_holds_in_every_store_is_not_for_who_works_in_some(right: str) -> None:
    here = make.store()

    assert make.scope(Role.OWNER).may(right)
    assert not make.scope(Role.OWNER, here).may(right)
    with pytest.raises(NotAllowed, match="holds in every store"):
        make.scope(Role.OWNER, here).require(right)
    with pytest.raises(NotAllowed, match="Your role"):
        make.scope(Role.FRONT_LINE, here).require(right)


def test_missing_right_is_refused_in_a_sentence() -> None:
    with pytest.raises(NotAllowed, match="ask the owner"):
        make.scope(Role.ANALYST).require("customers.edit")
