from decimal import Decimal

from shuke.actions.campaigns.models import CampaignRules


def approval_above() -> Decimal | None:
    """What a campaign may cost before a second person has to approve it; None: whatever it costs."""
    rules = CampaignRules.objects.filter(pk=1).first()
    return rules.approval_above if rules else None


def needs_approval(cost: Decimal) -> bool:
    limit = approval_above()
    return limit is not None and cost > limit
