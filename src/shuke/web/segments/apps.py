from django.apps import AppConfig


class SegmentPagesConfig(AppConfig):
    name = "shuke.web.segments"
    label = "segment_pages"
