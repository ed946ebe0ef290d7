"""Which field a column's name stands for. The words lie in names.toml, one list a field."""

import re
import tomllib
import unicodedata
from importlib.resources import files

KINDS = ("orders", "customers", "products", "stores")

_MARKS = re.compile(r"[\s_\-./\\#:：()（）\[\]【】*'\"]+")


def normal(name: str) -> str:
    """“Order_No.” and “order no” are one name; full-width letters are letters."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", name).casefold())


def _read() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files("shuke.intake").joinpath("names.toml").read_text(encoding="utf-8"))


_WORDS = _read()
# {kind: {field: its names as compared, the best first}}
NAMES_OF = {kind: {field: [normal(word) for word in words] for field, words in _WORDS[kind].items()} for kind in KINDS}
FIELD_OF = {
    kind: {name: field for field, names in fields.items() for name in names} for kind, fields in NAMES_OF.items()
}
KNOWN = frozenset(name for names in FIELD_OF.values() for name in names)


def is_known(name: str) -> bool:
    return normal(name) in KNOWN
