from django.apps import AppConfig


class CampaignPagesConfig(AppConfig):
    name = "shuke.web.campaigns"
    label = "campaign_pages"
