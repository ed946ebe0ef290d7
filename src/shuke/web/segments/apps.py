from django.apps import AppConfig


class SegmentPagesConfig(AppConfig):
    name = "shuke.web.segments"
    label = "segment_pages"

    def ready(self) -> None:
        from shuke.actions.segments.uses import register_use

        register_use("shuke.web.segments.views_using.views_using")
