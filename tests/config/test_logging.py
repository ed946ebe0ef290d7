import io
import json
import logging
import logging.config

import pytest
import structlog
from django.core.exceptions import ImproperlyConfigured

from shuke.config.logging import logging_settings


def logged(form: str, *, by: str = "structlog") -> str:
    """What one error line looks like, written inside a request."""
    told = logging_settings(form=form, level="INFO")
    make = told["formatters"][form].pop("()")
    formatter = make(**told["formatters"][form])
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    logger = logging.getLogger("shuke.test_logging")
    logger.addHandler(handler)
    logger.propagate = False
    logger.setLevel("INFO")
    card_number = "8888001"
    try:
        with structlog.contextvars.bound_contextvars(request_id="abc"):
            try:
                raise ValueError(f"no such {'card'}")
            except ValueError:
                if by == "structlog":
                    structlog.get_logger("shuke.test_logging").exception("refused", card=len(card_number))
                else:
                    logger.exception("refused")
    finally:
        logger.removeHandler(handler)
    return stream.getvalue()


@pytest.mark.parametrize("by", ["structlog", "standard library"])
def test_json_is_one_object_a_line_with_the_requests_mark(by: str) -> None:
    text = logged("json", by=by)

    assert text.count("\n") == 1
    told = json.loads(text)
    assert (told["event"], told["level"], told["logger"]) == ("refused", "error", "shuke.test_logging")
    assert told["request_id"] == "abc"
    assert "ValueError: no such card" in told["exception"]
    assert told["timestamp"].endswith("Z")


@pytest.mark.parametrize("form", ["plain", "json"])
def test_a_traceback_shows_no_variables(form: str) -> None:
    text = logged(form)

    assert "ValueError: no such card" in text
    assert "8888001" not in text.replace('card_number = "8888001"', "")


def test_the_settings_are_a_valid_configuration() -> None:
    for form in ("plain", "json"):
        logging.config.DictConfigurator(logging_settings(form=form, level="WARNING"))  # type: ignore[attr-defined]


def test_an_unknown_form_stops_the_start() -> None:
    with pytest.raises(ImproperlyConfigured, match="SHUKE_LOG"):
        logging_settings(form="xml", level="INFO")
