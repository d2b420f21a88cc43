"""What nobody should send: values, bodies, files; and the forms that pages show, read from the pages themselves. Everything from a seed."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote_from_bytes

from tests.faults.ground import HEADER
from tests.frame.sheets import csv, excel, repacked
from tests.people.country import PASSWORD
from tests.portal.words import HOSTILE

BOUNDARY = "nonsense"
MILLION = 1_000_000
TOKEN = "csrfmiddlewaretoken"
WORDS = (
    "", " ", "\t\r\n", "\x00", "a\x00b", "\x1b[31m", "\x7f\x80\x9f", "\ud800", "a\ud800\udc00b", "\ufeff", "\u202eevil", "مرحبا", "e\u0301" * 200, "👩‍👩‍👧‍👦🏭",
    "０", "=1+1", "=HYPERLINK(\"http://x\")", "+1", "-1", "@SUM(A1)", "\t=1", "0", "-0", "1e400", "NaN", "Infinity", "1.5",
    "99999999999999999999999", "9" * 5000,
    "-9223372036854775809",
    "9223372036854775808", "0x10", "１２", "١٢", "true", "null", "None", "[]", "{}", '{"a": 1}', "[[[[", "0000-00-00", "2026-02-30",
    "0001-01-01", "9999-12-31", "10000-01-01", "-2026-01-01", "2026-11-23T00:00", "../../etc/passwd", "..\\..\\x", "C:\\x", "file:///etc/passwd", "%00", "%s%n",
    "//evil.example", "javascript:alert(1)",
    "http://127.0.0.1/", "http://[::1", "https://a:b@c:0/", "x" * 300, "字" * 5000, "a@b", "<a@b.cn>", "a@b.cn\nBcc: x@y.cn",
    *HOSTILE)
NAMES = ("a.xlsx", "../../a.xlsx", "..\\a.xlsx", "/etc/passwd", "a\r\nX: y.xlsx", "\x00.xlsx", "x" * 300 + ".xlsx", "字.xlsx", "\u202exslx.a", "",
         "a.exe", "con", "a.csv")


@dataclass
class Field:
    """One field of a form. `options`: what it may be, when the form says so."""

    kind: str
    value: str = ""
    options: list[str] = field(default_factory=list)


@dataclass
class Form:
    """Where it goes, and its fields by name."""

    action: str
    method: str
    fields: dict[str, Field]


class _Reader(HTMLParser):
    def __init__(self, here: str) -> None:
        super().__init__()
        self.here, self.forms, self._open, self._select = here, [], None, None  # type: tuple[str, list[Form], Form | None, Field | None]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(given.get("action") or self.here, given.get("method", "get").lower(), {})
            self.forms.append(self._open)
        elif self._open is not None and tag == "option" and self._select is not None:
            self._select.options.append(given.get("value", ""))
            if "selected" in given:
                self._select.value = given.get("value", "")
        elif self._open is not None and tag in ("input", "select", "textarea", "button") and given.get("name", TOKEN) != TOKEN:
            one = self._open.fields.setdefault(given["name"], Field(given.get("type", tag), given.get("value", "")))
            if tag == "select":
                self._select = one
            elif given.get("value"):
                one.options.append(given["value"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = None


def forms(page: str, here: str) -> list[Form]:
    """The forms of a page that was asked for at an address."""
    reader = _Reader(here)
    reader.feed(page)
    return reader.forms


def good_book() -> bytes:
    """A table that could be imported."""
    return excel([HEADER, ["zhao", "赵六", "", "行政审批局", "审批员", "", ""]])


def bomb() -> bytes:
    """A workbook of a few kilobytes that would unpack to a hundred megabytes."""
    return repacked(good_book(), {"xl/worksheets/sheet1.xml": b"<worksheet>" + b"0" * 100_000_000 + b"</worksheet>"})


def files(chance: random.Random) -> Iterator[bytes]:
    """Files that are no tables, or bad ones."""
    good = good_book()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("../../x", "y")
    words = [word.encode(errors="replace").decode() for word in WORDS if "\x00" not in word and "\x1b" not in word]
    cells = [chance.choice(words)[:30_000] for _ in range(7)]
    choices = [b"", b"\x00" * 4000, b"\xff\xfe=1+1", good[:len(good) // 2], good[10:], out.getvalue(),
               b"PK\x03\x04" + bytes(chance.randrange(256) for _ in range(3000)),
               csv([HEADER, cells], code="gb18030"), "登录名,姓名\n\ud800".encode("utf-16", "surrogatepass"), csv([HEADER, cells]), b"\xd0\xcf\x11\xe0" * 200,
               repacked(good, {"xl/workbook.xml": b'<!DOCTYPE a [<!ENTITY b "cccc">]><workbook>&b;</workbook>'}),
               repacked(good, {"xl/worksheets/sheet1.xml": None}), repacked(good, {"[Content_Types].xml": b"<"})]
    while True:
        yield chance.choice(choices)


def proper(name: str, one: Field, chance: random.Random) -> str:
    """What a person might fill in."""
    if one.options:
        return chance.choice(one.options)
    return one.value or {"date": "2026-12-01", "number": "3", "email": "a@district.example", "password": PASSWORD, "url": "https://robot.example/x"}.get(
        one.kind, {"login": "zhaoliu", "deputy": "manager", "url": "https://robot.example/x"}.get(name, "赵六"))


Part = tuple[str, bytes, str | None]
"""Name, what it holds, and the name of the file when it is one."""


def filled(form: Form, chance: random.Random, tables: Iterator[bytes]) -> list[Part]:
    """A form filled in, mostly as it should be, with nonsense in some places."""
    parts: list[Part] = []
    bad = {name for name in form.fields if chance.random() < 0.35}
    for name, one in form.fields.items():
        if one.kind == "file":
            parts.append((name, good_book() if name not in bad else next(tables), chance.choice(NAMES) if chance.random() < 0.5 else "a.xlsx"))
            if name in bad and chance.random() < 0.2:
                parts[-1] = (name, next(tables), None)
        elif name in bad:
            word = chance.choice(WORDS).encode(errors="surrogatepass")
            parts.append((name, word, "a.txt" if chance.random() < 0.05 else None))
            if chance.random() < 0.2:
                parts.append((name, chance.choice(WORDS).encode(errors="surrogatepass"), None))
        elif one.kind != "checkbox" or chance.random() < 0.5:
            parts.append((name, proper(name, one, chance).encode(errors="surrogatepass"), None))
    if chance.random() < 0.1:
        parts = [part for part in parts if chance.random() < 0.6]
    for _ in range(chance.choice((0, 0, 0, 1, 3))):
        parts.append((chance.choice([*form.fields, "nonsense", "\x00", "字", "a[b]", "__proto__"]),
                      chance.choice(WORDS).encode(errors="surrogatepass"), None))
    return parts


def multipart(parts: list[Part]) -> bytes:
    """As a browser would send it, but for what no browser would."""
    out = []
    for name, held, file in parts:
        named = "" if file is None else '; filename="' + file.replace('"', "%22") + '"'
        out += [f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{named}\r\n'.encode(errors="surrogatepass"),
                b"Content-Type: application/octet-stream\r\n" if file is not None else b"", b"\r\n", held, b"\r\n"]
    return b"".join([*out, f"--{BOUNDARY}--\r\n".encode()])


def encoded(parts: list[Part]) -> bytes:
    """The other way in which browsers send forms."""
    return "&".join(f"{quote_from_bytes(name.encode(errors='surrogatepass'))}={quote_from_bytes(held)}" for name, held, _ in parts).encode()


MULTIPART, ENCODED = f"multipart/form-data; boundary={BOUNDARY}", "application/x-www-form-urlencoded"

NO_BOUNDARY = tuple(f"multipart/form-data{rest}" for rest in ("", "; boundary=", "; boundary=other", "; boundary=" + "x" * 300))


def bodies(form: Form, chance: random.Random, tables: Iterator[bytes]) -> tuple[str, bytes]:
    """One body: its type, and what it is."""
    parts = filled(form, chance, tables)
    kind = chance.random()
    if any(file is not None for _, _, file in parts) or kind < 0.3:
        body = multipart(parts)
        if kind < 0.03:
            body = body[:chance.randrange(len(body))]
        return (MULTIPART, body) if kind < 0.95 else (chance.choice(NO_BOUNDARY), body)
    if kind < 0.85:
        return ENCODED, encoded(parts)
    names = list(form.fields) or ["a"]
    odd: list[tuple[str, bytes]] = [
        (ENCODED, b"\xff\xfe\xfd=" + bytes(chance.randrange(256) for _ in range(200))), (ENCODED + "; charset=utf-16", encoded(parts)),
        (ENCODED + "; charset=nonsense", encoded(parts)), ("application/json", b'{"name": [1, null]}'), ("", encoded(parts)), ("text/plain", b"x"),
        (ENCODED, f"{chance.choice(names)}=".encode() + b"x" * MILLION), (ENCODED, f"{chance.choice(names)}=".encode() + "字".encode() * (MILLION // 4)),
        (ENCODED, b"&".join(b"f%d=1" % n for n in range(10_000))), (ENCODED, f"{chance.choice(names)}=1&".encode() * 10_000),
        (MULTIPART, multipart([(f"f{n}", b"x", "a.xlsx") for n in range(1000)])), (MULTIPART, b"\xff" * 500), (MULTIPART, b"--nonsense\r\n" * 50),
        (ENCODED, b"a" * MILLION), (ENCODED, b"%" * 1000), ("x" * 5000, b"y")]
    return chance.choice(odd)


def query(chance: random.Random, keys: list[str]) -> str:
    """What may stand behind the question mark."""
    if chance.random() < 0.1:
        return quote_from_bytes(bytes(chance.randrange(256) for _ in range(60)), safe="%&=;")
    pairs = [(chance.choice([*keys, "nonsense"]), chance.choice(WORDS)) for _ in range(chance.randrange(1, 5))]
    return "&".join(f"{name}={quote_from_bytes(word.encode(errors='surrogatepass'))}" for name, word in pairs)[:60_000]


def in_path(chance: random.Random, kind: str) -> Any:
    """What may stand in an address in place of an id or a name."""
    if kind == "int":
        return chance.choice([0, 1, 7, 999_999, 2**31, 2**63 - 1, 2**63, 10**30])
    return chance.choice(["x", "..", "%00", "nothing", "字", "x" * 400, "' OR 1=1 --"])
