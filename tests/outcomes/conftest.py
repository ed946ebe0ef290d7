from tests.actions.journeys.conftest import everything_is_settled
from tests.records.cases.conftest import usual_desk

__all__ = ["everything_is_settled", "usual_desk"]  # a fixture is known by standing here
