from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "shuke.actions.campaigns"
    label = "campaigns"

    def ready(self) -> None:
        from shuke.actions.segments.attendance import register_guests
        from shuke.actions.segments.uses import register_use

        register_guests("shuke.actions.campaigns.queries.gatherings.guests_of_events")
        register_use("shuke.actions.campaigns.audience.campaigns_naming")
