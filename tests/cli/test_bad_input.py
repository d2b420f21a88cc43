"""Bad input gets a message that names place and remedy, exit code 2, nothing on the output, no trace-back."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from luodi.cli import main
from luodi.engine.mechanism import shipped

GOOD = "project: 试\nfacts:\n  investor_type: social\n"


def refused(capsys: pytest.CaptureFixture[str], *args: str) -> str:
    """The message of a command that must refuse."""
    assert main(args) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "Traceback" not in shown.err
    return shown.err


def facts(tmp_path: Path, text: str | bytes) -> str:
    """A facts file with this content."""
    path = tmp_path / "facts.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return str(path)


@pytest.mark.parametrize(("text", "said"), [
    ("project: 试\nfacts:\n  investor_typ: social\n", "facts.yaml:3:3: 没有名为“investor_typ”的属性，是不是“investor_type”？"),
    ("project: 试\nfacts:\n  investor_type: socal\n", "没有值“socal”，是不是“social”？"),
    ("project: 试\nfacts:\n  energy_tce: 很多\n", "facts.yaml:3:15: “energy_tce”"),
    ("project: 试\nfacts:\n  total_investment_wan: 3000000000000\n", "请核对单位"),
    ("project: 试\nfacts:\n  foreign_invested: 1\n", "应是 true 或 false"),
    ("project: 试\nfacts:\n  yes: [foreign_investd]\n", "是不是“foreign_invested”？"),
    ("project: 试\nfacts:\n  utilities: [water, stem]\n", "没有值“stem”"),
    ("project: 试\nfacts: {}\nextra: 1\n", "facts.yaml:3:1: 项目文件没有“extra”这一项"),
    ("project: 试\nfacts:\n  a: &x 1\n", "锚点"),
    ("project: 试\nfacts:\n  a: !!python/object/apply:os.system [x]\n", "标签"),
    ("project: 试\nfacts: {}\nfacts: {}\n", "写了两次"),
    ("- 1\n", "键: 值"),
    ("project: [\n", "YAML 写法有误"),
    ("project: 试\nfacts: {}\nown_days: {construction_works: 一年}\n", "天数应是整数"),
    ("project: 试\nfacts: {}\nown_days: {constructin_works: 10}\n", "是不是“construction_works”？"),
    ("a: " + "[" * 5000, "嵌套"),
])
def test_a_broken_facts_file_is_refused_with_its_place(text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert said in refused(capsys, "plan", facts(tmp_path, text))


def test_land_allocated_to_a_private_warehouse_is_impossible(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = GOOD + "  land_mode: allocation\n  project_category: warehouse\n"
    message = refused(capsys, "plan", facts(tmp_path, text))
    assert "土地管理法" in message
    assert "划拨" in message


def test_ten_megabytes_of_noise_cost_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    noise = random.Random(1).randbytes(10_000_000)
    assert "超过上限" in refused(capsys, "plan", facts(tmp_path, noise))
    assert len(refused(capsys, "plan", facts(tmp_path, noise[:500_000])).splitlines()) == 1


@pytest.mark.parametrize("args", [
    ("plan", "factory-100mu", "--start", "2026-13-01"), ("plan", "factory-100mu", "--start", "1999-01-01"), ("plan", "factory-100mu", "--start", "2099-01-01"),
    ("plan", "no-such-file.yaml"), ("plan", "factory-100mu", "--region", "qingdao"), ("plan", "factory-100mu", "--start", "2026-11-23", "--with", "magic"),
    ("plan", "factory-100mu", "--start", "2035-12-01"), ("plan", "factory-100mu", "--start", "2026-11-23", "--by", "soon"),
    ("explain", "factory-100mu", "no_such_item"), ("mechanisms", "gaps", "atlantis"), ("mechanisms", "diff", "national", "national@yesterday"),
    ("workdays", "add", "2026-01-01", "x"), ("workdays", "add", "2026-01-01", "99999999999"), ("workdays", "is", "1850-01-01"),
    ("workdays", "list", "2026-02-01", "2026-01-01"), ("workdays", "count", "2026-01-01", "9999-12-31"), ("promises", "--region", "nowhere"),
    ("mechanisms", "list", "--mechanisms", "/no/such/folder"), ("plan", "factory-100mu", "--mechanisms", "/no/such/folder", "--region", "x"),
])
def test_options_that_cannot_be_used_are_refused_in_words(args: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert refused(capsys, *args).strip()


def test_messages_speak_the_language_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    message = refused(capsys, "plan", facts(tmp_path, "project: x\nfacts:\n  investor_typ: social\n"), "--lang", "en")
    assert 'there is no attribute "investor_typ"; did you mean "investor_type"?' in message


@pytest.mark.parametrize(("file", "old", "new", "said"), [
    ("levers.yaml", "offered: true", "ofered: true", "是不是“offered”？"),
    ("mechanism.yaml", "inherits: national", "inherits: nationl", "是不是“national”？"),
    ("items.yaml", "proj_filing:", "proj_filling:", "proj_filling"),
])
def test_a_broken_mechanism_folder_is_refused_with_file_and_line(file: str, old: str, new: str, said: str, tmp_path: Path,
                                                                 capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(shipped() / "licang-2021", tmp_path / "licang-2021")
    path = tmp_path / "licang-2021" / file
    if not path.exists():
        path.write_text("simulated_approval: {offered: true, said: 试, section: 试}\n", encoding="utf-8")
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    message = refused(capsys, "plan", "factory-100mu", "--region", "licang-2021", "--mechanisms", str(tmp_path), "--start", "2026-11-23")
    assert said in message
    if file != "mechanism.yaml":
        assert f"licang-2021/{file}:" in message


def test_hostile_expressions_in_a_folder_are_refused_and_never_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "evil").mkdir()
    (tmp_path / "evil" / "mechanism.yaml").write_text("name: 恶\nplace: 恶\ninherits: national\n", encoding="utf-8")
    for hostile in ("__import__('os').mkdir('hacked')", "9**9**9**9 > energy_tce", "(lambda: 1)()", "energy_tce.__class__", "[x for x in ()]"):
        quoted = hostile.replace("'", "''")
        (tmp_path / "evil" / "items.yaml").write_text(f"proj_filing: {{applies: '{quoted}'}}\n", encoding="utf-8")
        message = refused(capsys, "plan", "factory-100mu", "--region", "evil", "--mechanisms", str(tmp_path))
        assert "evil/items.yaml:1:" in message
    assert not Path("hacked").exists()


def test_ask_never_overwrites_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = facts(tmp_path, GOOD)
    assert "不会覆盖" in refused(capsys, "ask", "--save", kept)
    assert Path(kept).read_text(encoding="utf-8") == GOOD


def test_a_closed_pipe_ends_quietly() -> None:
    command = f"{sys.executable} -m luodi.cli plan factory-100mu --start 2026-11-23 | head -1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False, env={**os.environ})
    assert "Traceback" not in done.stderr
    assert done.stdout.count("\n") == 1
