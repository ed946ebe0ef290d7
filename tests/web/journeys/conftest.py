from tests.actions.journeys.conftest import everything_is_settled

__all__ = ["everything_is_settled"]  # a fixture is known by standing here
