"""The peers' own environment, `.bench-venv`: made from bench.lock, and made again when that changes."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from bench.timing import ROOT

LOCK, PLACE = ROOT / "bench.lock", ROOT / ".bench-venv"


def interpreter() -> Path | None:
    """The peers' Python, or None (having said why) where they cannot be installed."""
    python, stamp = PLACE / "bin" / "python", PLACE / "lock.sha256"
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if python.exists() and stamp.exists() and stamp.read_text() == wanted:
        return python
    uv = Path(sys.executable).with_name("uv")
    found = str(uv) if uv.exists() else shutil.which("uv")
    if not found:
        print("bench: uv is not here, so the peers are not installed", file=sys.stderr)
        return None
    shutil.rmtree(PLACE, ignore_errors=True)
    for command in ([found, "venv", "-q", "--python", sys.executable, str(PLACE)],
                    [found, "pip", "install", "-q", "--python", str(python), "--require-hashes", "-r", str(LOCK)]):
        if subprocess.run(command, cwd=ROOT, check=False).returncode:
            print("bench: the peers could not be installed; their rows are left empty", file=sys.stderr)
            return None
    stamp.write_text(wanted)
    return python


def versions() -> str:
    """The peers by name and version, as bench.lock has them for this Python."""
    wanted = {line.strip() for line in (ROOT / "bench.in").read_text().splitlines()}
    new = sys.version_info >= (3, 12)
    out = {}
    for line in LOCK.read_text().splitlines():
        name, _, rest = line.partition("==")
        if name in wanted and rest and (("< '3.12'" not in rest) if new else (">= '3.12'" not in rest)):
            out[name] = rest.split()[0]
    return ", ".join(f"{name} {version}" for name, version in out.items())
