"""Backup and restore, in processes of their own: from SQLite to this run's database and back, with every table filled."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import random
import re
import subprocess
import sys
import tarfile
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from luodi.engine.source import Refused
from luodi.operations.archive import Backup, Manifest, Writer, pack
from tests.databases import own

HERE = Path(__file__).parent
POINTS = ("_fill", "row 60", "call_command", "_ends_hold", "_uploads")
"""Where a restore is killed: each database has every other one of them, `make kills` all."""
SESSION = ("session_key", "session_data", "expire_date", "account_id", "address", "device", "first_at", "seen_at")


def run(data: Path, *command: str, env: dict[str, str] | None = None, code: int = 0, module: str = "tests.operations.runner") -> Any:
    """What the runner says, with a data folder and a database of its own."""
    # Without an address in it the environment means SQLite.
    plain = {name: value for name, value in os.environ.items() if not name.startswith("LUODI_DATABASE")}
    root = HERE.parents[1]
    ran = subprocess.run([sys.executable, "-m", module, *command], cwd=root, capture_output=True, text=True, timeout=180,
                         env={**plain, "PYTHONPATH": f"{root / 'src'}:{root}", "LUODI_DATA": str(data), **(env or {})})
    assert ran.returncode == code, ran.stderr + ran.stdout
    return json.loads(ran.stdout) if module.startswith("tests") and ran.stdout else ran.stdout + ran.stderr


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """A backup of a SQLite database with every table filled, and what was in it that is kept."""
    folder = tmp_path_factory.mktemp("first")
    found = run(folder / "data", "fill")
    run(folder / "data", "backup", str(folder / "first.tar"))
    assert found["left_out"] > 0
    return folder / "first.tar", found | {"left_out": 0}


@pytest.fixture
def other() -> Iterator[dict[str, str]]:
    """The environment of an empty database of this run's kind."""
    with own("restored") as its:
        yield its


def test_a_backup_goes_from_sqlite_to_this_database_and_back_and_every_row_is_the_same(
        first: tuple[Path, Any], other: dict[str, str], tmp_path: Path) -> None:
    made, found = first
    run(tmp_path / "b", "restore", str(made), env=other)
    assert run(tmp_path / "b", "look", env=other) == found
    run(tmp_path / "b", "backup", str(tmp_path / "second.tar"), env=other)
    run(tmp_path / "c", "restore", str(tmp_path / "second.tar"))
    assert run(tmp_path / "c", "look") == found
    assert min(found["rows"].values()) > 0
    assert found["opens"] == ["JBSWY3DP", "['https://robot.example.cn/x', 'secret']"]
    assert (found["breaks"], found["guarded"], len(found["media"])) == (0, True, 1)


def test_what_is_encrypted_and_came_without_its_key_is_named_by_the_doctor(first: tuple[Path, Any], other: dict[str, str], tmp_path: Path) -> None:
    own = run(tmp_path / "a", "restore", str(first[0]), module="luodi.cli")
    assert "解得开" in run(tmp_path / "a", "doctor", code=1, module="luodi.cli")
    assert "luodi doctor 会列出" not in own
    elsewhere = {**other, "LUODI_SECRET": "another key"}
    assert "luodi doctor 会列出" in run(tmp_path / "b", "restore", str(first[0]), env=elsewhere, module="luodi.cli")
    assert run(tmp_path / "b", "look", env=elsewhere)["opens"] == ["None"]
    said = run(tmp_path / "b", "doctor", "--lang", "en", env=elsewhere, code=1, module="luodi.cli")
    assert re.search(r"second factors of \d accounts cannot be read", said)
    assert re.search(r"addresses of 4 robots cannot be read", said)


