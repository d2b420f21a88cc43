"""The product as it is served: static files by their hash, and a secret that only its owner reads."""

from __future__ import annotations

import gzip
import os
import re
import stat
import subprocess
import sys
import urllib.request
from pathlib import Path

SETTINGS = "from luodi.site import settings; print(settings.SECRET_KEY)"


def _get(url: str, **headers: str) -> tuple[bytes, dict[str, str]]:
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=20) as answer:
        return answer.read(), {name.lower(): value for name, value in answer.headers.items()}


def test_static_files_are_named_by_their_hash_and_kept_for_ever(server: str) -> None:
    page = _get(f"{server}/styleguide")[0].decode()
    files = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    assert len(files) >= 7
    for name in files:
        assert re.search(r"\.[0-9a-f]{12}\.(css|js|svg)$", name), name
        headers = _get(f"{server}{name}")[1]
        assert "immutable" in headers["cache-control"]


def test_static_files_are_sent_compressed(server: str) -> None:
    page = _get(f"{server}/styleguide")[0].decode()
    name = next(found for found in re.findall(r'href="(/static/css/[^"]+)"', page) if "components" in found)
    body, headers = _get(f"{server}{name}", **{"Accept-Encoding": "gzip"})
    assert headers["content-encoding"] == "gzip"
    assert b".btn" in gzip.decompress(body)


def test_the_secret_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    first, second = _secret(tmp_path / "data"), _secret(tmp_path / "data")
    assert first == second
    assert len(first) >= 50
    assert stat.S_IMODE((tmp_path / "data" / "secret.key").stat().st_mode) == 0o600


def test_a_given_secret_is_not_written_down(tmp_path: Path) -> None:
    assert _secret(tmp_path, given="from the environment") == "from the environment"
    assert not (tmp_path / "secret.key").exists()


def _secret(folder: Path, given: str = "") -> str:
    ran = subprocess.run([sys.executable, "-c", SETTINGS], env={**os.environ, "LUODI_DATA": str(folder), "LUODI_SECRET": given}, capture_output=True, text=True,
                         check=True)
    return ran.stdout.strip()
