from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "shuke.records.customers"
    label = "customers"
