from django.db.models import QuerySet

from shuke.records.messages.models import Template, TemplateText


def templates_for_lists() -> QuerySet[Template]:
    return Template.objects.prefetch_related("texts").order_by("name", "pk")


def template_text(template: Template, *, language: str) -> TemplateText | None:
    """In the reader's language; else in a related one (the other Chinese), else in any there is."""
    texts = sorted(template.texts.all(), key=lambda text: text.language)
    family = language.partition("-")[0]
    ranked = sorted(texts, key=lambda text: (text.language != language, text.language.partition("-")[0] != family))
    return ranked[0] if ranked else None
