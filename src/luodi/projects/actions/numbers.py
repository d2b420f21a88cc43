"""The codes that projects are given. Their serial numbers do not follow one another: a gap would tell that there is a project that one may not see."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from secrets import randbits
from typing import Final

from django.db.models import F

from luodi.engine.identifiers import own_code
from luodi.frame.paths import ids
from luodi.people.models import Region
from luodi.projects.models import Numbering

ASIDE: Final = "000000"
"""The division in the codes of a region that has none."""
LAST: Final = 99_999
"""The greatest serial number."""
_HALF: Final = 512
_ROUNDS: Final = 4


def codes(region: Region, today: date, many: int) -> list[str]:
    """The next codes of a region's division. Four statements, however many."""
    divisions = dict(Region.objects.filter(pk__in=ids(region.path)).values_list("pk", "division"))
    division = next((divisions[key] for key in reversed(ids(region.path)) if divisions.get(key)), ASIDE)
    Numbering.objects.bulk_create([Numbering(division=division, year=today.year, key=randbits(62))], ignore_conflicts=True)
    Numbering.objects.filter(division=division, year=today.year).update(last=F("last") + many)
    held = Numbering.objects.get(division=division, year=today.year)
    return [own_code(division, today.year, scattered(place, held.key)) for place in range(held.last - many + 1, held.last + 1)]


def numbered(division: str, years: Iterable[int], key: int) -> None:
    """Have the serial numbers of a division that has none yet follow from a key, so that the same ones are given out again. One statement."""
    Numbering.objects.bulk_create([Numbering(division=division, year=year, key=key) for year in years])


def scattered(place: int, key: int | None) -> int:
    """The serial number at a place of the order that a key makes of 1 to LAST: each once. Without a key, and beyond them, the place itself."""
    if key is None or place > LAST:
        return place
    while True:
        place = _mixed(place, key)
        if 1 <= place <= LAST:
            return place


def _mixed(number: int, key: int) -> int:
    """Another number of as many bits, a different one for each: what goes round once through a Feistel network."""
    left, right = divmod(number, _HALF)
    for turn in range(_ROUNDS):
        told = hashlib.sha256(f"{key}.{turn}.{right}".encode()).digest()
        left, right = right, left ^ int.from_bytes(told[:2]) % _HALF
    return left * _HALF + right
