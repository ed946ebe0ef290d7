"""What gunicorn serves."""

import os

# One thread a process: numerical libraries that spin up threads of their own fight over the same two cores.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shuke.config.settings")

from django.core.wsgi import get_wsgi_application

from shuke.config.warm import load_pages

application = get_wsgi_application()
load_pages()
