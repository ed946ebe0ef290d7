from shuke.actions.campaigns.queries.followed import (
    followed_by_campaign,
    followed_of_campaign,
    later_of_campaign,
    opened_of_campaign,
    sent_by_campaign,
)
from shuke.actions.campaigns.queries.history import Alike, campaigns_like, forecasts_kept
from shuke.actions.campaigns.queries.planning import Plan, plan_of
from shuke.actions.campaigns.queries.rules import approval_above, needs_approval

__all__ = [
    "Alike",
    "Plan",
    "approval_above",
    "campaigns_like",
    "followed_by_campaign",
    "followed_of_campaign",
    "forecasts_kept",
    "later_of_campaign",
    "needs_approval",
    "opened_of_campaign",
    "plan_of",
    "sent_by_campaign",
]
