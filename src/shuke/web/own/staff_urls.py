"""Below a customer's page: `customers/<pk>/own/`."""

from django.urls import path

from shuke.web.own.views import staff

urlpatterns = [
    path("", staff.ways, name="customer_own"),
    path("link/", staff.new_link, name="make_own_link"),
    path("card/<int:card>/", staff.card_code, name="show_card_code"),
    path("code/<int:code>/", staff.read_out, name="read_own_code"),
    path("key/<int:key>/revoke/", staff.revoke, name="revoke_own_key"),
    path("data/", staff.take_data, name="take_customer_data"),
]
