"""What gunicorn serves."""

import os

# One thread a process: numerical libraries that spin up threads of their own fight over the same two cores.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shuke.config.settings")

from django.core.wsgi import get_wsgi_application

from shuke.config.warm import load_pages
from shuke.warehouse.engine import close_default_engine

application = get_wsgi_application()
load_pages()
close_default_engine()  # gunicorn forks its workers from here
