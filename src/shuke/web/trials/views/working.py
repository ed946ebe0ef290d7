"""What every page of tests asks: is it being counted, may the reader change it, does the reader see money."""

from typing import Any

from shuke.jobs.models import UNFINISHED, Job
from shuke.records.access.decorators import StaffRequest
from shuke.scores.trials.services.soon import TASK
from shuke.web.insight.current import Current
from shuke.web.insight.views.answer import REFRESH


def working(request: StaffRequest, current: Current) -> dict[str, Any]:
    return {
        "is_computing": Job.objects.filter(task__in=(TASK, REFRESH), state__in=UNFINISHED).exists(),
        "may_change": request.scope.may("scores.run"),
        "money": current.currency if request.scope.may("money.view") else "",
    }
