"""A backup as a file: what stands in it, how it is written, and how it is read when nobody can say who wrote it. No Django.

A plain tar: `manifest.json`, one `tables/<table>.jsonl.gz` a table (a JSON list a row), `secret.key` unless it was left out, and uploads.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import re
import tarfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import IO, Any, Final, NoReturn

from luodi.engine.source import Refused, refuse

FORM: Final = 1
LARGEST_MANIFEST: Final = 64_000_000
LONGEST_LINE: Final = 64_000_000
FOLDERS: Final = ("media", "uploads", "files")
"""Folders beside the database that hold what people uploaded."""
KEY: Final = "secret.key"
_PIECE: Final = 1 << 20
_TABLE: Final = re.compile(r"[a-z][a-z0-9_]{0,62}\Z")
_END: Final = re.compile(r"[0-9]{1,18}:[0-9]{1,18}:[0-9a-f]{0,64}\Z")
_HASH: Final = re.compile(r"[0-9a-f]{64}\Z")


@dataclass(frozen=True)
class Table:
    """A table: its columns in order, rows, and bytes and SHA-256 of its lines before they are packed."""

    name: str
    columns: tuple[str, ...]
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Upload:
    """A file that somebody uploaded, by its path below the data folder."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup is of. `ends`: of every ledger chain, `region:number:hash`. `fingerprint`: tells secret keys apart without telling them."""

    version: str
    made_at: str
    database: str
    migrations: Mapping[str, tuple[str, ...]]
    ends: tuple[str, ...]
    tables: tuple[Table, ...]
    uploads: tuple[Upload, ...] = ()
    key: bool = False
    fingerprint: str = ""
    form: int = field(default=FORM)


@contextmanager
def appearing(path: Path) -> Iterator[IO[bytes]]:
    """A file that is there whole or not at all: written under another name beside it, brought to the disk, then named. Readable by its owner only."""
    hidden = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(hidden, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        hidden.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    finally:
        hidden.unlink(missing_ok=True)


def pack(lines: Iterable[bytes], path: Path, name: str, columns: tuple[str, ...]) -> Table:
    """Write the rows of a table to a packed file."""
    rows, size, sum_ = 0, 0, hashlib.sha256()
    with path.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, 0) as file:
        for line in lines:
            file.write(line)
            sum_.update(line)
            rows += 1
            size += len(line)
    return Table(name, columns, rows, size, sum_.hexdigest())


