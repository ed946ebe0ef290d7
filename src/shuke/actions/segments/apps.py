from django.apps import AppConfig


class SegmentsConfig(AppConfig):
    name = "shuke.actions.segments"
    label = "segments"
