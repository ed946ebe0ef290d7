from django.urls import path

from shuke.web.settings import views

urlpatterns = [path("", views.overview, name="settings")]
