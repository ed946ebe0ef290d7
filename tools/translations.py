"""Catalogues without system gettext: `update` gathers sentences, `check` proves them complete, `compile` writes .mo.

Each package with a `locale/` folder owns the sentences of the files below it (the nearest such folder wins). People
write zh_Hans; zh_Hant is drafted from it by OpenCC and Taiwan's words of this field, and a sentence marked `# kept` in
zh_Hant is left as written.
"""

import io
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import polib

SOURCE = Path(__file__).resolve().parent.parent / "src" / "shuke"
LANGUAGES = ("zh_Hans", "zh_Hant")
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
# What OpenCC leaves as the mainland says it, or turns into a programmer's word.
IN_TAIWAN = {
    "營銷": "行銷", "質量": "品質", "型別": "類型", "賬號": "帳號", "模板": "範本", "反饋": "回饋",
    "渠道": "管道", "二維碼": "QR 碼", "門店": "門市", "響應": "回應", "收銀臺": "收銀台", "許可權": "權限",
    "程式碼": "代碼", "引數": "參數", "物件": "對象", "支援度": "支持度", "以來的支援": "以來的支持",
    "重新整理": "更新", "賬戶": "帳戶", "稽核": "審核", "請寫成對象": "請寫成物件",
    "隻": "只", "髮": "發",
}  # fmt: skip
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*[^{}]*\}")

Message = tuple[str | None, str, str | None]  # context, singular, plural


def owner_of(file: Path) -> Path:
    """The nearest package above `file` that has a `locale` folder; else its stage."""
    for folder in file.parents:
        if (folder / "locale").is_dir():
            return folder
        if folder.parent in (SOURCE, SOURCE / "records", SOURCE / "actions"):
            return folder
    return SOURCE


def messages_in(file: Path) -> Iterator[Message]:
    from babel.messages.extract import extract
    from django.utils.translation.template import templatize

    text = file.read_text(encoding="utf-8")
    if file.suffix in {".html", ".txt"}:
        # What is left of the markup is no Python: without its indentation the tokenizer takes it all the same.
        text = "\n".join(line.strip() for line in templatize(text, origin=str(file)).splitlines())
    for _line, found, _comments, context in extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS):
        singular, plural = found[:2] if isinstance(found, tuple) else (found, None)
        if singular:
            yield context, singular, plural


def gather() -> dict[Path, dict[Message, list[str]]]:
    """Every sentence of the source, by the catalogue that owns it, with the files it stands in."""
    import django
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=True)
    django.setup()
    found: dict[Path, dict[Message, list[str]]] = defaultdict(lambda: defaultdict(list))
    for file in sorted(
        [*SOURCE.rglob("*.py"), *SOURCE.rglob("templates/**/*.html"), *SOURCE.rglob("templates/**/*.txt")]
    ):
        for message in messages_in(file):
            found[owner_of(file)][message].append(str(file.relative_to(SOURCE)))
    return found


def catalogue(package: Path, language: str) -> Path:
    return package / "locale" / language / "LC_MESSAGES" / "django.po"


def new_file(language: str) -> polib.POFile:
    po = polib.POFile(wrapwidth=0)
    po.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": language,
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    return po


def merged(path: Path, language: str, messages: dict[Message, list[str]]) -> polib.POFile:
    """The catalogue with exactly the sentences in use; known translations are kept."""
    known = {}
    if path.exists():
        known = {(entry.msgctxt, entry.msgid): entry for entry in polib.pofile(str(path), wrapwidth=0)}
    po = new_file(language)
    for (context, singular, plural), files in sorted(messages.items(), key=lambda item: (item[0][1], item[0][0] or "")):
        old = known.get((context, singular))
        entry = polib.POEntry(msgid=singular, msgctxt=context, occurrences=[(name, "") for name in sorted(set(files))])
        entry.tcomment = old.tcomment if old else ""
        if plural:
            entry.msgid_plural = plural
            entry.msgstr_plural = {0: (old.msgstr_plural.get(0, "") or old.msgstr) if old else ""}
        else:
            entry.msgstr = (old.msgstr or (old.msgstr_plural or {}).get(0, "")) if old else ""
        if "%(" in singular or "%s" in singular or "%d" in singular:
            entry.flags = ["python-format"]
        po.append(entry)
    return po


