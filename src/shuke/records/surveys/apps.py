from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "shuke.records.surveys"
    label = "surveys"
