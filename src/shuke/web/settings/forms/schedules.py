from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shuke.jobs.models import Schedule
from shuke.jobs.schedule import time_of_day
from shuke.web.forms import Dressed


class ScheduleForm(Dressed, forms.Form):
    at = forms.TimeField(
        label=_("Every day at"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("By the clock of the business."),
    )
    is_on = forms.BooleanField(label=_("Runs by itself"), required=False)

    def __init__(self, *args: Any, schedule: Schedule, **kwargs: Any) -> None:
        initial = {"at": time_of_day(schedule.cron), "is_on": schedule.is_on}
        super().__init__(*args, initial=initial, **kwargs)
        if schedule.time_zone:
            self.fields["at"].help_text = schedule.time_zone
