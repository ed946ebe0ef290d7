from shuke.actions.care.services.opening import NotContactable, open_task

__all__ = ["NotContactable", "open_task"]
