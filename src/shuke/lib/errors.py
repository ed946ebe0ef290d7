"""The one base of every refusal: edges turn it into a form error, a 4xx, or a sentence on stderr."""


class ShukeError(Exception):
    """Something a person can put right. The message says what was wrong, where, and what to do."""
