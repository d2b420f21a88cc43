"""The files of the demonstration."""

from __future__ import annotations

import struct
import zlib
from datetime import date, datetime, time
from math import sin
from typing import Final
from zoneinfo import ZoneInfo

from luodi.projects.models import Blob
from luodi.projects.store import receive

HERE = ZoneInfo("Asia/Shanghai")


def blob(text: str, day: date) -> Blob:
    """A short file that says what it stands for, in the store."""
    return receive([f"{text}\n演示用的文件，没有内容。\n".encode()], "demo.txt", datetime.combine(day, time(9), HERE))


WIDE, HIGH = 480, 320
SKY, HILL, GROUND, WALL, ROOF, DOOR = range(6)
COLOURS: Final = ((205, 222, 236), (142, 168, 140), (196, 186, 160), (226, 228, 230), (96, 118, 142), (70, 84, 98))


def photo(number: int, day: date) -> Blob:
    """A picture of a site: hills, and a hall of another size for each number. A PNG, in the store."""
    rows = b"".join(b"\0" + bytes(row) for row in _site(number))
    parts = (b"IHDR" + struct.pack(">IIBBBBB", WIDE, HIGH, 8, 3, 0, 0, 0), b"PLTE" + bytes(part for one in COLOURS for part in one),
             b"IDAT" + zlib.compress(rows, 9), b"IEND")
    data = b"\x89PNG\r\n\x1a\n" + b"".join(struct.pack(">I", len(one) - 4) + one + struct.pack(">I", zlib.crc32(one)) for one in parts)
    return receive([data], "demo.png", datetime.combine(day, time(9), HERE))


def _site(number: int) -> list[bytearray]:
    picture = [bytearray([SKY if row < 210 else GROUND]) * WIDE for row in range(HIGH)]
    for column in range(WIDE):
        for row in range(int(170 + 22 * sin(column / 60 + number) + 9 * sin(column / 23)), 210):
            picture[row][column] = HILL
    left, wide, high = 50 + number * 37 % 90, 190 + number * 53 % 130, 60 + number * 29 % 40
    for colour, x, y, width, height in ((WALL, left, 232 - high, wide, high), (ROOF, left - 8, 222 - high, wide + 16, 12),
                                        *((DOOR, left + 18 + place, 206, 22, 26) for place in range(0, wide - 40, 46))):
        for row in range(y, y + height):
            picture[row][x:x + width] = bytes([colour]) * width
    return picture
