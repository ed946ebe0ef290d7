from django.apps import AppConfig


class JourneysConfig(AppConfig):
    name = "shuke.actions.journeys"
    label = "journeys"
