"""Starting, pausing, stopping, rolling out."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from shuke.actions.campaigns.models import RUNNING, Campaign, CampaignMember
from shuke.actions.campaigns.queries import needs_approval
from shuke.actions.campaigns.results import Option, options_of
from shuke.actions.campaigns.services.approving import may_cost
from shuke.actions.campaigns.services.states import WrongState, locked, require_everywhere
from shuke.actions.offers.services import check_offer
from shuke.jobs.services import enqueue
from shuke.lib.errors import ShukeError
from shuke.records.access.scope import Scope
from shuke.records.access.services import record_audit
from shuke.records.stores.queries import business_day

State = Campaign.State
Arm = CampaignMember.Arm
SERVE, CANCEL = "shuke.actions.campaigns.tasks.serve", "shuke.actions.campaigns.tasks.cancel_waiting"


class OverBudget(ShukeError):
    """What was asked for costs more than the campaign may."""


@transaction.atomic
def start(*, scope: Scope, now: datetime, campaign: Campaign, seed: int, as_of: date | None) -> Campaign:
    """The test begins: its members are fixed and written to in the background.

    Args:
        seed: of the draw, kept so that it can be repeated.
        as_of: the day of the latest scores; customers are cut into cells as they stood then.

    Raises:
        WrongState: it waits for a second person, or runs already.
        NobodyMeant, EmptyOffer, OverBudget, WrongAudience; NoWarehouse.
    """
    require_everywhere(scope)
    found = locked(campaign, State.DRAFT, State.APPROVED)
    if as_of is None:
        raise WrongState(_("No scores yet: bring in orders and refresh, then start the campaign."))
    check_offer(found.offer)
    cost = may_cost(found, today=business_day(now), as_of=as_of)
    if found.state == State.DRAFT and needs_approval(cost):
        raise WrongState(_("This costs more than one person may decide: ask for approval first."))
    found.state, found.is_paused, found.seed, found.refusal = State.TESTING, False, seed, ""
    found.cells_as_of, found.test_from_on = as_of, business_day(now)
    found.save()
    _tell(found, action="campaign.start", facts={"seed": seed}, scope=scope, now=now)
    _serve(found)
    return found


@transaction.atomic
def roll_out(*, scope: Scope, now: datetime, campaign: Campaign, choice: Campaign.RollOut) -> Campaign:
    """To those left in the cells of `choice`; its forecast is kept. Raises WrongState, OverBudget."""
    require_everywhere(scope)
    found = locked(campaign, State.TESTING)
    option = next((each for each in options_of(found) if each.choice == choice), None)
    if option is None or not option.pieces:
        raise WrongState(_("There is nobody to roll out to: no cell is expected to pay, or nothing was counted yet."))
    _require_budget(found, option)
    cells = [int(cell) for cell in option.cells]
    CampaignMember.objects.filter(campaign=found, arm=Arm.REST, cell__in=cells).update(is_rolled_out=True)
    found.state, found.roll_out, found.roll_out_by_id = State.ROLLED_OUT, choice, scope.staff_id
    found.roll_out_on, found.forecast = business_day(now), option.forecast
    found.save(update_fields=["state", "roll_out", "roll_out_by", "roll_out_on", "forecast"])
    _tell(found, action="campaign.roll_out", facts={"choice": choice, "pieces": option.pieces}, scope=scope, now=now)
    _serve(found)
    return found


@transaction.atomic
def pause(*, scope: Scope, now: datetime, campaign: Campaign) -> Campaign:
    """Nobody more is written to until it is resumed; who was has their message."""
    return _set_pause(scope, now, campaign, is_paused=True, action="campaign.pause")


@transaction.atomic
def resume(*, scope: Scope, now: datetime, campaign: Campaign) -> Campaign:
    found = _set_pause(scope, now, campaign, is_paused=False, action="campaign.resume")
    _serve(found)
    return found


@transaction.atomic
def stop(*, scope: Scope, now: datetime, campaign: Campaign) -> Campaign:
    """For good: nobody more is written to, and messages that still wait are cancelled."""
    require_everywhere(scope)
    found = locked(campaign, *RUNNING)
    found.state, found.closed_at = State.STOPPED, now
    found.save(update_fields=["state", "closed_at"])
    _tell(found, action="campaign.stop", facts={}, scope=scope, now=now)
    enqueue(CANCEL, key=f"campaign:cancel:{found.pk}", campaign_id=found.pk)
    return found


@transaction.atomic
def close(*, scope: Scope, now: datetime, campaign: Campaign) -> Campaign:
    """Finished: a test that is not rolled out, or a roll-out whose days are over."""
    require_everywhere(scope)
    found = locked(campaign, *RUNNING)
    found.state, found.closed_at = State.CLOSED, now
    found.save(update_fields=["state", "closed_at"])
    _tell(found, action="campaign.close", facts={}, scope=scope, now=now)
    return found


def _set_pause(scope: Scope, now: datetime, campaign: Campaign, *, is_paused: bool, action: str) -> Campaign:
    require_everywhere(scope)
    found = locked(campaign, *RUNNING)
    found.is_paused, found.refusal = is_paused, ""
    found.save(update_fields=["is_paused", "refusal"])
    _tell(found, action=action, facts={}, scope=scope, now=now)
    return found


def _require_budget(campaign: Campaign, option: Option) -> None:
    spent = campaign.counted.get("test", {}).get("pieces", 0) * campaign.own_cost_per_piece
    cost = option.pieces * campaign.own_cost_per_piece
    if campaign.budget is not None and spent + cost > campaign.budget:
        raise OverBudget(
            _("The test cost %(spent)s and this roll-out %(cost)s: more than the budget of %(budget)s.")
            % {"spent": f"{spent:,.2f}", "cost": f"{cost:,.2f}", "budget": f"{campaign.budget:,.2f}"}
        )


def _serve(campaign: Campaign) -> None:
    """Without a key: a run that is about to end would not see this change. Two at once serve everybody once."""
    enqueue(SERVE, campaign_id=campaign.pk)


def _tell(campaign: Campaign, *, action: str, facts: dict[str, object], scope: Scope, now: datetime) -> None:
    record_audit(scope=scope, action=action, at=now, subject=f"campaign:{campaign.pk}", facts=facts)
