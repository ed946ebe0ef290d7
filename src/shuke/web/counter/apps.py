from django.apps import AppConfig


class CounterPagesConfig(AppConfig):
    name = "shuke.web.counter"
    label = "counter_pages"
