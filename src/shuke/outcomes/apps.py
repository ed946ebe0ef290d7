from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    name = "shuke.outcomes"
    label = "outcomes"
