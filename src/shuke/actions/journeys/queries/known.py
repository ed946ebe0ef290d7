"""What the nodes of a journey may name, and for whom its conditions hold."""

from collections.abc import Callable, Collection, Iterable
from datetime import date

from django.utils.translation import gettext as _

from shuke.actions.journeys.graph.checks import Known
from shuke.actions.journeys.graph.nodes import CUSTOM_DAY, DAYS
from shuke.actions.journeys.occasions import OCCASIONS
from shuke.actions.segments.choosing import choose_customers
from shuke.actions.segments.models import Segment
from shuke.actions.segments.parse import parse
from shuke.actions.segments.queries import faults_in, fields_for, trees
from shuke.actions.segments.tree import UnreadableSegment
from shuke.lib.errors import ShukeError
from shuke.records.access.scope import Scope
from shuke.records.customers.models import CustomField
from shuke.records.membership.models import Coupon, Plan
from shuke.records.messages.models import Channel, Template
from shuke.records.messages.providers import is_offered
from shuke.records.messages.queries import VARIABLES, templates_for_lists
from shuke.records.messages.rules.writing import UnknownVariable, check_variables


def known_names(*, scope: Scope) -> Known:
    return Known(
        templates={template.code: _template_fault(template) for template in templates_for_lists()},
        channels=Channel.values,
        coupons=set(Coupon.objects.filter(is_offered=True).values_list("code", flat=True)),
        plans=set(Plan.objects.values_list("code", flat=True)),
        segments=set(Segment.objects.values_list("key", flat=True)),
        events=OCCASIONS.keys(),
        days={*DAYS, *(CUSTOM_DAY + key for key in custom_days())},
        has_webhook=is_offered(Channel.WEBHOOK),
        condition_faults=condition_faults(scope),
    )


def custom_days() -> dict[str, str]:
    """The fields of days that this business added: key → label."""
    return dict(CustomField.objects.filter(type=CustomField.Type.DAY).values_list("key", "label"))


def condition_faults(scope: Scope) -> Callable[[str], list[str]]:
    def faults(condition: str) -> list[str]:
        try:
            return faults_in(parse(condition), scope=scope)
        except UnreadableSegment as unreadable:
            return [str(unreadable)]

    return faults


def conditions_hold(
    conditions: Iterable[str], *, scope: Scope, among: Collection[int], today: date
) -> dict[str, set[int] | ShukeError]:
    """For which customers of `among` each condition holds today; or why that cannot be said."""
    found: dict[str, set[int] | ShukeError] = {}
    field_named, known = fields_for(scope), trees()
    for condition in conditions:
        try:
            node = parse(condition)
            if faults := faults_in(node, scope=scope):
                raise UnreadableSegment(faults[0])
            chosen = choose_customers(
                node, scope=scope, field_named=field_named, segments=known, today=today, among=among
            )
            found[condition] = set(chosen.ids.tolist())
        except ShukeError as refused:
            found[condition] = refused
    return found


def _template_fault(template: Template) -> str:
    texts = list(template.texts.all())
    if not template.is_on or not texts:
        return _("The template “%(name)s” is off or has no text: open it and complete it.") % {"name": template.name}
    for text in texts:
        try:
            check_variables(text.subject, known=dict.fromkeys(VARIABLES))
            check_variables(text.body, known=dict.fromkeys(VARIABLES))
        except UnknownVariable as unknown:
            return str(unknown)
    return ""
