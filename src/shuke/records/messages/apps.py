from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "shuke.records.messages"
    label = "messaging"  # "messages" is Django's own
