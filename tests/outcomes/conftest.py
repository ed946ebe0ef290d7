from tests.records.cases.conftest import usual_desk

__all__ = ["usual_desk"]  # a fixture is known by standing here
