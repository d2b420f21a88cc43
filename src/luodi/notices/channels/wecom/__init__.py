"""The robot of a group in WeChat Work (企业微信群机器人): its address holds its key, there is no signature.

POST {"msgtype": "markdown", "markdown": {"content": at most 4096 bytes of UTF-8}}; `errcode` 0 means taken, 45009 too many: 20 messages a minute.
https://developer.work.weixin.qq.com/document/path/91770
"""

from __future__ import annotations

from datetime import timedelta

from luodi.engine.source import Said
from luodi.notices.channels.robots import markdown, told
from luodi.notices.letters import Letter, Receiver

BUSY = {45009: timedelta(minutes=1)}


def send(letter: Letter, receiver: Receiver) -> None:
    """Tell a group. Raises Undelivered."""
    told(receiver.address, {"msgtype": "markdown", "markdown": {"content": markdown(letter, 4096)}}, Said("企业微信", "WeCom"), BUSY)
