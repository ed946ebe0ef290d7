from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "shuke.records.catalog"
    label = "catalog"
