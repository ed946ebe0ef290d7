"""Where every address leads: this file only mounts."""

from django.urls import URLPattern, URLResolver, include, path

from shuke.config.api import api
from shuke.config.health import health, metrics

urlpatterns: list[URLPattern | URLResolver] = [
    path("health", health, name="health"),
    path("metrics", metrics, name="metrics"),
    path("api/v1/", api.urls),
    path("", include("shuke.web.urls")),
]
