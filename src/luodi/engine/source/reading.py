"""YAML as events, with the place of every value."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from pathlib import Path
from typing import Any

import yaml

from luodi.engine.source.faults import Mark, refuse

MAX_BYTES = 2_000_000
MAX_DEPTH = 24

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INT = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z")
_FLOAT = re.compile(r"[-+]?[0-9]+\.[0-9]+\Z")
_UNREADABLE = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}


class Map(dict[str, Any]):
    """A YAML mapping that remembers where it and each of its values stand."""

    def __init__(self, where: Mark) -> None:
        super().__init__()
        self.where = where
        self.keys_at: dict[str, Mark] = {}
        self.values_at: dict[str, Mark] = {}

    def put(self, key: str, value: Any, key_at: Mark, value_at: Mark) -> None:
        """Set a value with its places."""
        self[key] = value
        self.keys_at[key] = key_at
        self.values_at[key] = value_at

    def at(self, key: str) -> Mark:
        """The place of the value of `key`, or of the mapping itself when the key is absent."""
        return self.values_at.get(key, self.where)

    def copy(self) -> Map:
        """A shallow copy that keeps the places."""
        new = Map(self.where)
        for key, value in self.items():
            new.put(key, value, self.keys_at[key], self.values_at[key])
        return new


class Seq(list[Any]):
    """A YAML sequence that remembers where it and each of its values stand."""

    def __init__(self, where: Mark) -> None:
        super().__init__()
        self.where = where
        self.values_at: list[Mark] = []

    def at(self, index: int) -> Mark:
        """The place of the value at `index`."""
        return self.values_at[index]


def read_file(path: Path, shown: str | None = None) -> Map:
    """The mapping in a YAML file. `shown` is the file's name in messages.

    Raises Refused (file, line, column) for anything that is not plain, unaliased, untagged YAML.
    """
    name = shown or str(path)
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            refuse(Mark(name), f"文件有 {size:,} 字节，超过上限 {MAX_BYTES:,} 字节",
                   f"the file has {size:,} bytes; the limit is {MAX_BYTES:,}")
        raw = path.read_bytes()
    except OSError as problem:
        refuse(Mark(name), f"读不了这个文件：{problem.strerror}", f"cannot read this file: {problem.strerror}")
    try:
        text = raw.removeprefix(BOM_UTF8).decode()
    except UnicodeDecodeError as problem:
        before: str = problem.object[:problem.start].decode()
        refuse(_end_of(before, name), "不是 UTF-8 文本，请另存为 UTF-8", "not UTF-8 text; save the file as UTF-8")
    return read_text(text, name)


def read_text(text: str, name: str) -> Map:
    """The mapping in YAML text; see `read_file`."""
    if len(text) > MAX_BYTES:
        refuse(Mark(name), f"文字有 {len(text):,} 个字符，超过上限 {MAX_BYTES:,}", f"the text has {len(text):,} characters; the limit is {MAX_BYTES:,}")
    if strange := _UNREADABLE.search(text):
        code = f"U+{ord(strange[0]):04X}"
        refuse(_end_of(text[:strange.start()], name), f"这里有不能用的字符 {code}，请删去", f"the character {code} cannot be used; remove it")
    try:
        value = _build(text, name)
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        where = Mark(name, mark.line + 1, mark.column + 1) if mark is not None else Mark(name)
        what = str(getattr(problem, "problem", None) or "unreadable")
        refuse(where, f"YAML 写法有误（{what}）；请检查缩进、冒号和引号", f"not valid YAML ({what}); check indent, colons and quotes")
    if not isinstance(value, Map):
        refuse(Mark(name), "文件应是“键: 值”的形式", "the file must be a mapping of keys to values")
    return value


def _end_of(text: str, name: str) -> Mark:
    """The place just after a text."""
    return Mark(name, text.count("\n") + 1, len(text) - text.rfind("\n"))


def _build(text: str, name: str) -> Any:
    stack: list[Map | Seq] = []
    keys: list[tuple[str, Mark] | None] = []
    root: Any = None
    documents = 0

    def place(value: Any, where: Mark) -> None:
        nonlocal root
        if not stack:
            root = value
            return
        top = stack[-1]
        if isinstance(top, Seq):
            top.append(value)
            top.values_at.append(where)
            return
        key = keys[-1]
        if key is None:
            if not isinstance(value, str):
                refuse(where, "键必须是文字，数字或真假值请加引号", "a key must be text; put numbers and true/false in quotes")
            if value in top:
                refuse(where, f"键“{value}”在这里写了两次，删去一个", f'key "{value}" stands here twice; remove one')
            keys[-1] = (value, where)
        else:
            top.put(key[0], value, key[1], where)
            keys[-1] = None

    event: Any
    for event in yaml.parse(text, Loader=_Loader):
        kind = type(event).__name__
        start = event.start_mark
        where = Mark(name, start.line + 1, start.column + 1)
        if kind == "AliasEvent" or getattr(event, "anchor", None):
            refuse(where, "不接受 YAML 锚点与引用（& 和 *），请把内容写全", "YAML anchors and aliases (& and *) are not taken; write it out")
        if getattr(event, "tag", None):
            refuse(where, f"不接受 YAML 标签“{event.tag}”，删去即可", f'YAML tag "{event.tag}" is not taken; remove it')
        if kind == "DocumentStartEvent":
            documents += 1
            if documents > 1:
                refuse(where, "一个文件只能有一份文档，删去“---”后面的部分", 'one document a file; remove what follows "---"')
        elif kind in ("MappingStartEvent", "SequenceStartEvent"):
            if len(stack) >= MAX_DEPTH:
                refuse(where, f"嵌套超过 {MAX_DEPTH} 层", f"nested deeper than {MAX_DEPTH} levels")
            if stack and isinstance(stack[-1], Map) and keys[-1] is None:
                refuse(where, "键必须是文字", "a key must be text")
            stack.append(Map(where) if kind == "MappingStartEvent" else Seq(where))
            keys.append(None)
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            keys.pop()
            done = stack.pop()
            place(done, done.where)
        elif kind == "ScalarEvent":
            value = event.value if event.style else _scalar(event.value, where)
            # A quoted text's place is its first letter, so that faults inside it can name their own column.
            quote = int(event.style in ("'", '"'))
            width = event.end_mark.column - start.column if event.end_mark.line == start.line else 0
            place(value, where._replace(column=where.column + quote, inline=width == len(event.value) + 2 * quote))
    return root


def _scalar(text: str, where: Mark) -> Any:
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INT.match(text) or _FLOAT.match(text):
        if len(text) > 18:
            refuse(where, "数字太长", "the number is too long")
        return float(text) if "." in text else int(text)
    return text
