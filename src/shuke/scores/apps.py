from django.apps import AppConfig


class ScoresConfig(AppConfig):
    name = "shuke.scores"
    label = "scores"
