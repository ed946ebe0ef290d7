from django.apps import AppConfig


class JourneyPagesConfig(AppConfig):
    name = "shuke.web.journeys"
    label = "journey_pages"
