from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError
from shuke.records.access.scope import Scope
from shuke.records.access.services import record_audit
from shuke.records.catalog.models import Category, NotRecommended, Product


class AlreadyExcluded(ShukeError):
    """The product or category is on the list of what is not recommended."""


@transaction.atomic
def exclude_from_recommendations(
    *, scope: Scope, now: datetime, of: Product | Category, reason: str = ""
) -> NotRecommended:
    """From now on no list offers the product, or anything under the category."""
    named = {"product": of} if isinstance(of, Product) else {"category": of}
    exclusion, is_new = NotRecommended.objects.get_or_create(**named, defaults={"reason": reason, "added_at": now})
    if not is_new:
        raise AlreadyExcluded(_("“%(name)s” is not recommended already.") % {"name": of})
    record_audit(
        scope=scope, action="recommendation.exclude", at=now, subject=_subject(exclusion), facts={"reason": reason}
    )
    return exclusion


@transaction.atomic
def recommend_again(*, scope: Scope, now: datetime, exclusion: NotRecommended) -> None:
    record_audit(scope=scope, action="recommendation.allow", at=now, subject=_subject(exclusion))
    exclusion.delete()


def _subject(exclusion: NotRecommended) -> str:
    if exclusion.product:
        return f"product:{exclusion.product.code}"
    return f"category:{exclusion.category}"
