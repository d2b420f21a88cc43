"""The words of the screens in other languages: `python -m luodi.site.messages extract|compile|check`.

Screens speak Chinese; the Chinese words are the keys. `extract` gathers them from Python and templates into
`locale/<language>/LC_MESSAGES/django.po` and keeps what is translated; `compile` makes the `.mo` files beside them; `check`
says what is missing or out of date. The files carry no dates and no line numbers, so that a change shows only itself.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
HOUSES = ("frame", "maps", "rights", "ledger", "people", "work", "imports", "notices", "clocks", "projects", "promotion", "operations", "portal",
          "workbench", "demo", "site")
LOCALE = Path(__file__).parent / "locale"
LANGS = ("en", "ja", "ko")
FRAME = ("site/templates/base.html", "site/templates/error.html", "site/templates/cotton/")
"""What every language must say; English says everything."""
OWN_HEADERS = ("Project-Id-Version", "Report-Msgid-Bugs-To", "POT-Creation-Date", "PO-Revision-Date", "Last-Translator", "Language-Team", "Generated-By")
KEYWORDS = {**DEFAULT_KEYWORDS, "gettext_lazy": None, "ngettext_lazy": (1, 2), "pgettext_lazy": ((1, "c"), 2), "npgettext_lazy": ((1, "c"), 2, 3)}
DAY = datetime(2026, 1, 1, tzinfo=UTC)
"""Stands in every `.mo` for the day on which it was made: the same words make the same file."""
_HOLES = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
_TAGS = re.compile(r"</?\w[^>]*>")


def words(root: Path = ROOT) -> Catalog:
    """Every word that the screens say, with the files that say it. Raises SyntaxError for a template that cannot be read."""
    from django.utils.translation.template import templatize
    catalog = Catalog()
    for house in HOUSES:
        for path in sorted((root / house).rglob("*")):
            if path.suffix not in (".py", ".html"):
                continue
            text = path.read_text(encoding="utf-8")
            # What a template becomes is read as Python, where its indentation would mean something.
            source = text if path.suffix == ".py" else "\n".join(map(str.lstrip, templatize(text, origin=str(path)).split("\n")))
            for _line, said, _comments, context in extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS):
                catalog.add(said, locations=[(path.relative_to(root).as_posix(), 0)], context=context)
    return catalog


def read(lang: str, folder: Path = LOCALE) -> Catalog:
    """The words of a language as they stand in its `.po`; empty where there is none yet."""
    path = folder / lang / "LC_MESSAGES" / "django.po"
    if not path.exists():
        return Catalog(locale=lang)
    with path.open("rb") as file:
        return read_po(file, locale=lang)


def write(lang: str, catalog: Catalog, folder: Path = LOCALE) -> None:
    """Write a language's `.po`."""
    out = io.BytesIO()
    catalog.header_comment = f"# {lang}"
    catalog.fuzzy = False
    write_po(out, catalog, width=0, include_lineno=False, ignore_obsolete=True)
    lines = [line for line in out.getvalue().decode().splitlines() if not line.startswith(tuple(f'"{name}:' for name in OWN_HEADERS))]
    path = folder / lang / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")


def renewed(lang: str, found: Catalog, folder: Path = LOCALE) -> Catalog:
    """The words found, with the translations that there are. What is no longer said is left out; nothing is guessed."""
    old, new = read(lang, folder), Catalog(locale=lang)
    for message in _said(found):
        known = old.get(message.id, message.context)
        # Words that have become plural, or are no longer, are translated anew.
        fits = known is not None and isinstance(known.id, str) == isinstance(message.id, str)
        new.add(message.id, known.string if known and fits else None, locations=sorted(set(message.locations)), context=message.context)
    return new


def compile_all(folder: Path = LOCALE) -> None:
    """Make every language's `.mo` anew, of what is translated."""
    for lang in LANGS:
        whole = Catalog(locale=lang, creation_date=DAY, revision_date=DAY)
        for message in _said(read(lang, folder)):
            if all(_forms(message.string)):
                whole.add(message.id, message.string, context=message.context)
        with (folder / lang / "LC_MESSAGES" / "django.mo").open("wb") as file:
            write_mo(file, whole)


def faults(found: Catalog, folder: Path = LOCALE) -> list[str]:
    """What must be mended before the words are right: one line each, naming the language and the words."""
    return [fault for lang in LANGS for fault in _faults(lang, found, folder)]


def _faults(lang: str, found: Catalog, folder: Path) -> Iterator[str]:
    catalog = read(lang, folder)
    wanted, there = {_key(m): m for m in _said(found)}, {_key(m): m for m in _said(catalog)}
    for key in wanted.keys() - there.keys():
        yield f"{lang}: 缺“{key[1]}”，请运行 extract · not in the .po, run extract"
    for key in there.keys() - wanted.keys():
        yield f"{lang}: 已经不用“{key[1]}”，请运行 extract · no longer said, run extract"
    for key in wanted.keys() & there.keys():
        message = there[key]
        if not all(_forms(message.string)):
            if lang == "en" or any(place.startswith(FRAME) for place, _ in wanted[key].locations):
                yield f"{lang}: 没有译“{key[1]}” · not translated ({wanted[key].locations[0][0]})"
        else:
            yield from (f"{lang}: “{key[1]}”的译文少了或多了 {what} · differs in {what}" for what in _differences(message))
    path = folder / lang / "LC_MESSAGES" / "django.mo"
    if not path.exists() or _strings(_mo(path)) != _strings(catalog):
        yield f"{lang}: django.mo 过期，请运行 compile · out of date, run compile"


def _said(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def _key(message: Message) -> tuple[str | None, str]:
    return message.context, _forms(message.id)[0]


def _forms(text: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return (text or "",) if isinstance(text, str) or text is None else tuple(text)


def _differences(message: Message) -> list[str]:
    """Holes and tags that a translation must have as its Chinese has them."""
    out: set[str] = set()
    for form in _forms(message.string):
        for pattern in (_HOLES, _TAGS):
            out |= set(pattern.findall(_forms(message.id)[-1])) ^ set(pattern.findall(form))
    return sorted(out)


def _mo(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_mo(file)


def _strings(catalog: Catalog) -> dict[tuple[str | None, str], tuple[str, ...]]:
    return {_key(message): _forms(message.string) for message in _said(catalog) if all(_forms(message.string))}


def main(arguments: list[str]) -> int:
    """The command."""
    if arguments not in (["extract"], ["compile"], ["check"]):
        sys.stderr.write(f"{__doc__}\n")
        return 2
    from django.conf import settings
    if not settings.configured:
        settings.configure()
    if arguments == ["compile"]:
        compile_all()
        return 0
    found = words()
    if arguments == ["extract"]:
        for lang in LANGS:
            write(lang, renewed(lang, found))
        return 0
    wrong = sorted(faults(found))
    sys.stderr.writelines(f"{fault}\n" for fault in wrong)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
