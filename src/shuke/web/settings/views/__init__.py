from shuke.web.settings.views.overview import overview

__all__ = ["overview"]
