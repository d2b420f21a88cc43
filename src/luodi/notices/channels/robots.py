"""What the robots of the two vendors share: Markdown of a letter, and an answer with `errcode` in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from luodi.engine.source import Said
from luodi.frame.words import line
from luodi.notices.letters import Letter, Undelivered, cut
from luodi.notices.wire import Answer, post

JSON: Final = {"Content-Type": "application/json; charset=utf-8"}
# What means something in Markdown, with what looks like it and means nothing: a title cannot make a link, a colour or call somebody.
_PLAIN: Final = str.maketrans("<>[]*`#_|~\\@", "＜＞［］＊｀＃＿｜～＼＠")


def plain(text: str) -> str:
    """Text that a robot shows as it is."""
    return line(text).translate(_PLAIN)


def markdown(letter: Letter, most: int) -> str:
    """A letter in the Markdown that both understand, in Chinese, at most so many bytes; parts that do not fit are counted, not halved."""
    blocks = [_part(part.title.zh, part.body.zh, part.url) for part in letter.parts]
    head = "" if len(blocks) == 1 and not letter.more else f"**{plain(letter.title.zh)}**"
    for shown in range(len(blocks), 0, -1):
        more = len(blocks) - shown + letter.more
        text = "\n\n".join([*filter(None, [head]), *blocks[:shown], *([f"另有 {more} 条，请登录查看"] if more else [])])
        if len(text.encode(errors="replace")) <= most:
            return text
    return cut(blocks[0], most)


def _part(title: str, body: str, url: str) -> str:
    head = f"[{plain(title)}]({url})" if url else f"**{plain(title)}**"
    return head + "".join(f"\n> {plain(row)}" for row in body.splitlines() if row.strip())


def told(url: str, message: Mapping[str, Any], vendor: Said, busy: Mapping[int, timedelta]) -> None:
    """Post a message and check `errcode`. `busy`: codes that mean too many messages, with how long to wait. Raises Undelivered."""
    answer = post(url, json.dumps(message, ensure_ascii=False).encode(errors="replace"), JSON)
    too_many = min(busy.values())
    if answer.code == 429:
        raise Undelivered(f"{vendor.zh}说发得太快", f"{vendor.en} says too many messages", too_many)
    code, words = _said(answer)
    if code is not None and code in busy:
        raise Undelivered(f"{vendor.zh}说发得太快（errcode {code}）", f"{vendor.en} says too many messages (errcode {code})", busy[code])
    if answer.code != 200 or code is None:
        raise Undelivered(f"{vendor.zh}没有收下：{answer.short()}", f"{vendor.en} did not take it: {answer.short()}")
    if code:
        raise Undelivered(f"{vendor.zh}没有收下：errcode {code} {words}", f"{vendor.en} did not take it: errcode {code} {words}")


def _said(answer: Answer) -> tuple[int | None, str]:
    try:
        said = json.loads(answer.text)
        return int(said["errcode"]), line(str(said.get("errmsg", "")))[:160]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None, ""
