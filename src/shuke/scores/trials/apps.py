from django.apps import AppConfig


class TrialsConfig(AppConfig):
    name = "shuke.scores.trials"
    label = "trials"