def test_a_backup_that_kept_what_is_left_out_today_is_restored_without_it(first: tuple[Path, Any], tmp_path: Path) -> None:
    made, table = tmp_path / "x.tar", pack([b'["k","d","2026-11-23T00:00:00+00:00",null,"","","2026-11-23T00:00:00+00:00","2026-11-23T00:00:00+00:00"]\n'],
                                           tmp_path / "t.gz", "people_session", SESSION)
    with tarfile.open(first[0]) as tar, tarfile.open(made, "w") as out:
        for member in tar:
            data = tar.extractfile(member).read()  # type: ignore[union-attr]
            if member.name == "manifest.json":
                held = json.loads(data)
                data = json.dumps({**held, "tables": [*held["tables"], asdict(table)]}).encode()
            member.size = len(data)
            out.addfile(member, io.BytesIO(data))
        out.add(tmp_path / "t.gz", "tables/people_session.jsonl.gz")
    run(tmp_path / "data", "restore", str(made))
    assert run(tmp_path / "data", "look") == first[1]


def test_after_a_restore_new_rows_and_entries_find_their_numbers(first: tuple[Path, Any], other: dict[str, str], tmp_path: Path) -> None:
    run(tmp_path, "restore", str(first[0]), env=other)
    assert run(tmp_path, "go on", env=other)["goes_on"]


@pytest.mark.parametrize("point", POINTS if "LUODI_KILLS" in os.environ else POINTS[connection.vendor == "postgresql"::2])
def test_a_restore_that_was_killed_says_so_refuses_to_serve_and_can_be_begun_again(
        first: tuple[Path, Any], other: dict[str, str], tmp_path: Path, point: str) -> None:
    made, found = first
    run(tmp_path, "die", str(made), point, env=other, code=-9)
    assert "没有完成" in run(tmp_path, "serve", env=other, code=2, module="luodi.cli")
    run(tmp_path, "restore", str(made), env=other)
    assert run(tmp_path, "look", env=other) == found


def test_a_database_that_holds_something_is_not_touched(first: tuple[Path, Any], other: dict[str, str], tmp_path: Path) -> None:
    made, found = first
    run(tmp_path, "restore", str(made), env=other)
    again = run(tmp_path, "restore", str(made), env=other)
    assert "数据库里已有数据" in again["refused"]
    assert not again["unfinished"]
    assert run(tmp_path, "look", env=other) == found


def test_the_commands_say_what_they_did_and_the_ledger_knows_it(first: tuple[Path, Any], other: dict[str, str], tmp_path: Path) -> None:
    said = run(tmp_path, "restore", str(first[0]), "--lang", "en", env=other, module="luodi.cli")
    assert "2 ledger chains, whole" in said
    said = run(tmp_path, "backup", str(tmp_path / "own.tar"), "--lang", "en", env=other, module="luodi.cli")
    assert "SHA-256" in said
    assert "the secret key is in the backup" in said
    assert "end 0:1:" in said  # the restore stands in the chain of the whole installation
    assert oct((tmp_path / "own.tar").stat().st_mode & 0o777) == "0o600"
    assert not [path.name for path in tmp_path.iterdir() if path.name.startswith((".luodi", ".own"))]
    said = run(tmp_path, "backup", str(tmp_path / "bare.tar"), "--without-key", env=other, module="luodi.cli")
    assert "备份里没有密钥" in said
    assert "secret.key" not in _names(tmp_path / "bare.tar")


def test_the_secret_key_comes_with_the_backup_and_the_former_one_is_kept(first: tuple[Path, Any], tmp_path: Path) -> None:
    with tarfile.open(first[0]) as tar:
        held = tar.extractfile("secret.key")
        assert held is not None
        key = held.read().decode()
    said = run(tmp_path, "restore", str(first[0]), module="luodi.cli")
    assert "密钥已换成备份里的" in said
    assert (tmp_path / "secret.key").read_text() == key
    assert (tmp_path / "secret.key.before-restore").read_text() != key


