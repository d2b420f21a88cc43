"""Handbook -> PDF: set with typst from `handbook.typ`, in the fonts that ship with the product.

Everything a person typed reaches typst as JSON data, never as typst code. The same handbook gives the same bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import typst

from luodi.engine.drawing.text import clean
from luodi.handbook.model import Drawing, Handbook, Table
from luodi.handbook.speech import Speech

STANDARD: Final = "a-2a"
"""PDF/A-2, level a: for keeping, with tags that screen readers follow."""
GETA = "〓"
"""Stands for a character that no font here has, as printers do."""
LONGEST_RUN = 24
PNG_PPI = 200
_RUN = re.compile(rf"[!-~\u00a1-\u024f]{{{LONGEST_RUN},}}")
_TAG = re.compile(r"(<[^>]*>)")


def write(handbook: Handbook) -> bytes:
    """The handbook as PDF/A."""
    say = Speech(handbook.lang)
    words = {
        "page": say("第 {x} 页，共 {y} 页", "Page {x} of {y}"), "contents": say("目录", "Contents"), "law": say("依据", "Legal basis"),
        "critical": say("关键", "critical"), "who": say("主办", "Decided by"), "version": say("版本", "Version"),
        "label-width": 20 if say.lang == "zh-Hans" else 29,
    }
    return _compile(lambda known: {"book": _json({**_plain(handbook, known), "words": words})}, "pdf", handbook.made_on)


def png(drawing: Drawing) -> bytes:
    """A drawing as PNG, 250 mm wide, for outputs that cannot hold SVG."""
    return _compile(lambda known: {"picture": _svg(drawing.svg, known)}, "png", date(2000, 1, 1))


def _compile(inputs: Callable[[frozenset[str] | None], dict[str, str]], form: Any, made_on: date) -> bytes:
    """Set in the product's own fonts; with the system's for characters that those lack; with 〓 where those lack them too."""
    strange = _strange(json.dumps(inputs(None), ensure_ascii=False))
    tries: Sequence[tuple[bool, frozenset[str] | None]] = [(False, None)] if not strange else [(True, None), (False, characters())]
    at = datetime.combine(made_on, time(), UTC)
    for number, (system, known) in enumerate(tries, 1):
        try:
            made = typst.compile(_template(), font_paths=_fonts(system), format=form, sys_inputs=inputs(known), ppi=PNG_PPI,
                                 pdf_standards=STANDARD if form == "pdf" else None, timestamp=at)
        except typst.TypstError:
            if number == len(tries):
                raise
            continue
        assert isinstance(made, bytes)
        return made
    raise AssertionError("unreachable")


@cache
def _template() -> bytes:
    return files("luodi.handbook").joinpath("handbook.typ").read_bytes()


@cache
def _fonts(system: bool) -> Any:
    return typst.Fonts(include_system_fonts=system, include_embedded_fonts=False, font_paths=[Path(str(files("luodi.handbook") / "fonts"))])


@cache
def characters() -> frozenset[str]:
    """Every character that the fonts of the product have."""
    return frozenset(files("luodi.handbook").joinpath("fonts", "characters.txt").read_text(encoding="utf-8")) | {"\n", "\u200b"}


def _strange(text: str) -> set[str]:
    return set(text) - characters()


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False)


def _plain(value: Any, known: frozenset[str] | None) -> Any:
    """Dataclasses as mappings with their kind, days as ISO text, words printable."""
    if isinstance(value, Table):
        return {"kind": "Table", "id": value.id, "caption": _words(value.caption, known), "note": _words(value.note, known),
                "columns": [{"title": _words(value.columns[k].title, known), "kind": value.columns[k].kind, "share": value.columns[k].share,
                             "key": value.columns[k].key} for k in value.printed],
                "groups": [{"name": _words(name, known), "rows": [[_plain(row[k], known) for k in value.printed] for row in rows]} for name,
                    rows in value.grouped()]}
    if isinstance(value, Drawing):
        return {"kind": "Drawing", "caption": _words(value.caption, known), "alt": _words(value.alt, known), "upright": value.upright,
            "svg": _svg(value.svg, known)}
    if is_dataclass(value):
        said = {field.name: _plain(getattr(value, field.name), known) for field in fields(value)}
        return {**({"style": said["kind"]} if "kind" in said else {}), **said, "kind": type(value).__name__}
    if isinstance(value, tuple | list):
        return [_plain(part, known) for part in value]
    if isinstance(value, date):
        return value.isoformat()
    return _words(value, known) if isinstance(value, str) else value


def _words(text: str, known: frozenset[str] | None) -> str:
    """Words that can be printed: cleaned, long runs of Latin letters made breakable, what no font has replaced."""
    said = clean(text)
    if known is not None:
        said = "".join(c if c in known else GETA for c in said)
    return _RUN.sub(lambda run: "\u200b".join(run[0][k:k + LONGEST_RUN] for k in range(0, len(run[0]), LONGEST_RUN)), said)


def _svg(svg: str, known: frozenset[str] | None) -> str:
    """A picture with its words made printable; its stories for pointing devices are left out."""
    bare = re.sub(r"<(title|desc)>.*?</\1>", "", svg, flags=re.DOTALL)
    if known is None:
        return bare
    return "".join(part if part.startswith("<") else "".join(c if c in known else GETA for c in part) for part in _TAG.split(bare))
