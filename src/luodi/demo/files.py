"""The files of the demonstration."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from luodi.projects.models import Blob

HERE = ZoneInfo("Asia/Shanghai")


def blob(text: str, day: date) -> Blob:
    """A short file that says what it stands for."""
    data = f"{text}\n演示用的文件，没有内容。\n".encode()
    made, _ = Blob.objects.get_or_create(hash=hashlib.sha256(data).hexdigest(),
                                         defaults={"size": len(data), "kind": "text/plain", "at": datetime.combine(day, time(9), HERE)})
    return made
