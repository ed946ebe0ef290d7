"""A second person looks before much money is spent."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from shuke.actions.campaigns.models import Campaign, CampaignRules
from shuke.actions.campaigns.queries import needs_approval, plan_of
from shuke.actions.campaigns.services.states import locked, require_everywhere
from shuke.lib.errors import ShukeError
from shuke.records.access.scope import Scope
from shuke.records.access.services import record_audit
from shuke.records.stores.queries import business_day

State = Campaign.State


class NotByYourself(ShukeError):
    """The same person asked for the approval, or made the campaign."""


class NobodyMeant(ShukeError):
    """An audience in which nobody can be reached."""


@transaction.atomic
def ask_approval(*, scope: Scope, now: datetime, campaign: Campaign, as_of: date | None) -> Campaign:
    """Waits for a second person where it may cost more than the limit, else it is approved at once.

    Raises WrongState, NobodyMeant, WrongAudience, NoWarehouse.
    """
    require_everywhere(scope)
    found = locked(campaign, State.DRAFT)
    cost = may_cost(found, today=business_day(now), as_of=as_of)
    found.asked_by_id = scope.staff_id
    found.state = State.AWAITING if needs_approval(cost) else State.APPROVED
    found.save(update_fields=["asked_by", "state"])
    record_audit(scope=scope, action="campaign.ask", at=now, subject=f"campaign:{found.pk}", facts={"cost": str(cost)})
    return found


@transaction.atomic
def approve(*, scope: Scope, now: datetime, campaign: Campaign) -> Campaign:
    """By somebody who neither made it nor asked. Raises NotAllowed, NotByYourself, WrongState."""
    scope.require("marketing.approve")
    require_everywhere(scope)
    found = locked(campaign, State.AWAITING)
    if scope.staff_id is None or scope.staff_id in (found.asked_by_id, found.created_by_id):
        raise NotByYourself(_("Somebody else has to approve what you made or asked for."))
    found.state, found.approved_by_id, found.approved_at = State.APPROVED, scope.staff_id, now
    found.save(update_fields=["state", "approved_by", "approved_at"])
    record_audit(scope=scope, action="campaign.approve", at=now, subject=f"campaign:{found.pk}")
    return found


@transaction.atomic
def send_back(*, scope: Scope, now: datetime, campaign: Campaign) -> Campaign:
    """To the draft it was: by who may approve, or by who asked."""
    require_everywhere(scope)
    found = locked(campaign, State.AWAITING, State.APPROVED)
    if scope.staff_id not in (found.asked_by_id, found.created_by_id):
        scope.require("marketing.approve")
    found.state, found.asked_by, found.approved_by, found.approved_at = State.DRAFT, None, None, None
    found.save(update_fields=["state", "asked_by", "approved_by", "approved_at"])
    record_audit(scope=scope, action="campaign.send_back", at=now, subject=f"campaign:{found.pk}")
    return found


@transaction.atomic
def save_rules(*, scope: Scope, now: datetime, approval_above: Decimal | None) -> None:
    scope.require("settings.manage")
    CampaignRules.objects.update_or_create(pk=1, defaults={"approval_above": approval_above})
    facts = {"approval_above": None if approval_above is None else str(approval_above)}
    record_audit(scope=scope, action="campaign.rules", at=now, subject="campaigns", facts=facts)


def may_cost(campaign: Campaign, *, today: date, as_of: date | None) -> Decimal:
    """The budget where there is one, else writing to everybody. Raises NobodyMeant."""
    plan = plan_of(campaign, today=today, as_of=as_of)
    if not plan.pieces or not plan.test:
        raise NobodyMeant(
            _("Of %(audience)s customers meant, %(pieces)s can be reached and %(test)s are tested: widen the audience.")
            % {"audience": plan.audience, "pieces": plan.pieces, "test": plan.test}
        )
    return plan.cost if campaign.budget is None else min(campaign.budget, plan.cost)
