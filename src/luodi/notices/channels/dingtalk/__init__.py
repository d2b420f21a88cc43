"""The robot of a group in DingTalk (钉钉自定义机器人), signed (加签).

`timestamp` (milliseconds, at most an hour off) and `sign` = Base64(HMAC-SHA256(key: secret, timestamp + "\\n" + secret)) are added to the address;
POST {"msgtype": "markdown", "markdown": {"title", "text"}}; `errcode` 0 means taken, 310000 a signature that does not fit, 130101 too many:
20 messages a minute, then nothing for ten minutes. https://open.dingtalk.com/document/orgapp/custom-robots-send-group-messages
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from datetime import timedelta
from urllib.parse import urlencode

from luodi.engine.source import Said
from luodi.notices.channels.robots import markdown, plain, told
from luodi.notices.letters import Letter, Receiver

BUSY = {130101: timedelta(minutes=10)}


def sign(timestamp: int, secret: str) -> str:
    """The signature of an instant, as the vendor describes it."""
    return base64.b64encode(hmac.digest(secret.encode(), f"{timestamp}\n{secret}".encode(), hashlib.sha256)).decode()


def send(letter: Letter, receiver: Receiver) -> None:
    """Tell a group. Raises Undelivered."""
    now = time.time_ns() // 1_000_000
    signed = urlencode({"timestamp": now, "sign": sign(now, receiver.secret)})
    url = f"{receiver.address}{'&' if '?' in receiver.address else '?'}{signed}"
    told(url, {"msgtype": "markdown", "markdown": {"title": plain(letter.title.zh), "text": markdown(letter, 18_000)}}, Said("钉钉", "DingTalk"), BUSY)
