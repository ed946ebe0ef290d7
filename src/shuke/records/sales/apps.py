from django.apps import AppConfig


class SalesConfig(AppConfig):
    name = "shuke.records.sales"
    label = "sales"
