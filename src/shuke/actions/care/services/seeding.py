"""Programmes to begin with: sensible, and off until somebody switches them on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from shuke.actions.care.models import CareProgramme, Does, Kind
from shuke.actions.care.services.programmes import save_programme
from shuke.records.access.scope import Scope
from shuke.records.messages.models import Purpose, Template
from shuke.records.messages.services import save_template

HELD_OUT_PERCENT = 10


@dataclass(frozen=True)
class SeedStep:
    after_days: int
    script: Promise | None = None  # a task
    template: str = ""  # code of the template of a message or letter
    does: Does = Does.TASK


@dataclass(frozen=True)
class Seed:
    code: str
    kind: Kind
    name: Promise
    steps: tuple[SeedStep, ...]
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class SeedText:
    name: Promise
    subject: Promise
    body: Promise


TEXTS: Mapping[str, SeedText] = {
    "care-birthday": SeedText(
        _("Birthday wishes"),
        _("Happy birthday, %(guest)s"),
        _(
            "Dear %(guest)s,\n\n"
            "all of us at {{ business }} wish you a happy birthday.\nDo come by: your day deserves something good."
        ),
    ),
    "care-greeting": SeedText(
        _("A week after the first visit"),
        _("It was good to meet you, %(guest)s"),
        _(
            "Dear %(guest)s,\n\n"
            "thank you for your first visit to {{ business }}. Was everything to your liking?\n"
            "Just answer this message: we read every word."
        ),
    ),
    "care-handbook": SeedText(
        _("Handbook by post"),
        _("A little handbook for you"),
        _(
            "Dear %(guest)s,\n\n"
            "enclosed you find our little handbook, with what we know and love about our craft.\n"
            "We hope to see you soon.\n\n"
            "{{ business }}"
        ),
    ),
    "care-holiday": SeedText(
        _("Holiday wishes"),
        _("Our best wishes, %(guest)s"),
        _("Dear %(guest)s,\n\n{{ business }} wishes you and your family a happy holiday."),
    ),
}  # fmt: skip


def _message(after_days: int, template: str) -> SeedStep:
    return SeedStep(after_days, template=template, does=Does.MESSAGE)


SEEDS: tuple[Seed, ...] = (
    Seed(
        "birthday", Kind.BIRTHDAY, _("Birthday wishes"),
        (_message(0, "care-birthday"),), {"holdout_percent": HELD_OUT_PERCENT},
    ),
    Seed(
        "birthday-call", Kind.BIRTHDAY, _("Birthday call to key customers"),
        (SeedStep(0, _("Wish {{ name }} a happy birthday. They like: {{ likes }}. Invite them for a small treat.")),),
        {"classes": ["platinum", "gold"]},
    ),
    Seed(
        "first-visit", Kind.FIRST_VISIT, _("Welcome series"),
        (
            _message(7, "care-greeting"),
            SeedStep(20, template="care-handbook", does=Does.LETTER),
            SeedStep(38, template="care-handbook", does=Does.LETTER),
        ),
        {"holdout_percent": HELD_OUT_PERCENT},
    ),
    Seed(
        "anniversary", Kind.ANNIVERSARY, _("Anniversary of the first visit"),
        (SeedStep(0, _("Thank {{ name }} for staying with us. They like: {{ likes }}. Ask what we could do better.")),),
        {"classes": ["platinum", "gold"]},
    ),
    Seed(
        "mid-autumn", Kind.HOLIDAY, _("Mid-Autumn wishes"),
        (_message(0, "care-holiday"),), {"holiday": "mid_autumn", "holdout_percent": HELD_OUT_PERCENT},
    ),
    Seed(
        "spring-festival", Kind.HOLIDAY, _("Spring Festival wishes"),
        (_message(0, "care-holiday"),), {"holiday": "spring_festival", "holdout_percent": HELD_OUT_PERCENT},
    ),
    Seed(
        "thanks-day", Kind.THANKS, _("Thanks day"),
        (SeedStep(-7, _("Invite {{ name }} to our thanks day. They like: {{ likes }}.")),),
        {"month_day": "11-28", "classes": ["platinum", "gold"]},
    ),
    Seed(
        "after-purchase", Kind.PURCHASE, _("How do they like it?"),
        (SeedStep(3, _("Ask {{ name }} how they like what they bought, and write down what you learn.")),),
        {"classes": ["platinum", "gold"]},
    ),
    Seed(
        "after-complaint", Kind.COMPLAINT, _("After a complaint"),
        (SeedStep(14, _("Call {{ name }}: is everything in order since we settled the complaint?")),),
    ),
    Seed(
        "visits", Kind.VISIT, _("Visits to key customers"),
        (SeedStep(0, _("Visit or call {{ name }}. They like: {{ likes }}. Ask for their news and their plans.")),),
        {"classes": ["platinum"], "every_days": 30},
    ),
    Seed(
        "early-warning", Kind.WARNING, _("Early warning"),
        (
            SeedStep(0, _(
                "Call {{ name }}: ask how the last visit was and whether anything went wrong. "
                "They like: {{ likes }}."
            )),
        ),
        {"most_a_day": 20},
    ),
    Seed(
        "welcome-back", Kind.RETURN, _("Welcome back"),
        (SeedStep(0, _("{{ name }} is back after a long time. Say how glad we are, and ask what brought them back.")),),
    ),
)  # fmt: skip


@transaction.atomic
def seed_programmes(*, scope: Scope, now: datetime, draw: Callable[[], int]) -> int:
    """Makes those whose code is not there yet, in the language of who asks; how many. `draw` gives their seeds."""
    scope.require("care.manage")
    there = set(CareProgramme.objects.values_list("code", flat=True))
    missing = [seed for seed in SEEDS if seed.code not in there]
    for seed in missing:
        save_programme(
            scope=scope,
            now=now,
            values={"code": seed.code, "kind": seed.kind, "name": str(seed.name), **seed.values},
            steps=[_step(number, step, scope=scope, now=now) for number, step in enumerate(seed.steps, start=1)],
            seed=draw(),
        )
    return len(missing)


def _step(number: int, step: SeedStep, *, scope: Scope, now: datetime) -> dict[str, Any]:
    plain = {"number": number, "after_days": step.after_days, "does": step.does, "channel": "email"}
    if step.does == Does.TASK:
        return {**plain, "script": str(step.script), "template": None}
    return {**plain, "script": "", "template": _template(step.template, scope=scope, now=now)}


def _template(code: str, *, scope: Scope, now: datetime) -> Template:
    known = Template.objects.filter(code=code).first()
    if known is not None:
        return known
    said, texts = TEXTS[code], {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            # By name; whoever has none is addressed by this word.
            named = {"guest": f"{{{{ name|{gettext('valued guest')} }}}}"}
            texts[language] = (str(said.subject) % named, str(said.body) % named)
    return save_template(
        scope=scope, now=now, code=code, name=str(said.name), purpose=Purpose.CARE, texts=texts, is_on=True
    )
