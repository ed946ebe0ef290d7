"""Where a person is reached: by which address each channel finds them."""

from collections.abc import Mapping
from dataclasses import dataclass

from shuke.records.customers.models import Customer, Identity
from shuke.records.customers.queries import own_and_merged
from shuke.records.messages.models import Channel, DeadAddress

# What a person goes by in each channel; a letter goes to their postal address, a webhook names their number.
NAMES: Mapping[str, str] = {
    Channel.EMAIL: Identity.Kind.EMAIL,
    Channel.SMS: Identity.Kind.PHONE,
    Channel.WECHAT: Identity.Kind.WECHAT,
}


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
    known = list(Identity.objects.filter(customer__in=own_and_merged(customer.pk), kind__in=NAMES.values()))
    mails = [one.normal for one in known if one.kind == Identity.Kind.EMAIL]
    found_dead = DeadAddress.objects.filter(address__in=mails).values_list("address", flat=True) if mails else ()
    dead = frozenset(found_dead)
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
