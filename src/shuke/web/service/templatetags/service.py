from datetime import datetime
from zoneinfo import ZoneInfo

from django import template
from django.db.models import Model
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from shuke.records.cases.models import AgentPlace, CannedReply, ClassRule, DeskDay, Target, Topic
from shuke.records.cases.models.desk import Priority
from shuke.report.words import name_of
from shuke.web import figures

register = template.Library()


@register.filter
def priority_name(key: str) -> str:
    return str(Priority(key).label)


@register.filter
def stamped(at: datetime, zone: ZoneInfo) -> str:
    """ "8 Mar 14:05": short enough for a step."""
    there = at.astimezone(zone)
    return f"{figures.short_day(there.date())} {there:%H:%M}"


@register.simple_tag
def share_of(part: int, whole: int) -> SafeString:
    """ "92 %" with what it is made of; “—” before anything is decided."""
    if not whole:
        return format_html("{}", figures.NOTHING)
    return format_html('{} <span class="sk-muted">{}/{}</span>', figures.percent(part / whole), part, whole)


@register.filter
def setting_cells(row: Model) -> list[str]:
    """What a line of the settings shows."""
    if isinstance(row, DeskDay):
        return [figures.day(row.day), row.spans or pgettext("a day", "closed"), row.note]
    if isinstance(row, Target):
        minutes = _("first answer %(first)s, settled %(settled)s") % {
            "first": figures.number(row.first_minutes),
            "settled": figures.number(row.resolve_minutes),
        }
        return [row.get_priority_display(), _class_name(row.service_class), minutes]
    if isinstance(row, ClassRule):
        return [_class_name(row.service_class), row.get_least_priority_display(), str(row.goes_to or figures.NOTHING)]
    if isinstance(row, Topic):
        return [row.path, row.get_tree_display(), "" if row.is_offered else _("not offered any more")]
    if isinstance(row, CannedReply):
        return [row.name, row.text[:90]]
    assert isinstance(row, AgentPlace)
    skills = _(", ").join(skill.name for skill in row.skills.all())
    return [str(row.staff), _("takes cases now") if row.is_here else _("away"), row.phone, skills]


def _class_name(key: str) -> str:
    return name_of("value_class", key) if key else _("everybody")
