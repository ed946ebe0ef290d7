from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "shuke.actions.campaigns"
    label = "campaigns"

    def ready(self) -> None:
        from shuke.actions.campaigns.audience import campaigns_naming
        from shuke.actions.segments.uses import register_use

        register_use(campaigns_naming)
