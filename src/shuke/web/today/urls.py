from django.urls import path

from shuke.web.today import views

urlpatterns = [
    path("", views.today, name="today"),
    path("changes/", views.changes, name="today_changes"),
    path("put-off/", views.put_off_list, name="today_put_off"),
    path("put-off/<int:pk>/", views.put_off, name="put_off"),
    path("put-off/<int:pk>/back/", views.bring_back, name="bring_back"),
]
