"""The small pictures and chips of a row as HTML. Plain functions: a list draws hundreds of them on a page."""

from collections.abc import Sequence

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from shuke.report.page.strip import glyph_svg, risk_of, strip_of, strip_svg
from shuke.report.words import name_of, rhythm_words
from shuke.web import drawing, figures

# Hue of a stage's dot: growing hollow, steady filled, falling red. Read with the word, never alone.
STAGE_TONES = {"potential": "grow", "new": "grow", "forming": "grow", "declining": "fall", "lost": "fall"}
NOTHING = mark_safe('<span class="sk-muted">—</span>')


def avatar(name: str, family_name: str = "", value_class: str = "", size: str = "") -> SafeString:
    """`size` is "", "sm" or "lg". The letter is the family name's first; Chinese names begin with it."""
    sign = (family_name or name)[:1].upper() or "·"
    classes = "".join(f" sk-av-{part}" for part in (size, value_class) if part)
    script = "" if sign.isascii() else ' lang="zh-Hans"'
    return mark_safe(f'<span class="sk-av{classes}"{script} aria-hidden="true">{escape(sign)}</span>')


def class_badge(value_class: str, *, boxed: bool = False) -> SafeString:
    if not value_class:
        return NOTHING
    box = " sk-cls-box" if boxed else ""
    word = escape(name_of("value_class", value_class))
    return mark_safe(f'<span class="sk-cls sk-cls-{escape(value_class)}{box}">{glyph_svg(value_class)}{word}</span>')


def stage(key: str) -> SafeString:
    if not key:
        return NOTHING
    tone = STAGE_TONES.get(key)
    return format_html('<span class="sk-stage{}">{}</span>', f" sk-{tone}" if tone else "", name_of("stage", key))


def rhythm(
    visits: Sequence[int],
    *,
    silence_days: int | None,
    rhythm_days: float | None,
    overdue_ratio: float | None,
    width: int = 168,
) -> SafeString:
    """120 days: dots are visits, the tick is the day one was due, the coloured line is overdue, the ring is today."""
    strip = strip_of(visits, silence_days=silence_days, rhythm_days=rhythm_days, ratio=overdue_ratio, width=width)
    return strip_svg(strip, label=_rhythm_label(silence_days, rhythm_days))


def _rhythm_label(silence_days: int | None, rhythm_days: float | None) -> str:
    if silence_days is None or not rhythm_days:
        return _("Visits in 120 days")
    facts = {"usual": rhythm_words(rhythm_days), "silence": figures.days(silence_days)}
    return _("Usually %(usual)s, now %(silence)s") % facts


def risk(overdue_ratio: float | None, *, strong: bool = False) -> SafeString:
    if overdue_ratio is None:
        return NOTHING
    lit, level = risk_of(overdue_ratio)
    bars = '<i class="on"></i>' * lit + "<i></i>" * (5 - lit)
    said = escape(figures.times(overdue_ratio))
    if strong:
        said = format_html("<b>{}</b>", _("%(ratio)s overdue") % {"ratio": figures.times(overdue_ratio)})
    return mark_safe(
        f'<span class="sk-risk sk-risk-{level}"><span class="bar" aria-hidden="true">{bars}</span>{said}</span>'
    )


def spark(values: Sequence[float], *, falls: bool = False, width: int = 76, height: int = 22) -> SafeString:
    drawn = drawing.spark(values, width=width, height=height)
    if drawn is None:
        return mark_safe("")
    return mark_safe(
        f'<svg class="sk-spark{" sk-fall" if falls else ""}" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}" role="img" aria-label="{escape(_("Spend of 12 months"))}">'
        f'<path class="a" d="{drawn.area}"/><path class="l" d="{drawn.line}"/>'
        f'<circle cx="{drawn.end_x:g}" cy="{drawn.end_y:g}" r="2"/></svg>'
    )


def strength(steps: int, *, fading: bool = False) -> SafeString:
    said = _("Strength %(steps)s of 4, fading") if fading else _("Strength %(steps)s of 4")
    bars = '<i class="on"></i>' * steps + "<i></i>" * (4 - steps)
    return format_html(
        '<span class="sk-strength{}" role="img" aria-label="{}">{}</span>',
        " sk-fading" if fading else "",
        said % {"steps": steps},
        mark_safe(bars),
    )


def bar(share: float | None, *, tone: str = "", width: int = 34) -> SafeString:
    """`share` 0–1; `tone` is "", "strong" or "grey"."""
    percent = round(min(max(share or 0.0, 0.0), 1.0) * 100, 1)
    return mark_safe(
        f'<svg class="sk-bar-svg{f" sk-{tone}-fill" if tone else ""}" width="{width}" height="5" viewBox="0 0 100 5"'
        ' preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="5"/>'
        f'<rect class="fill" width="{percent:g}" height="5"/></svg>'
    )


def change(amount: float | None, text: str, *, better: str = "up") -> SafeString:
    """An arrow tells the direction, the hue whether it is good: `better` is "up", "down" or "neither"."""
    if not amount:
        return format_html('<span class="sk-muted sk-num">{}</span>', text)
    direction = "up" if amount > 0 else "down"
    hue = "same" if better == "neither" else "better" if direction == better else "worse"
    return format_html('<span class="sk-{} sk-{}">{}</span>', direction, hue, text)
