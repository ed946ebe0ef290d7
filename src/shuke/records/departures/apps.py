from django.apps import AppConfig


class DeparturesConfig(AppConfig):
    name = "shuke.records.departures"
    label = "departures"
