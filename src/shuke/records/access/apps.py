from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "shuke.records.access"
    label = "access"
