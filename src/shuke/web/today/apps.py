from django.apps import AppConfig


class TodayConfig(AppConfig):
    name = "shuke.web.today"
    label = "today"
