"""Translation without the application: catalogues are read, no database, no data folder, no settings file."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files

import django
from django.conf import settings
from django.utils import translation

# Whose sentences the report speaks.
PACKAGES = ("shuke.report", "shuke.intake")


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Sentences inside are in `language`; within the running application its own settings stand."""
    if not settings.configured:
        settings.configure(
            USE_I18N=True,
            USE_THOUSAND_SEPARATOR=True,
            LANGUAGE_CODE="en",
            LANGUAGES=[("en", "English"), ("zh-hans", "简体中文"), ("zh-hant", "繁體中文")],
            LOCALE_PATHS=[str(files(package).joinpath("locale")) for package in PACKAGES],
            INSTALLED_APPS=[],
        )
        django.setup(set_prefix=False)  # catalogues are only read once the (empty) list of applications is
    with translation.override(language):
        yield
