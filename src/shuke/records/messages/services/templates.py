from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError
from shuke.records.access.scope import Scope
from shuke.records.access.services import record_audit
from shuke.records.messages.models import ApprovedText, Template, TemplateText
from shuke.records.messages.queries import values_of
from shuke.records.messages.queries.templates import CODE_TEMPLATE, CODE_VARIABLE
from shuke.records.messages.rules.blocks import PRODUCT_LIST
from shuke.records.messages.rules.writing import (
    UnknownVariable,
    blocks_in,
    check_closed,
    check_variables,
    pairs_of,
    variables_of,
)


class TemplateCodeTaken(ShukeError):
    """Another template goes by this code."""


class TemplateEmpty(ShukeError):
    """A template without a text in any language, or with half a text."""


@transaction.atomic
def save_template(
    *,
    scope: Scope,
    now: datetime,
    code: str,
    name: str,
    purpose: str,
    texts: Mapping[str, tuple[str, str]],
    is_on: bool = True,
    template: Template | None = None,
) -> Template:
    """A new template or a change of one. `texts`: language → subject and body; both empty: not in this language.

    Raises TemplateCodeTaken, TemplateEmpty, UnknownVariable, ValidationError.
    """
    _check(texts, now=now)
    saved = template or Template(created_at=now)
    if Template.objects.filter(code=code).exclude(pk=saved.pk).exists():
        raise TemplateCodeTaken(_("Another template has the code “%(code)s”; choose another.") % {"code": code})
    saved.code, saved.name, saved.purpose, saved.is_on, saved.updated_at = code, name, purpose, is_on, now
    saved.full_clean()
    saved.save()
    for language, (subject, body) in texts.items():
        if subject or body:
            text = TemplateText(template=saved, language=language, subject=subject, body=body)
            text.full_clean(exclude=["template"], validate_unique=False, validate_constraints=False)
            TemplateText.objects.update_or_create(
                template=saved, language=language, defaults={"subject": subject, "body": body}
            )
        else:
            saved.texts.filter(language=language).delete()
    facts = {"code": code, "purpose": purpose, "is_on": is_on, "languages": sorted(texts)}
    record_audit(scope=scope, action="template.save", at=now, subject=f"template:{saved.pk}", facts=facts)
    return saved


@transaction.atomic
def save_approved_text(
    *, scope: Scope, now: datetime, template: Template, channel: str, code: str, filled_by: str
) -> ApprovedText | None:
    """What a provider approved in place of the template; None where an empty code takes it away.

    `filled_by`: "thing1=name, time2=today". Raises UnknownVariable.
    """
    known = values_of(None, language="en", now=now)
    if template.code == CODE_TEMPLATE:
        known = {**known, CODE_VARIABLE: ""}
    for _gap, variable in pairs_of(filled_by):
        check_variables("{{" + variable + "}}", known=known)
    held = ApprovedText.objects.filter(template=template, channel=channel)
    facts: dict[str, object] = {"channel": channel, "code": code.strip()}
    record_audit(scope=scope, action="template.approved", at=now, subject=f"template:{template.pk}", facts=facts)
    if not code.strip():
        held.delete()
        return None
    values = {"code": code.strip(), "fields": filled_by.strip()}
    return ApprovedText.objects.update_or_create(template=template, channel=channel, defaults=values)[0]


def _check(texts: Mapping[str, tuple[str, str]], *, now: datetime) -> None:
    known = values_of(None, language="en", now=now)
    if not any(subject and body for subject, body in texts.values()):
        raise TemplateEmpty(_("Write subject and text in one language at least."))
    for language, (subject, body) in texts.items():
        if bool(subject) != bool(body):
            raise TemplateEmpty(
                _("Subject and text belong together: complete or clear both (%(language)s).") % {"language": language}
            )
        check_closed(subject)
        check_closed(body)
        check_variables(subject, known=known)
        if any(block.form == PRODUCT_LIST for block in blocks_in(variables_of(subject)).values()):
            raise UnknownVariable(
                _("“%(name)s” takes several lines, and a subject has one: write “products” or “product” there.")
                % {"name": PRODUCT_LIST}
            )
        check_variables(body, known=known)
