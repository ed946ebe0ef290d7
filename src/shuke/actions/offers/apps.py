from django.apps import AppConfig


class OffersConfig(AppConfig):
    name = "shuke.actions.offers"
    label = "offers"
