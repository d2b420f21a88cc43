"""Which of all that can be asked is asked when the time is short."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Hashable
from zlib import crc32

ALL = os.environ.get("LUODI_WALK") == "all"
"""`make walk` goes the whole way; `make test` takes a sample, or it would last half an hour."""
ALIKE, SHARE = 1, 10


class Sample:
    """Of what is alike the first, and of all the rest a tenth, another one for every subject."""

    def __init__(self, subject: str) -> None:
        self.subject, self.seen = subject, Counter[Hashable]()

    def takes(self, alike: Hashable, *which: str) -> bool:
        """Whether one of what is alike is asked."""
        self.seen[alike] += 1
        return self.seen[alike] <= ALIKE or self.lot(*which)

    def lot(self, *which: str, share: int = SHARE) -> bool:
        """Whether the lot falls on one of `share`: always the same, and everybody where all is walked."""
        return ALL or crc32("\0".join((self.subject, *which)).encode()) % share == 0
