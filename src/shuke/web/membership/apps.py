from django.apps import AppConfig


class MembershipPagesConfig(AppConfig):
    name = "shuke.web.membership"
    label = "membership_pages"
