from django.db.models import QuerySet

from shuke.records.messages.models import Channel, Template, TemplateText

# The template at which a provider of short messages that sends only approved texts names the one for one-time codes.
CODE_TEMPLATE, CODE_VARIABLE = "own-page-code", "code"


def templates_for_lists() -> QuerySet[Template]:
    return Template.objects.prefetch_related("texts").order_by("name", "pk")


def template_text(template: Template, *, language: str) -> TemplateText | None:
    """In the reader's language; else in a related one (the other Chinese), else in any there is."""
    texts = sorted(template.texts.all(), key=lambda text: text.language)
    family = language.partition("-")[0]
    ranked = sorted(texts, key=lambda text: (text.language != language, text.language.partition("-")[0] != family))
    return ranked[0] if ranked else None


def code_template() -> Template | None:
    """Where a provider's approved text for one-time codes was entered; None: there is none in use."""
    return Template.objects.filter(code=CODE_TEMPLATE, is_on=True, approved__channel=Channel.SMS).first()
