from shuke.actions.campaigns.queries.history import Alike, campaigns_like, forecasts_kept
from shuke.actions.campaigns.queries.planning import Plan, plan_of
from shuke.actions.campaigns.queries.rules import approval_above, needs_approval

__all__ = ["Alike", "Plan", "approval_above", "campaigns_like", "forecasts_kept", "needs_approval", "plan_of"]
