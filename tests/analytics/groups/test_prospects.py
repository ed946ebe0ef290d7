import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from shuke.analytics.groups.lookalike import TooFewMembers
from shuke.analytics.groups.prospects import NothingInCommon, ProspectLikeness, parts_of

BUYERS, MEMBERS = 600, 150


def people(count: int, *, wine: NDArray[np.bool_], seed: int) -> pd.DataFrame:
    """Whether somebody likes wine is as told; gender and store say nothing; of every third the gender is not known."""
    random = np.random.default_rng(seed)
    gender = random.choice(["female", "male"], size=count).astype(object)
    gender[::3] = None
    return pd.DataFrame(
        {
            "gender": pd.Categorical(gender),
            "store": pd.Categorical(random.choice(["Hill", "River"], size=count)),
            "tag:wine": pd.Categorical(np.where(wine, "yes", "no")),
        },
        index=np.arange(count),
    )


def buyers(*, of_members: float, of_others: float = 0.2) -> tuple[pd.DataFrame, NDArray[np.bool_]]:
    """The share that likes wine, of members and of others. Members are the oldest customers."""
    members = np.arange(BUYERS) < MEMBERS
    wine = np.random.default_rng(3).random(BUYERS) < np.where(members, of_members, of_others)
    return people(BUYERS, wine=wine, seed=4), members


PROSPECTS = people(40, wine=np.arange(40) < 10, seed=5)


@pytest.fixture(scope="module")
def alike() -> ProspectLikeness:
    known, members = buyers(of_members=0.8)
    return ProspectLikeness(seed=1).fit(known, members, prospects=PROSPECTS)


def test_members_held_out_are_found_by_what_is_known(alike: ProspectLikeness) -> None:
    assert alike.beats_chance
    assert 0.7 < alike.judged_.auc < 0.9
    assert parts_of(alike.judged_.simple_column) == ("tag:wine", "yes")


def test_who_has_what_members_have_is_like_them_and_the_reason_says_it(alike: ProspectLikeness) -> None:
    likeness = alike.likeness(PROSPECTS)
    reasons = alike.reasons(PROSPECTS)

    assert (likeness[:10] > 0.5).all()
    assert (likeness[10:] < 0.5).all()
    assert reasons[0][0]["code"] == "known_of_members"
    assert reasons[0][0]["facts"] == {
        "feature": "tag:wine", "value": "yes",
        "members": pytest.approx(0.8, abs=0.08), "others": pytest.approx(0.2, abs=0.05),
    }  # fmt: skip


def test_profiles_that_say_nothing_are_no_better_than_chance() -> None:
    known, members = buyers(of_members=0.2)

    assert not ProspectLikeness(seed=1).fit(known, members, prospects=PROSPECTS).beats_chance


def test_what_no_prospect_has_does_not_count() -> None:
    known, members = buyers(of_members=0.8)
    nobody = people(40, wine=np.zeros(40, dtype=np.bool_), seed=5)
    found = ProspectLikeness(seed=1).fit(known, members, prospects=nobody)

    assert "tag:wine=yes" not in found.weights_.index
    assert not found.beats_chance


def test_that_something_is_known_at_all_does_not_count() -> None:
    """Members' birthdays were asked for at the counter: that is no sign of a customer, and prospects lack it."""
    known, members = buyers(of_members=0.2)
    age = np.where(members, np.random.default_rng(2).choice(["18-24", "25-34"], size=BUYERS), None)
    asked = PROSPECTS.assign(age=pd.Categorical(["18-24", None] * 20))
    found = ProspectLikeness(seed=1).fit(known.assign(age=pd.Categorical(age)), members, prospects=asked)

    assert not found.beats_chance


def test_of_whom_nothing_is_known_nothing_is_said(alike: ProspectLikeness) -> None:
    unknown = PROSPECTS.head(2).assign(**{"gender": [None, None], "store": [None, "Moon"], "tag:wine": ["no", "no"]})

    assert np.isnan(alike.likeness(unknown)).all()
    assert alike.reasons(unknown) == [[], []]


def test_nothing_in_common_is_said() -> None:
    known, members = buyers(of_members=0.8)
    strangers = pd.DataFrame({"origin": ["import"] * 5})

    with pytest.raises(NothingInCommon, match="never bought"):
        ProspectLikeness(seed=1).fit(known, members, prospects=strangers)
    with pytest.raises(NothingInCommon):
        ProspectLikeness(seed=1).fit(known, members, prospects=PROSPECTS.iloc[:0])


def test_a_group_too_small_is_said() -> None:
    known, _members = buyers(of_members=0.8)

    with pytest.raises(TooFewMembers, match="20 must be in it and 20 outside"):
        ProspectLikeness(seed=1).fit(known, np.arange(BUYERS) < 19, prospects=PROSPECTS)


def test_the_same_seed_gives_the_same_likeness(alike: ProspectLikeness) -> None:
    known, members = buyers(of_members=0.8)
    again = ProspectLikeness(seed=1).fit(known, members, prospects=PROSPECTS)

    assert again.judged_ == alike.judged_
    assert again.likeness(PROSPECTS).tolist() == alike.likeness(PROSPECTS).tolist()


@pytest.mark.parametrize(
    ("name", "parts"),
    [("gender=female", ("gender", "female")), ("store=A=B", ("store", "A=B")), ("tag:1=2=yes", ("tag:1=2", "yes"))],
)
def test_a_name_falls_into_its_parts_whatever_a_tag_is_called(name: str, parts: tuple[str, str]) -> None:
    assert parts_of(name) == parts
