"""What customers open: `say/`."""

from django.urls import path

from shuke.web.service.views import public

urlpatterns = [
    path("", public.say, name="say"),
    path("thanks/", public.thanks, name="say_thanks"),
    path("t/<str:token>/", public.say_at_table, name="say_table"),
    path("a/<str:token>/", public.asked, name="service_asked"),
]
