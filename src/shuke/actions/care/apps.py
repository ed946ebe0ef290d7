from django.apps import AppConfig


class CareConfig(AppConfig):
    name = "shuke.actions.care"
    label = "care"

    def ready(self) -> None:
        from shuke.actions.segments.uses import register_use

        register_use("shuke.actions.care.queries.served.programmes_naming")