def said(entry: polib.POEntry) -> str:
    return entry.msgstr_plural.get(0, "") if entry.msgid_plural else entry.msgstr


def say(entry: polib.POEntry, text: str) -> None:
    if entry.msgid_plural:
        entry.msgstr_plural = {0: text}
    else:
        entry.msgstr = text


def in_taiwan(text: str) -> str:
    for mainland, taiwan in IN_TAIWAN.items():
        text = text.replace(mainland, taiwan)
    return text


def update() -> int:
    import opencc

    to_hant = opencc.OpenCC("s2twp")
    for package, messages in gather().items():
        hans_path, hant_path = (catalogue(package, language) for language in LANGUAGES)
        hans, hant = (merged(path, lang, messages) for path, lang in ((hans_path, "zh_Hans"), (hant_path, "zh_Hant")))
        words = {(entry.msgctxt, entry.msgid): said(entry) for entry in hans}
        for entry in hant:
            if "kept" not in entry.tcomment:
                say(entry, in_taiwan(to_hant.convert(words[entry.msgctxt, entry.msgid])))
        for path, po in ((hans_path, hans), (hant_path, hant)):
            path.parent.mkdir(parents=True, exist_ok=True)
            po.save(str(path))
    return check()


def faults_of(path: Path, messages: dict[Message, list[str]]) -> Iterator[str]:
    entries = {(e.msgctxt, e.msgid): e for e in polib.pofile(str(path))} if path.exists() else {}
    for (context, singular, _plural), files in messages.items():
        entry = entries.get((context, singular))
        where = f"{path.relative_to(SOURCE)}: “{singular[:70]}” ({files[0]})"
        if entry is None:
            yield f"{where} is not in the catalogue"
        elif not said(entry).strip():
            yield f"{where} is not translated"
        elif entry.fuzzy:
            yield f"{where} is marked fuzzy"
        elif not set(_PLACEHOLDER.findall(said(entry))) <= set(
            _PLACEHOLDER.findall(singular) + _PLACEHOLDER.findall(entry.msgid_plural or "")
        ):
            yield f"{where} has other placeholders than its translation"


def disagreements() -> Iterator[str]:
    """Django merges all catalogues into one: a sentence said in two ways would read as whichever was loaded last."""
    for language in LANGUAGES:
        ways: dict[tuple[str | None, str], dict[str, str]] = defaultdict(dict)
        for path in sorted(SOURCE.rglob(f"locale/{language}/LC_MESSAGES/django.po")):
            for entry in polib.pofile(str(path)):
                if text := said(entry):
                    ways[entry.msgctxt, entry.msgid][text] = str(path.relative_to(SOURCE).parents[3])
        for (_context, sentence), texts in ways.items():
            if len(texts) > 1:
                yield f"{language}: “{sentence}” is {texts}; give one of them a context (pgettext)"


def check() -> int:
    faults = list(disagreements())
    faults += [
        fault
        for package, messages in gather().items()
        for language in LANGUAGES
        for fault in faults_of(catalogue(package, language), messages)
    ]
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"translations: {len(faults)} missing or wrong")
    return 1 if faults else 0


def compile_all() -> int:
    for path in SOURCE.rglob("locale/*/LC_MESSAGES/django.po"):
        polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))
    return 0


if __name__ == "__main__":
    commands = {"update": update, "check": check, "compile": compile_all}
    if len(sys.argv) != 2 or sys.argv[1] not in commands:
        sys.exit("usage: tools/translations.py update|check|compile")
    sys.exit(commands[sys.argv[1]]())
