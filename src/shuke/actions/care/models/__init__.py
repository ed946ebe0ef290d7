from shuke.actions.care.models.plans import CarePlan, PlanState
from shuke.actions.care.models.programmes import CareProgramme, CareSettings, CareStep, Does, Kind
from shuke.actions.care.models.tasks import CareTask, CareTry, Outcome, TaskState

__all__ = [
    "CarePlan",
    "CareProgramme",
    "CareSettings",
    "CareStep",
    "CareTask",
    "CareTry",
    "Does",
    "Kind",
    "Outcome",
    "PlanState",
    "TaskState",
]
