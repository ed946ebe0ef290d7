from django.apps import AppConfig


class OffersConfig(AppConfig):
    name = "shuke.actions.offers"
    label = "offers"

    def ready(self) -> None:
        from shuke.records.messages.recommending import register_recommender

        register_recommender("shuke.actions.offers.recommending.recommend")
