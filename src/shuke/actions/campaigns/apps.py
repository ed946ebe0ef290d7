from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "shuke.actions.campaigns"
    label = "campaigns"
