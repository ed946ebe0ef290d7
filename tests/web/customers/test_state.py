from django.utils.datastructures import MultiValueDict

from shuke.web.customers.state import State, state_from, state_of

KEYS = ("stage", "spend")


def read(**address: list[str]) -> State:
    return state_of(MultiValueDict(address), filter_keys=KEYS)


def test_an_address_reads_back_as_it_was_written() -> None:
    state = State(q="ptw", filters=(("stage", "declining,lost"), ("spend", "500..")), sort="-spend", columns=("stage",))

    assert state_from(state.parameters(), filter_keys=KEYS) == state
    assert state.address() == "?q=ptw&stage=declining%2Clost&spend=500..&sort=-spend&columns=stage"


def test_a_key_given_twice_means_both() -> None:
    assert read(stage=["declining", "lost"]).filters == (("stage", "declining,lost"),)


def test_unknown_and_empty_parameters_are_nothing() -> None:
    assert read(nonsense=["1"], stage=[""], q=["  "]) == State()


def test_a_filter_is_changed_in_its_place_and_taken_away() -> None:
    state = State(filters=(("stage", "new"), ("spend", "5..")))

    assert state.with_filter("stage", "lost").filters == (("stage", "lost"), ("spend", "5.."))
    assert state.with_filter("spend", "").filters == (("stage", "new"),)
    assert state.without("stage").filters == (("spend", "5.."),)


def test_the_view_and_the_cursor_are_no_part_of_the_state() -> None:
    assert State(q="a").address(view="3", after="v1~2~3") == "?q=a&view=3&after=v1~2~3"
    assert State().address() == "?"
