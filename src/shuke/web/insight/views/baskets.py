"""What goes together: counted over the whole business, so shown to those who work in all of it."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.access.scope import Scope
from shuke.warehouse.category_pairs import CategoryPairs
from shuke.warehouse.engine import warehouse_folder
from shuke.warehouse.manifest import Folder
from shuke.web.insight import baskets
from shuke.web.insight.basket_map import map_of, network_of
from shuke.web.insight.current import Current
from shuke.web.insight.views.answer import answer


@require_GET
@staff_view("insight.view")
def pairs(request: StaffRequest) -> HttpResponse:
    return answer(request, "web/insight/baskets.html", _pairs)


def _pairs(request: StaffRequest, current: Current, scope: Scope) -> dict[str, object]:
    # One store's staff would read the sales of all others out of these figures.
    if request.scope.store_ids is not None:
        return {"is_of_others": True}
    choice = baskets.choice_of(request.GET)
    found = CategoryPairs(Folder(warehouse_folder()), choice.level).found()
    levels = {"levels": baskets.LEVEL_NAMES.items(), "level": choice.level}
    if found is None or not found.pairs:
        return {"found": found, **levels}
    names = baskets.names_of(found, choice.level)
    together, apart = baskets.together(found, choice, names), baskets.apart(found, names)
    money = current.currency if request.scope.may("money.view") else ""
    shown: dict[str, object] = {
        **levels,
        "found": found,
        "choice": choice,
        "sorts": baskets.SORTS.items(),
        "least_orders": baskets.LEAST_ORDERS,
        "is_narrowed": scope.store_ids is not None,
        "together": together,
        "together_sheet": baskets.pairs_sheet("baskets-together", together),
        "map": map_of(found, choice, names),
        "network": network_of(found, choice, names),
        "apart": apart,
        "apart_sheet": baskets.pairs_sheet("baskets-apart", apart),
        "money": money,
    }
    if money:
        place, offers = baskets.place(found, names), baskets.offered(found, names)
        shown |= {
            "place": place,
            "place_sheet": baskets.place_sheet(place, currency=money),
            "bundles": baskets.bundles(found, names),
            "offers": offers,
            "offers_sheet": baskets.offers_sheet(offers, currency=money),
        }
    return shown
