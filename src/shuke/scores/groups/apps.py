from django.apps import AppConfig


class GroupsConfig(AppConfig):
    name = "shuke.scores.groups"
    label = "groups"
