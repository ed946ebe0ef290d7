from django.apps import AppConfig


class ServicePagesConfig(AppConfig):
    name = "shuke.web.service"
    label = "service_pages"
