from django.urls import include, path
from django.views.generic import RedirectView

from shuke.records.access.decorators import public_view
from shuke.web.care.views.acts import of_customer as care_of_customer
from shuke.web.erasing.views import erase
from shuke.web.segments.views.page import of_customer as segments_of_customer
from shuke.web.service.views.opening import of_customer
from shuke.web.views import account, choices, palette, sign_in, two_factor

home = public_view(reason="leads to a page that asks for sign-in")(RedirectView.as_view(pattern_name="today"))

urlpatterns = [
    path("", home, name="home"),
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/code/", sign_in.sign_in_code, name="sign_in_code"),
    path("sign-out/", account.sign_out, name="sign_out"),
    path("password/", account.password, name="change_password"),
    path("two-factor/", two_factor.set_up, name="two_factor"),
    path("tour/seen/", account.tour_seen, name="tour_seen"),
    path("language/", choices.choose_language, name="choose_language"),
    path("theme/", choices.choose_theme, name="choose_theme"),
    path("store/", choices.choose_store, name="choose_store"),
    path("stores/", choices.stores_menu, name="stores_menu"),
    path("palette/", palette.palette, name="palette"),
    path("today/", include("shuke.web.today.urls")),
    path("customers/", include("shuke.web.customers.urls")),
    path("customers/<int:pk>/departures/", include("shuke.web.leaving.customer_urls")),
    path("customers/<int:pk>/cases/", of_customer, name="customer_cases"),
    path("customers/<int:pk>/segments/", segments_of_customer, name="customer_segments"),
    path("customers/<int:pk>/care/", care_of_customer, name="customer_care"),
    path("customers/<int:pk>/erase/", erase, name="erase_customer"),
    path("customers/<int:pk>/own/", include("shuke.web.own.staff_urls")),
    path("counter/", include("shuke.web.counter.urls")),
    path("membership/", include("shuke.web.membership.urls")),
    path("service/", include("shuke.web.service.urls")),
    path("marketing/segments/", include("shuke.web.segments.urls")),
    path("marketing/journeys/", include("shuke.web.journeys.urls")),
    path("marketing/", include("shuke.web.campaigns.urls")),
    path("care/", include("shuke.web.care.urls")),
    path("say/", include("shuke.web.service.public_urls")),
    path("imports/", include("shuke.web.imports.urls")),
    path("insight/", include("shuke.web.insight.urls")),
    path("insight/", include("shuke.web.groups.urls")),
    path("insight/", include("shuke.web.leaving.urls")),
    path("insight/", include("shuke.web.trials.urls")),
    path("insight/", include("shuke.web.wants.urls")),
    path("settings/service/", include("shuke.web.service.setting_urls")),
    path("settings/", include("shuke.web.settings.urls")),
    path("", include("shuke.web.messages.urls")),
    path("own/", include("shuke.web.own.urls")),
]
