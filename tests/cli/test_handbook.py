"""`luodi handbook`, and `luodi plan` where it makes a file."""

from __future__ import annotations

from pathlib import Path

import pytest
from icalendar import Calendar

from luodi.cli import main

ARGS = ("leased-plant", "--region", "qingdao-west-coast-2026", "--start", "2026-11-23")
BEGINS = {"pdf": b"%PDF-", "docx": b"PK\x03\x04", "xlsx": b"PK\x03\x04", "ics": b"BEGIN:VCALENDAR"}


@pytest.mark.mechanism("WC-03", "PD-3b")
@pytest.mark.parametrize("kind", BEGINS)
@pytest.mark.parametrize("command", ["handbook", "plan"])
def test_each_format_is_written_to_the_file_asked_for(command: str, kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / f"a.{kind}"
    assert main([command, *ARGS, "--format", kind, "--output", str(path)]) == 0
    assert path.read_bytes().startswith(BEGINS[kind])
    assert str(path) in capsys.readouterr().out


def test_a_handbook_goes_to_a_pipe_when_no_file_is_named(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["handbook", *ARGS, "--format", "ics"]) == 0
    assert Calendar.from_ical(capfdbinary.readouterr().out).walk("VEVENT")


def test_a_file_in_a_folder_is_named_after_the_project(tmp_path: Path) -> None:
    assert main(["handbook", *ARGS, "--format", "ics", "--output", str(tmp_path)]) == 0
    assert [p.name for p in tmp_path.iterdir()] == ["园区租赁厂房轻型装配-审批服务指引手册.ics"]


def test_a_file_that_exists_is_kept_unless_force_is_given(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.ics"
    path.write_text("mine")
    args = ["handbook", *ARGS, "--format", "ics", "--output", str(path)]
    assert main(args) == 2
    assert "--force" in capsys.readouterr().err
    assert path.read_text() == "mine"
    assert main([*args, "--force"]) == 0
    assert path.read_bytes().startswith(BEGINS["ics"])


def test_a_folder_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["handbook", *ARGS, "--format", "ics", "--output", str(tmp_path / "no" / "a.ics")]) == 2
    assert "写不了" in capsys.readouterr().err


def test_a_table_cannot_go_to_a_file_but_json_can(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.json"
    assert main(["plan", *ARGS, "--output", str(path)]) == 2
    assert "--format" in capsys.readouterr().err
    assert main(["plan", *ARGS, "--format", "json", "--output", str(path)]) == 0
    assert path.read_text(encoding="utf-8").startswith("{")


def test_the_day_on_the_handbook_can_be_set_and_is_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = tmp_path / "1.ics", tmp_path / "2.ics"
    for path in (first, second):
        assert main(["handbook", *ARGS, "--format", "ics", "--made-on", "2026-11-20", "--output", str(path)]) == 0
    assert first.read_bytes() == second.read_bytes()
    assert b"20261120T000000Z" in first.read_bytes()
    assert main(["handbook", *ARGS, "--made-on", "tomorrow"]) == 2
    assert "不是日期" in capsys.readouterr().err


def test_an_unknown_lever_is_refused_with_the_nearest_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["handbook", *ARGS, "--with", "simulated_aproval"]) == 2
    assert "simulated_approval" in capsys.readouterr().err
