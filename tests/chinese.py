"""Whether a page in Chinese says something in English that no name or datum explains."""

import re

# Latin words that stand in Chinese sentences too: names, units, file formats, and what the data itself says.
FORMATS = "csv|tsv|xlsx|excel|pdf|parquet|json|api|url|imap|webhook|esc|ctrl|enter"
NAMES = "shuke|vip|rfm|abc|utc|gini|duckdb|sqlite|cny|usd|wechat|english|asia|shanghai|google|microsoft|authenticator"
MODELS = "bg|nbd|gamma|auc"
COMMANDS = "serve|worker"
DATA = "iced|mocha|basque|cheesecake|dark|beans|drinks|food|ann|smith|jones|river|hill|the|owner|orders|customers"
SAME_IN_CHINESE = {word for words in (FORMATS, NAMES, MODELS, COMMANDS, DATA) for word in words.split("|")}


# What is written in a template or in a segment's line, and words quoted out of them, is code.
CODE = re.compile(r"\{\{.*?\}\}|\w+ = \w+ and .*|“[A-Za-z]+”")
# A run of letters between figures is of a fingerprint or a name such as 1Password, no word.
WORD = re.compile(r"(?<![0-9A-Za-z_])[A-Za-z][A-Za-z’']{2,}(?![0-9A-Za-z_])")


def english_in(lines: list[str], *, names: frozenset[str] = frozenset()) -> list[str]:
    """What is strange in each line, a lone word too; `names` are those of the test's own rows."""
    known = SAME_IN_CHINESE | names
    found = [[word for word in WORD.findall(CODE.sub("", line)) if word.lower() not in known] for line in lines]
    return [" ".join(words) for words in found if words]
