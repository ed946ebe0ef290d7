from django.urls import path

from shuke.web.segments.views import listing

urlpatterns = [
    path("", listing.segments, name="segments"),
]
