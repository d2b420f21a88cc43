"""The files of the demonstration."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from luodi.projects.models import Blob
from luodi.projects.store import receive

HERE = ZoneInfo("Asia/Shanghai")


def blob(text: str, day: date) -> Blob:
    """A short file that says what it stands for, in the store."""
    return receive([f"{text}\n演示用的文件，没有内容。\n".encode()], "demo.txt", datetime.combine(day, time(9), HERE))