def test_a_ledger_that_was_broken_when_it_was_backed_up_is_restored_only_when_asked_for(other: dict[str, str], tmp_path: Path) -> None:
    run(tmp_path / "a", "break", str(tmp_path / "broken.tar"), env=other)
    said = run(tmp_path / "b", "restore", str(tmp_path / "broken.tar"), code=2, module="luodi.cli")
    assert "--broken-chain" in said
    assert "恢复没有完成" in said
    assert "没有完成" in run(tmp_path / "b", "backup", str(tmp_path / "x.tar"), code=2, module="luodi.cli")
    run(tmp_path / "b", "restore", str(tmp_path / "broken.tar"), "--broken-chain", module="luodi.cli")
    assert run(tmp_path / "b", "look")["breaks"] == 1


def test_a_backup_that_is_made_while_others_write_is_of_one_instant(other: dict[str, str], tmp_path: Path) -> None:
    found = run(tmp_path / "busy", "write", str(tmp_path / "busy.tar"), env=other)
    assert (found["wrong"], found["went_on"]) == ([], True)
    run(tmp_path / "quiet", "restore", str(tmp_path / "busy.tar"))
    held = run(tmp_path / "quiet", "look")
    assert (held["breaks"], held["rows"]["ledger_entry"]) == (0, sum(int(end.split(":")[1]) for end in found["ends"]))


def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    most = []
    for rows in (20_000, 200_000):
        table = pack((b'["%d"]\n' % number for number in range(rows)), tmp_path / "t.jsonl.gz", "people_unit", ("id",))
        with (tmp_path / "x.tar").open("wb") as file:
            writer = Writer(file)
            writer.manifest(Manifest("0", "2026-11-23T00:00:00+00:00", "sqlite", {}, (), (table,)))
            writer.file("tables/people_unit.jsonl.gz", tmp_path / "t.jsonl.gz")
            writer.close()
        tracemalloc.start()
        Backup(tmp_path / "x.tar").check()
        most.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert most[1] < most[0] * 1.5


def test_sessions_and_scratch_are_not_in_a_backup(first: tuple[Path, Any]) -> None:
    scratch = ("django_session", "people_session", "imports_upload", "imports_part", "work_worker", "luodi_cache")
    assert not {f"tables/{name}.jsonl.gz" for name in scratch} & set(_names(first[0]))


def _names(path: Path) -> list[str]:
    with tarfile.open(path) as tar:
        return tar.getnames()


Change = Callable[[dict[str, bytes]], None]


def _longer(parts: dict[str, bytes]) -> None:
    """A table that unpacks to far more than it says."""
    parts["tables/people_unit.jsonl.gz"] = gzip.compress(b"[" + b"0," * 20_000_000 + b"0]\n")


def _other_rows(parts: dict[str, bytes]) -> None:
    lines = gzip.decompress(parts["tables/people_unit.jsonl.gz"])
    parts["tables/people_unit.jsonl.gz"] = gzip.compress(lines.replace(b"1", b"2", 1))


def _manifest(**changes: Any) -> Change:
    def change(parts: dict[str, bytes]) -> None:
        held = json.loads(parts["manifest.json"])
        parts["manifest.json"] = json.dumps({**held, **changes}).encode()
    return change


def _outside(name: str) -> Change:
    def change(parts: dict[str, bytes]) -> None:
        parts[name] = b"x"
        sum_ = hashlib.sha256(b"x").hexdigest()
        _manifest(uploads=[{"name": name, "bytes": 1, "sha256": sum_}])(parts)
        parts.pop("media/某/图.bin")
    return change


