from django.urls import path

from shuke.web.customers import views

urlpatterns = [
    path("", views.customers, name="customers"),
    path("<int:pk>/", views.customer, name="customer"),
]
