"""Below the settings: `settings/service/`."""

from django.urls import path

from shuke.web.service.views import setting

urlpatterns = [
    path("", setting.service, name="settings_service"),
    path("table/", setting.table_code, name="service_table"),
    path("hook/new/", setting.new_hook, name="new_hook"),
    path("hook/<int:pk>/end/", setting.end_hook, name="end_hook"),
    path("<str:what>/new/", setting.edit, name="new_service_row"),
    path("<str:what>/<int:pk>/", setting.edit, name="edit_service_row"),
    path("<str:what>/<int:pk>/drop/", setting.drop, name="drop_service_row"),
]
