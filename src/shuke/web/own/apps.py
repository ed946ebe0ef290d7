from django.apps import AppConfig


class OwnPageConfig(AppConfig):
    name = "shuke.web.own"
    label = "own"
