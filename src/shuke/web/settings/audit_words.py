"""What an audit row says happened. An action without words here is shown by its key: nothing is hidden."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTIONS: Mapping[str, Promise] = {
    "api_key.issue": _("issued an API key"),
    "api_key.revoke": _("revoked an API key"),
    "business.update": _("changed the business"),
    "card.end": _("ended a card"),
    "class_policy.set": _("set how a class of customers is looked after"),
    "consent.record": _("wrote down a consent"),
    "contact_rules.save": _("changed quiet hours and contact budget"),
    "coupon.codes": _("made coupon codes"),
    "coupon.save": _("set up a coupon"),
    "coupon.void": _("voided a coupon code"),
    "coupon.word": _("gave a coupon a code for everybody"),
    "coupons.read": _("downloaded coupon codes"),
    "custom_field.add": _("added a field"),
    "custom_field.change": _("changed a field"),
    "custom_field.drop": _("dropped a field"),
    "customer.create": _("added a customer"),
    "customer.update": _("changed a customer"),
    "customers.assign": _("assigned customers"),
    "customers.export": _("exported customers"),
    "customers.read": _("read customers in bulk"),
    "customers.tag": _("tagged customers"),
    "departure.answered": _("wrote down what was done about a customer’s leaving"),
    "departure.recorded": _("wrote down why a customer left"),
    "identity.added": _("added a phone, card or address"),
    "identity.primary": _("made a phone, card or address the main one"),
    "identity.removed": _("removed a phone, card or address"),
    "import.refused_rows": _("downloaded refused rows"),
    "import.undo": _("undid an import"),
    "member.enrol": _("enrolled a member"),
    "members.adopt": _("took over members with their history"),
    "own_code.read": _("read a code out for a customer’s own page"),
    "own_data.take": _("took all data of a customer"),
    "own_key.make": _("made a way into a customer’s own page"),
    "own_key.revoke": _("took a way into a customer’s own page back"),
    "message.again": _("sent a held message again"),
    "message.cancel": _("cancelled a message"),
    "message.print": _("printed letters"),
    "message.confirm": _("confirmed that a held message arrived"),
    "plan.save": _("set up a plan"),
    "points.by_hand": _("moved points by hand"),
    "preference.confirmed": _("confirmed a preference"),
    "preference.learned": _("learned a preference"),
    "preference.withdrawn": _("took a preference back"),
    "reward.save": _("set up a reward"),
    "staff.change_password": _("set a password"),
    "staff.change_role": _("changed role and stores"),
    "staff.create": _("opened an account"),
    "staff.deactivate": _("closed an account"),
    "staff.recovery_codes": _("made new recovery codes"),
    "staff.revoke_sessions": _("signed somebody out everywhere"),
    "staff.two_factor_off": _("turned two-step sign-in off"),
    "staff.two_factor_on": _("turned two-step sign-in on"),
    "store.create": _("added a store"),
    "store.update": _("changed a store"),
    "template.save": _("changed a template"),
    "tier.save": _("set up a tier"),
}


def action_words(action: str) -> str:
    return str(ACTIONS.get(action, action))
