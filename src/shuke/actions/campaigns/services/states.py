"""Which step may follow which."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from shuke.actions.campaigns.models import Campaign
from shuke.lib.errors import ShukeError
from shuke.records.access.scope import NotAllowed, Scope


class WrongState(ShukeError):
    """The campaign is not where this step could follow."""


def locked(campaign: Campaign, *states: Campaign.State) -> Campaign:
    """The row as it stands now, locked until the transaction ends. Raises WrongState outside of `states`."""
    held = Campaign.objects.select_for_update(of=("self",)).select_related("offer__template", "offer__coupon")
    found = held.get(pk=campaign.pk)
    require_state(found, states)
    return found


def require_state(campaign: Campaign, states: Collection[str]) -> None:
    if campaign.state not in states or campaign.is_history:
        raise WrongState(
            _("“%(name)s” is %(state)s: this step cannot follow. Load the page again.")
            % {"name": campaign.name, "state": Campaign.State(campaign.state).label}
        )


def require_everywhere(scope: Scope) -> None:
    """A campaign goes to customers of all stores."""
    if scope.store_ids is not None:
        raise NotAllowed(_("Campaigns go to customers of all stores: ask somebody who works in all of them."))
