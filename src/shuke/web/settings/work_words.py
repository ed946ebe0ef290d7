"""What a background task does. A task without words here is shown by its name: nothing is hidden."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TASKS: Mapping[str, Promise] = {
    "shuke.actions.care.tasks.plan_care": _("Plan the day’s care"),
    "shuke.actions.segments.tasks.refresh": _("Count segments"),
    "shuke.actions.campaigns.tasks.cancel_waiting": _("Take a stopped campaign’s messages back"),
    "shuke.actions.campaigns.tasks.invite": _("Send invitations to an event"),
    "shuke.actions.campaigns.tasks.serve": _("Write to a campaign’s customers"),
    "shuke.actions.campaigns.tasks.withdraw_invitations": _("Take a cancelled event’s invitations back"),
    "shuke.actions.journeys.tasks.advance": _("Move people on in journeys"),
    "shuke.config.tasks.refresh": _("Refresh warehouse and scores"),
    "shuke.intake.tasks.check_file": _("Check a file"),
    "shuke.intake.tasks.run_import": _("Import a file"),
    "shuke.jobs.tasks.prune_jobs": _("Clear away finished work"),
    "shuke.outcomes.tasks.count": _("Answers to campaigns and what they changed"),
    "shuke.records.access.tasks.forget_answers": _("Forget old answers to API calls"),
    "shuke.records.cases.tasks.read_mail": _("Read the mailbox"),
    "shuke.records.cases.tasks.watch": _("Watch the clocks of the service"),
    "shuke.records.customers.tasks.look_for_duplicates": _("Look for customers that stand there twice"),
    "shuke.records.membership.tasks.make_codes": _("Make coupon codes"),
    "shuke.records.membership.tasks.prove": _("Prove the ledger of points"),
    "shuke.records.membership.tasks.night": _("Release and expire points, review tiers, prove the ledger"),
    "shuke.records.messages.tasks.send_due": _("Send messages"),
    "shuke.scores.groups.tasks.compute_groups": _("Groups, rules and look-alikes"),
    "shuke.scores.trials.tasks.count_trials": _("Tests by cell and control group"),
    "shuke.web.campaigns.tasks.mail_outcomes": _("Mail what the money brought back"),
    "shuke.web.erasing.tasks.clear_files": _("Clear away the files of somebody who was erased"),
    "shuke.web.imports.tasks.check_import": _("Check a file"),
    "shuke.web.imports.tasks.run_import": _("Import a file"),
    "shuke.web.imports.tasks.undo_import": _("Undo an import"),
    "shuke.web.own.tasks.send_code": _("Send a code for a customer’s own page"),
}


def task_words(task: str) -> str:
    return str(TASKS.get(task, task))
