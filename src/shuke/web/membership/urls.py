from django.urls import path

from shuke.web.membership import views

urlpatterns = [
    path("", views.members, name="membership"),
    path("<int:pk>/", views.member, name="member"),
]
