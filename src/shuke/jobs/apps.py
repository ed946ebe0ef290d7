from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "shuke.jobs"
    label = "jobs"
