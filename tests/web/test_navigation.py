import pytest
from tests.records import make

from shuke.records.access.models import Role
from shuke.web.navigation import FOOT, MAIN, links, pages

pytestmark = pytest.mark.django_db


def names(role: str) -> list[str]:
    return [link.label for link in links(MAIN, scope=make.scope(role), path="/customers/")]


def test_the_entries_follow_the_loop() -> None:
    assert names(Role.OWNER) == [
        "Today",
        "Customers",
        "Counter",
        "Membership",
        "Service",
        "Care",
        "Marketing",
        "Insight",
    ]


def test_an_entry_is_shown_to_those_who_may_open_it() -> None:
    assert "Insight" not in names(Role.FRONT_LINE)


def test_a_page_below_an_entry_marks_it() -> None:
    marked = [link.label for link in links(MAIN, scope=make.scope(), path="/customers/42/") if link.is_current]

    assert marked == ["Customers"]


def test_a_sub_page_opens_its_section_and_is_the_one_marked() -> None:
    insight = links(MAIN, scope=make.scope(), path="/insight/rfm/")[-1]

    assert (insight.is_open, insight.is_current) == (True, False)
    assert [child.label for child in insight.children if child.is_current] == ["RFM"]


def test_of_many_sub_pages_only_the_group_of_the_open_one_is_unfolded() -> None:
    insight = links(MAIN, scope=make.scope(), path="/insight/rfm/")[-1]

    unfolded = {group.label: [link.label for link in group.links] for group in insight.groups if group.is_open}
    assert unfolded == {
        "": ["Overview"],
        "Worth": ["RFM", "Pareto and ABC", "Pyramid", "Value quadrant", "Lifetime value"],
    }
    assert [group.label for group in insight.groups][-1] == "Data and models"


def test_the_palette_knows_every_page_of_the_navigation() -> None:
    offered = [str(entry.label) for entry, _url in pages(make.scope())]

    assert {"Today", "Customers", "RFM", "Settings"} <= set(offered)
    assert len(offered) == len([*MAIN, *FOOT]) + sum(len(entry.children) for entry in MAIN)
