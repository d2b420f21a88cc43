"""`luodi work` on the command line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests import databases


def luodi(folder: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """A command in a data folder of its own."""
    return subprocess.run([sys.executable, "-m", "luodi.cli", *words], env={**os.environ, "LUODI_DATA": str(folder), **env}, capture_output=True, text=True)


def test_once_makes_the_rounds_that_are_due_and_ends(tmp_path: Path) -> None:
    script = ("import django; django.setup(); from django.core.management import call_command; call_command('migrate', verbosity=0); "
              "from luodi.cli import main; code = main(['work', '--once']); from luodi.work.models import Turn; "
              "print(code, sorted(Turn.objects.filter(last_at__isnull=False, failures=0).values_list('name', flat=True)))")
    with databases.own("once") as its:
        ran = subprocess.run([sys.executable, "-c", script], env={**os.environ, "LUODI_DATA": str(tmp_path), **its}, capture_output=True, text=True)
    code, _, names = ran.stdout.strip().partition(" ")
    assert code == "0", ran.stderr
    assert {"'outbox'", "'work.tidy'"} <= set(names.strip("[]").split(", "))


def test_once_without_tables_says_so(tmp_path: Path) -> None:
    with databases.own("bare") as its:
        ran = luodi(tmp_path, "work", "--once", **its)
    assert ran.returncode == 2
    assert "数据库用不了" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_an_odd_number_of_threads_is_refused(tmp_path: Path) -> None:
    ran = luodi(tmp_path, "work", "--threads", "0")
    assert (ran.returncode, "1 到 64" in ran.stderr) == (2, True)
