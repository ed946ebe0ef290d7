"""Logs to stderr: a line a person reads, or JSON for a collector. Every line bears the request's or the job's marks."""

from typing import Any

import structlog
from django.core.exceptions import ImproperlyConfigured
from structlog.typing import Processor

FORMATS = ("plain", "json")

# What happens to every event, whether ours by structlog or others' by the standard library.
_MARKS: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def logging_settings(*, form: str, level: str) -> dict[str, Any]:
    """A `dictConfig` for Django and gunicorn; `form` is one of FORMATS."""
    if form not in FORMATS:
        raise ImproperlyConfigured(f"SHUKE_LOG is “{form}”; it may be {' or '.join(FORMATS)}.")
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": _MARKS,
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last_steps(form)],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {form: formatter},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": form}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "gunicorn.error": {"level": level},
            "gunicorn.access": {"level": "CRITICAL"},  # middleware.py writes that line, with the request's id
        },
    }


def last_steps(form: str) -> list[Processor]:
    """Tracebacks stay plain text: the richer ones print local variables, and those hold people's data."""
    if form == "json":
        return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    return [structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)]


def configure_structlog() -> None:
    """Send structlog's events the standard library's way, so that there is one stream and one level."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_MARKS,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
