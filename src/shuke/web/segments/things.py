"""What can be bought, found by what somebody types."""

from django.db.models import Q

from shuke.records.catalog.models import Category, Product

SHOWN = 20


def things_like(thing: str, typed: str) -> list[tuple[str, str]]:
    """(what a segment says, words); nothing before something is typed."""
    typed = typed.strip().replace("\0", "")
    if not typed:
        return []
    match thing:
        case "product":
            found = Product.objects.filter(Q(code__istartswith=typed) | Q(name__icontains=typed)).order_by("name")
            return [(code, name) for code, name in found.values_list("code", "name")[:SHOWN]]
        case "category":
            paths = Category.objects.filter(path__icontains=typed).order_by("path").values_list("path", flat=True)
            return [(path, "") for path in paths[:SHOWN]]
        case "brand":
            brands = Product.objects.filter(brand__icontains=typed).order_by("brand").values_list("brand", flat=True)
            return [(brand, "") for brand in brands.distinct()[:SHOWN]]
        case _:
            return []
