from django.apps import AppConfig


class CarePagesConfig(AppConfig):
    name = "shuke.web.care"
    label = "care_pages"
