"""The server of a shop as a process of its own: `python till_process.py PORT`."""

import sys

from gunicorn.app.base import BaseApplication


class Server(BaseApplication):  # type: ignore[misc]
    def load_config(self) -> None:
        # Loaded before the worker is made: the next one is there at once when it was killed.
        told = {"bind": f"127.0.0.1:{sys.argv[1]}", "workers": 1, "threads": 4, "preload_app": True}
        for name, value in told.items():
            self.cfg.set(name, value)

    def load(self) -> object:
        from shuke.config.wsgi import application

        return application


Server().run()
