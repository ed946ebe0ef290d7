from django.urls import path

from shuke.web.messages.views import unsubscribe

urlpatterns = [
    path("u/<str:token>/", unsubscribe.unsubscribe, name="unsubscribe"),
]
