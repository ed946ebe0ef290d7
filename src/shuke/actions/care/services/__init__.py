from shuke.actions.care.services.opening import NotContactable, open_task
from shuke.actions.care.services.outcomes import (
    CannotWork,
    MomentMissing,
    TaskOver,
    give_task,
    may_work,
    record_outcome,
)
from shuke.actions.care.services.planning import Planned, due_for, plan_day
from shuke.actions.care.services.programmes import (
    SCRIPT_VARIABLES,
    ProgrammeIncomplete,
    save_care_settings,
    save_programme,
    switch_programme,
)
from shuke.actions.care.services.running import ProgrammesFailed, run_programmes
from shuke.actions.care.services.seeding import seed_programmes
from shuke.actions.care.services.tasks_of import care_settings, open_load

__all__ = [
    "SCRIPT_VARIABLES",
    "CannotWork",
    "MomentMissing",
    "NotContactable",
    "Planned",
    "ProgrammeIncomplete",
    "ProgrammesFailed",
    "TaskOver",
    "care_settings",
    "due_for",
    "give_task",
    "may_work",
    "open_load",
    "open_task",
    "plan_day",
    "record_outcome",
    "run_programmes",
    "save_care_settings",
    "save_programme",
    "seed_programmes",
    "switch_programme",
]
