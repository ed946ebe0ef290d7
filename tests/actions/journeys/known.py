"""What there is to name in the journeys of tests."""

from shuke.actions.journeys.graph.checks import Known

KNOWN = Known(
    templates={"hello": "", "off": "The template is off."},
    channels=("email", "post"),
    coupons=("ten",),
    plans=("points",),
    segments=("slipping",),
    events=("purchase", "member.enrolled"),
    days=("birthday", "custom.wedding"),
    has_webhook=True,
    condition_faults=lambda condition: [] if condition else ["Say who."],
)
