from django.apps import AppConfig


class MembershipConfig(AppConfig):
    name = "shuke.records.membership"
    label = "membership"
