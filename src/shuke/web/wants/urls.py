from django.urls import path

from shuke.web.wants import views

urlpatterns = [path("wants/", views.wants, name="insight_wants")]