@pytest.mark.parametrize(("change", "word"), [
    (_other_rows, "校验值不符"), (_longer, "校验值不符"),
    (lambda parts: parts.pop("tables/people_unit.jsonl.gz"), "缺“tables/people_unit"),
    (lambda parts: parts.pop("manifest.json"), "没有 manifest.json"),
    (lambda parts: parts.update({"evil.sh": b"x"}), "不该有的“evil.sh”"),
    (lambda parts: parts.update({"manifest.json": b"[" * 100_000}), "不完整或被改过"),
    (lambda parts: parts.update({"tables/people_unit.jsonl.gz": b"no gzip"}), "不完整或被改过"),
    (_outside("../../evil"), "evil"), (_outside("/etc/evil"), "evil"), (_outside("media/../../evil"), "evil"),
    (_manifest(form=2), "格式不是 1"), (_manifest(tables=[{"name": "x; DROP TABLE y"}]), "不完整或被改过"),
    (_manifest(ends=["1:1:'; DROP"]), "manifest.json 里的"),
])
def test_a_backup_that_was_changed_is_refused_with_words_before_anything_is_written(
        first: tuple[Path, Any], tmp_path: Path, change: Change, word: str) -> None:
    with tarfile.open(first[0]) as tar:
        parts = {member.name: tar.extractfile(member).read() for member in tar}  # type: ignore[union-attr]
    change(parts)
    changed = tmp_path / "changed.tar"
    with tarfile.open(changed, "w") as tar:
        for name, data in parts.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    with pytest.raises(Refused, match=word):
        Backup(changed).check()


@pytest.mark.parametrize("left", [0, 100, 5000, 0.5, 0.6])
def test_a_truncated_backup_is_refused(first: tuple[Path, Any], tmp_path: Path, left: float) -> None:
    data = first[0].read_bytes()
    short = tmp_path / "short.tar"
    short.write_bytes(data[:int(left if left > 1 or left == 0 else left * len(data))])
    with pytest.raises(Refused, match="short"):
        Backup(short).check()


def test_whatever_byte_is_changed_the_backup_is_whole_or_refused(first: tuple[Path, Any], tmp_path: Path) -> None:
    data, draw, refused = first[0].read_bytes(), random.Random(4), 0
    for _ in range(300):
        place = draw.randrange(len(data))
        (tmp_path / "x.tar").write_bytes(data[:place] + bytes([data[place] ^ draw.randrange(1, 256)]) + data[place + 1:])
        try:
            Backup(tmp_path / "x.tar").check()
        except Refused:
            refused += 1
    assert refused > 50  # the rest are bytes between the parts, which say nothing


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_links_folders_and_devices_are_no_part_of_a_backup(tmp_path: Path, kind: bytes) -> None:
    with tarfile.open(tmp_path / "x.tar", "w") as tar:
        info = tarfile.TarInfo("media/x")
        info.type, info.linkname = kind, "/etc/passwd"
        tar.addfile(info)
    with pytest.raises(Refused, match="不该有的"):
        Backup(tmp_path / "x.tar")


def test_a_file_that_is_something_else_or_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.tar").write_bytes(b"PK\x03\x04" + bytes(3000))
    for name in ("x.tar", "none.tar"):
        with pytest.raises(Refused, match=name):
            Backup(tmp_path / name)


@pytest.mark.parametrize(("changes", "word"), [
    ({"migrations": {"ledger": ["0001_initial", "9999_later"]}, "version": "9.9"}, "请先装新版"),
    ({"migrations": {"ledger": ["0001_initial"]}}, "版本不符"),
    ({"migrations": {"people": ["0002_account_unit"]}}, "版本不符"),
])
def test_a_backup_of_a_version_that_does_not_fit_is_refused(first: tuple[Path, Any], tmp_path: Path, changes: dict[str, Any], word: str) -> None:
    with tarfile.open(first[0]) as tar, tarfile.open(tmp_path / "x.tar", "w") as out:
        for member in tar:
            data = tar.extractfile(member).read()  # type: ignore[union-attr]
            if member.name == "manifest.json":
                data = json.dumps({**json.loads(data), **changes}).encode()
            member.size = len(data)
            out.addfile(member, io.BytesIO(data))
    said = run(tmp_path / "data", "restore", str(tmp_path / "x.tar"))
    assert word in said["refused"]
    assert not said["unfinished"]
