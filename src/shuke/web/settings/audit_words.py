"""What an audit row says happened. An action without words here is shown by its key: nothing is hidden."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTIONS: Mapping[str, Promise] = {
    "api_key.issue": _("issued an API key"),
    "api_key.revoke": _("revoked an API key"),
    "business.update": _("changed the business"),
    "customers.export": _("exported customers"),
    "customers.tag": _("tagged customers"),
    "staff.change_password": _("set a password"),
    "staff.change_role": _("changed role and stores"),
    "staff.create": _("opened an account"),
    "staff.deactivate": _("closed an account"),
    "staff.revoke_sessions": _("signed somebody out everywhere"),
    "store.create": _("added a store"),
    "store.update": _("changed a store"),
}


def action_words(action: str) -> str:
    return str(ACTIONS.get(action, action))
