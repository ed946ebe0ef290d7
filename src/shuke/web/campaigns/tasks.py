"""What the money brought back, by e-mail."""

from django.conf import settings
from django.utils import timezone
from django.utils.translation import override

from shuke.jobs.context import JobContext
from shuke.outcomes.offers import offers_brought
from shuke.outcomes.reporting import due_reports
from shuke.records.access.scope import scope_of_system
from shuke.records.messages.services import queue_for_staff
from shuke.records.stores.queries import business_day
from shuke.web.campaigns.brought import money_brought
from shuke.web.campaigns.mailed import report_letter


def mail_outcomes(*, job: JobContext) -> None:
    """A letter to each reader whose week or month began. Killed or run again, each gets one."""
    now = timezone.now()
    for done, report in enumerate(due_reports(today=business_day(now))):
        job.heartbeat(progress_done=done)
        language = report.staff.language or settings.LANGUAGE_CODE
        with override(language):
            subject, text = report_letter(money_brought(), offers_brought())
        queue_for_staff(
            scope=scope_of_system("report"), now=now, origin="report", key=report.key, staff=report.staff,
            subject=subject, text=text, language=language,
        )  # fmt: skip
