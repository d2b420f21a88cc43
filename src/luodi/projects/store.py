"""The bytes of files, beside the database: LUODI_DATA/files/ab/cd/<SHA-256>, the same bytes once.

A file is there, whole and on the disk, before a row of the database speaks of it. What is cut off stays in `arriving` and is never seen.
"""

from __future__ import annotations

import hashlib
import os
import shlex
import subprocess
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from tempfile import mkstemp
from typing import IO, Final

from django.conf import settings

from luodi.engine.source import refuse
from luodi.projects.models import Blob
from luodi.projects.sniff import kind_of

FOLDER: Final = "files"
ARRIVING: Final = "arriving"
SCAN_SECONDS: Final = 60


def path_of(hashed: str) -> Path:
    """Where some bytes lie."""
    return Path(settings.DATA) / FOLDER / hashed[:2] / hashed[2:4] / hashed


def receive(pieces: Iterable[bytes], name: str, now: datetime) -> Blob:
    """Take bytes into the store; the row that is to speak of them, not saved yet.

    Raises Refused for what is too large, of a type that is not taken, not what its name says, or held back by the virus scan. Nothing stays of it then.
    """
    arriving = Path(settings.DATA) / ARRIVING
    arriving.mkdir(mode=0o700, parents=True, exist_ok=True)
    number, name_here = mkstemp(dir=arriving)
    here = Path(name_here)
    try:
        with os.fdopen(number, "wb") as file:
            hashed, size = _written(file, pieces)
            file.flush()
            os.fsync(file.fileno())
        kind = kind_of(here, name)
        _scanned(here)
        _placed(here, path_of(hashed))
    finally:
        here.unlink(missing_ok=True)
    return Blob(hash=hashed, size=size, kind=kind, at=now)


def _written(file: IO[bytes], pieces: Iterable[bytes]) -> tuple[str, int]:
    digest, size, most = hashlib.sha256(), 0, settings.FILE_MB * 1_000_000
    for piece in pieces:
        size += len(piece)
        if size > most:
            refuse(None, f"文件超过 {settings.FILE_MB} MB，请压缩或分成几个再传", f"the file has more than {settings.FILE_MB} MB; pack it or send it in parts")
        digest.update(piece)
        file.write(piece)
    return digest.hexdigest(), size


def _scanned(path: Path) -> None:
    """What the virus scan says, where there is one. A scan that does not come to an end lets nothing through."""
    if not settings.SCAN_COMMAND:
        return
    try:
        found = subprocess.run([*shlex.split(settings.SCAN_COMMAND), str(path)], capture_output=True, timeout=SCAN_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        refuse(None, "病毒扫描没有完成，文件没有收下，请稍后再传或告诉平台管理员",
               "the virus scan did not finish and the file was not taken; try later, or tell the administrator")
    if found.returncode:
        refuse(None, "病毒扫描没有通过，文件没有收下", "the virus scan held the file back; it was not taken")


def _placed(here: Path, place: Path) -> None:
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not place.exists():
        here.chmod(0o600)
        here.replace(place)
        with suppress(OSError):  # some file systems do not sync folders
            folder = os.open(place.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
