"""Where a person is reached: by which address each channel finds them."""

from collections.abc import Mapping
from dataclasses import dataclass

from shuke.lib.prepared import Prepared
from shuke.records.customers.models import Customer, Identity
from shuke.records.customers.queries import own_and_merged
from shuke.records.messages.models import Channel, DeadAddress

# What a person goes by in each channel; a letter goes to their postal address, a webhook names their number.
NAMES: Mapping[str, str] = {
    Channel.EMAIL: Identity.Kind.EMAIL,
    Channel.SMS: Identity.Kind.PHONE,
    Channel.WECHAT: Identity.Kind.WECHAT,
}

# Asked with every message that leaves. The id stands in the SQL twice.
_identities = Prepared(
    lambda own, _whole, *kinds: Identity.objects.filter(customer__in=own_and_merged(own), kind__in=kinds)
)
_dead = Prepared(lambda *addresses: DeadAddress.objects.filter(address__in=addresses))


@dataclass(frozen=True)
class Reach:
    addresses: Mapping[str, str]  # by channel; a channel without one is left out
    dead: frozenset[str]  # those to which nothing gets through

    def address(self, channel: str) -> str:
        return self.addresses.get(channel, "")

    def is_dead(self, address: str) -> bool:
        return address.lower() in self.dead


def reach_of(customer: Customer) -> Reach:
    """Addresses of the customer and of those merged into them: living before dead, own before merged, primary first."""
    known = _identities(customer.pk, customer.pk, *NAMES.values())
    mails = dict.fromkeys(one.normal for one in known if one.kind == Identity.Kind.EMAIL)
    dead = frozenset(one.address for one in _dead(*mails)) if mails else frozenset()
    known.sort(key=lambda one: (one.normal in dead, one.customer_id != customer.pk, not one.is_primary, one.pk))
    addresses = {Channel.POST.value: customer.address} if customer.address else {}
    for channel, kind in NAMES.items():
        if found := next((one for one in known if one.kind == kind), None):
            addresses[channel] = found.normal if channel == Channel.SMS else found.value
    addresses[Channel.WEBHOOK.value] = customer.number  # whoever receives it knows where to
    return Reach(addresses, dead)


def address_of(customer: Customer, channel: str) -> str:
    """Where a message of this channel goes; empty when unknown."""
    return reach_of(customer).address(channel)


def is_dead_address(address: str) -> bool:
    return DeadAddress.objects.filter(address=address.lower()).exists()
