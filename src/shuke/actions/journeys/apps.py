from django.apps import AppConfig


class JourneysConfig(AppConfig):
    name = "shuke.actions.journeys"
    label = "journeys"

    def ready(self) -> None:
        from shuke.actions.segments.uses import register_use

        register_use("shuke.actions.journeys.queries.uses.journeys_using")
