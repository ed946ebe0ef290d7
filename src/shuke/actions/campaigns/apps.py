from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "shuke.actions.campaigns"
    label = "campaigns"

    def ready(self) -> None:
        from shuke.actions.segments.uses import register_use

        register_use("shuke.actions.campaigns.audience.campaigns_naming")
