from django.urls import path

from shuke.web.own.views import changing, data, entering, page

urlpatterns = [
    path("", page.card, name="own_page"),
    path("l/<str:token>/", entering.open_link, name="own_link"),
    path("enter/", entering.enter, name="own_enter"),
    path("code/", entering.code, name="own_code"),
    path("leave/", entering.leave, name="own_leave"),
    path("purchases/", page.purchases, name="own_purchases"),
    path("points/", page.points, name="own_points"),
    path("contact/", page.contact, name="own_contact"),
    path("contact/say/", changing.say, name="own_say"),
    path("contact/personal/", changing.personalise, name="own_personalise"),
    path("likes/new/", changing.like, name="own_like"),
    path("likes/<int:preference>/withdraw/", changing.unlike, name="own_unlike"),
    path("data/", data.data, name="own_data"),
    path("data/erase/", data.ask_to_be_erased, name="own_ask_erasure"),
    path("data/file/", data.take_data, name="own_take_data"),
]
