"""What the members of the demo said when they joined: some may be written to, so that a campaign finds readers."""

from random import Random

from shuke.demo.files import SEED
from shuke.demo.promises import PLAN
from shuke.records.customers.models import Consent
from shuke.records.membership.models import Member

SOURCE = "counter"
_ASKED = (("email", 0.6), ("phone", 0.3), ("post", 0.45))  # by which way, and how many of those asked said yes


def ask_members() -> None:
    """Once: whoever changed their mind since keeps it."""
    joined = Member.objects.filter(plan__code=PLAN, customer__is_name_generated=True)
    if Consent.objects.filter(customer__in=joined.values("customer")).exists():
        return
    rng, said = Random(SEED), list(joined.order_by("customer").values_list("customer", "enrolled_at"))
    Consent.objects.bulk_create(
        [
            Consent(customer_id=pk, channel=channel, purpose="marketing", is_granted=True, source=SOURCE, at=at)
            for pk, at in said
            for channel, share in _ASKED
            if rng.random() < share
        ],
        batch_size=1000,
    )
