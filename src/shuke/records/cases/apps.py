from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "shuke.records.cases"
    label = "cases"
