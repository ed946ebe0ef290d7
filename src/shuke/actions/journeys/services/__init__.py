from shuke.actions.journeys.services.editing import (
    JourneyBusy,
    JourneyFaulty,
    add_from_recipe,
    add_journey,
    end_journey,
    name_journey,
    pause_journey,
    publish_version,
    resume_journey,
    save_draft,
    start_journey,
)
from shuke.actions.journeys.services.engine import Engine
from shuke.actions.journeys.services.entering import NotEntering, enter_customer, take_out
from shuke.actions.journeys.services.listening import follow_logs
from shuke.actions.journeys.services.stepping import advance_journey

__all__ = [
    "Engine",
    "JourneyBusy",
    "JourneyFaulty",
    "NotEntering",
    "add_from_recipe",
    "add_journey",
    "advance_journey",
    "end_journey",
    "enter_customer",
    "follow_logs",
    "name_journey",
    "pause_journey",
    "publish_version",
    "resume_journey",
    "save_draft",
    "start_journey",
    "take_out",
]
