from django.apps import AppConfig


class CareConfig(AppConfig):
    name = "shuke.actions.care"
    label = "care"