def hashed(path: Path) -> str:
    """SHA-256 (hex) of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Writer:
    """A tar that is being written."""

    def __init__(self, file: IO[bytes]) -> None:
        self._tar = tarfile.TarFile(fileobj=file, mode="w", format=tarfile.PAX_FORMAT)

    def manifest(self, manifest: Manifest) -> None:
        """The first member."""
        self.text("manifest.json", json.dumps(asdict(manifest), ensure_ascii=False, indent=1))

    def text(self, name: str, text: str) -> None:
        """A small member."""
        data = text.encode()
        self._tar.addfile(_member(name, len(data)), io.BytesIO(data))

    def file(self, name: str, path: Path, size: int | None = None) -> None:
        """A member from a file. `size`: what it was when it was hashed; one that has changed since is a fault that the next check finds."""
        with path.open("rb") as file:
            self._tar.addfile(_member(name, path.stat().st_size if size is None else size), file)

    def close(self) -> None:
        """Write the end."""
        self._tar.close()


def _member(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info


class Backup:
    """A backup that is being read. `check` first: until then nothing in it is to be believed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._tar = tarfile.TarFile(path)
        except (OSError, tarfile.TarError) as problem:
            unusable(path, f"读不了，或者不是 luodi backup 做的文件：{problem}", f"cannot be read, or was not made by luodi backup: {problem}")
        self._members: dict[str, tarfile.TarInfo] = {}
        with self._faults():
            for member in self._tar:
                if not member.isreg() or member.name in self._members:
                    unusable(path, f"里面有不该有的“{member.name[:80]}”", f'holds "{member.name[:80]}", which does not belong into a backup')
                self._members[member.name] = member
        self.manifest = self._manifest()

    def check(self) -> None:
        """Whether every part is there and is what the manifest says. Nothing is written; memory does not grow with what is in it."""
        wanted = {f"tables/{table.name}.jsonl.gz" for table in self.manifest.tables} | {upload.name for upload in self.manifest.uploads}
        wanted |= {"manifest.json", *([KEY] if self.manifest.key else [])}
        for name in sorted(self._members.keys() - wanted):
            unusable(self.path, f"里面有不该有的“{name[:80]}”", f'holds "{name[:80]}", which does not belong into a backup')
        for name in sorted(wanted - self._members.keys()):
            unusable(self.path, f"缺“{name}”，文件不完整", f'lacks "{name}"; the file is not whole')
        for table in self.manifest.tables:
            for _ in self.lines(table):
                pass
        for upload in self.manifest.uploads:
            for _ in self.upload(upload):
                pass

    def lines(self, table: Table) -> Iterator[bytes]:
        """The rows of a table. Raises Refused at the end when they are not those of the manifest, and before when they are more."""
        rows, size, sum_ = 0, 0, hashlib.sha256()
        with self._faults(), gzip.GzipFile(fileobj=self._open(f"tables/{table.name}.jsonl.gz")) as file:
            while line := file.readline(LONGEST_LINE):
                rows += 1
                size += len(line)
                if size > table.bytes or not line.endswith(b"\n"):
                    self._changed(f"tables/{table.name}.jsonl.gz")
                sum_.update(line)
                yield line
        if (rows, size, sum_.hexdigest()) != (table.rows, table.bytes, table.sha256):
            self._changed(f"tables/{table.name}.jsonl.gz")

    def upload(self, upload: Upload) -> Iterator[bytes]:
        """The pieces of an uploaded file. Raises Refused at the end when they are not those of the manifest."""
        size, sum_ = 0, hashlib.sha256()
        with self._faults():
            file = self._open(upload.name)
            while piece := file.read(_PIECE):
                size += len(piece)
                sum_.update(piece)
                yield piece
        if (size, sum_.hexdigest()) != (upload.bytes, upload.sha256):
            self._changed(upload.name)

    def key(self) -> str:
        """The secret key."""
        with self._faults():
            return self._open(KEY).read(4096).decode("ascii").strip()

    def close(self) -> None:
        """Let go of the file."""
        self._tar.close()

    def _open(self, name: str) -> IO[bytes]:
        file = self._tar.extractfile(self._members[name])
        assert file is not None  # a regular file: looked at above
        return file

    def _manifest(self) -> Manifest:
        member = self._members.get("manifest.json")
        if member is None or member.size > LARGEST_MANIFEST:
            unusable(self.path, "里面没有 manifest.json，不是 luodi backup 做的文件", "holds no manifest.json; it was not made by luodi backup")
        with self._faults():
            held = json.loads(self._open("manifest.json").read())
            if not isinstance(held, dict) or held.get("form") != FORM:
                unusable(self.path, f"备份的格式不是 {FORM}，请用做这份备份的版本恢复", f"is not of form {FORM}; restore it with the version that made it")
            made = Manifest(**{part.name: held[part.name] for part in fields(Manifest) if part.name not in ("tables", "uploads", "ends", "migrations")},
                            ends=tuple(held["ends"]), migrations={str(app): tuple(map(str, names)) for app, names in held["migrations"].items()},
                            tables=tuple(Table(one["name"], tuple(one["columns"]), int(one["rows"]), int(one["bytes"]), one["sha256"])
                                         for one in held["tables"]),
                            uploads=tuple(Upload(one["name"], int(one["bytes"]), one["sha256"]) for one in held["uploads"]))
            if odd := next(_odd(made), ""):
                unusable(self.path, f"manifest.json 里的“{odd[:80]}”不对", f'its manifest.json holds "{odd[:80]}", which cannot be')
        return made

    @contextmanager
    def _faults(self) -> Iterator[None]:
        """Whatever a damaged file does to those who read it, told as one thing."""
        try:
            yield
        except Refused:
            raise
        except (OSError, EOFError, tarfile.TarError, zlib.error, UnicodeError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as problem:
            unusable(self.path, f"不完整或被改过（{_brief(problem)}），请换一份备份", f"is not whole or was changed ({_brief(problem)}); use another backup")

    def _changed(self, name: str) -> NoReturn:
        unusable(self.path, f"“{name}”与 manifest.json 记的校验值不符，不完整或被改过，请换一份备份",
                 f'"{name}" does not fit the hash in manifest.json: it is not whole or was changed; use another backup')


def _odd(manifest: Manifest) -> Iterator[str]:
    """What cannot be in a manifest: names that lead elsewhere, sizes below nothing, hashes that are none."""
    for table in manifest.tables:
        if not _TABLE.match(table.name) or not table.columns or not all(isinstance(one, str) and _TABLE.match(one) for one in table.columns):
            yield table.name
        if min(table.rows, table.bytes) < 0 or not _HASH.match(table.sha256):
            yield table.name
    for upload in manifest.uploads:
        if not safe(upload.name) or upload.bytes < 0 or not _HASH.match(upload.sha256):
            yield upload.name
    yield from (end for end in manifest.ends if not _END.match(end))
    names = [table.name for table in manifest.tables] + [upload.name for upload in manifest.uploads]
    yield from {name for name in names if names.count(name) > 1} if len(names) != len(set(names)) else ()
    if not all(isinstance(held, str) for held in (manifest.version, manifest.made_at, manifest.database, manifest.fingerprint)):
        yield "version"


def safe(name: str) -> bool:
    """Whether a path stays below one of the folders of uploads."""
    parts = name.split("/")
    return len(parts) > 1 and parts[0] in FOLDERS and not any(part in ("", ".", "..") or "\\" in part or "\0" in part for part in parts)


def unusable(path: Path, zh: str, en: str) -> NoReturn:
    """Raise Refused for a backup."""
    refuse(None, f"备份“{path.name}”{zh}", f'the backup "{path.name}" {en}')


def _brief(problem: Exception) -> str:
    return f"{type(problem).__name__}: {problem}"[:120]


def decoded(line: bytes) -> list[Any]:
    """A row."""
    held = json.loads(line)
    if not isinstance(held, list):
        raise TypeError("a row is a list")
    return held
