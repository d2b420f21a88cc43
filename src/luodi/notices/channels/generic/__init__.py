"""A webhook of any other system: JSON, signed, with a key by which it knows what it has had before.

POST {"key", "at", "title": {"zh", "en"}, "notices": [{"title", "body", "url"}], "more"}
Idempotency-Key: the key; X-Luodi-Timestamp: seconds; X-Luodi-Signature: sha256=hex(HMAC-SHA256(key: secret, timestamp + "." + body)).
Any 2xx means taken. A receiver refuses timestamps that are more than five minutes off, and answers 200 to a key it has had.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from datetime import UTC, timedelta

from luodi.engine.source import Said
from luodi.notices.letters import Letter, Receiver, Undelivered
from luodi.notices.wire import post

BUSY = timedelta(minutes=1)


def sign(timestamp: int, body: bytes, secret: str) -> str:
    """The signature over instant and body."""
    return "sha256=" + hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()


def send(letter: Letter, receiver: Receiver) -> None:
    """Tell another system. Raises Undelivered."""
    body = json.dumps({
        "key": letter.key, "at": letter.at.astimezone(UTC).isoformat(timespec="seconds"), "title": _both(letter.title), "more": letter.more,
        "notices": [{"title": _both(part.title), "body": _both(part.body), "url": part.url} for part in letter.parts],
    }, ensure_ascii=False).encode(errors="replace")
    now = int(time.time())
    answer = post(receiver.address, body, {
        "Content-Type": "application/json; charset=utf-8", "Idempotency-Key": letter.key.encode("ascii", "backslashreplace").decode(),
        "X-Luodi-Timestamp": str(now), "X-Luodi-Signature": sign(now, body, receiver.secret)})
    if answer.code == 429:
        raise Undelivered("对方说发得太快", "the receiver says too many messages", BUSY)
    if not 200 <= answer.code < 300:
        raise Undelivered(f"对方没有收下：{answer.short()}", f"the receiver did not take it: {answer.short()}")


def _both(said: Said) -> dict[str, str]:
    return {"zh": said.zh, "en": said.en}
