from django.apps import AppConfig


class StoresConfig(AppConfig):
    name = "shuke.records.stores"
    label = "stores"
