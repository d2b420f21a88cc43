"""A process of its own, on a database with real files or a real server: assessors who hand in at the same instant. Prints JSON."""

from __future__ import annotations

import json
import sys
from typing import Any

import django
from django.conf import settings

django.setup()
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

from django.core.management import call_command  # noqa: E402

from luodi.ledger.chain import verify  # noqa: E402
from luodi.ledger.models import Entry  # noqa: E402
from luodi.promotion.models import Assessment, Scoring  # noqa: E402
from tests.people.country import founded  # noqa: E402
from tests.promotion.assessing import begun, handed_in  # noqa: E402
from tests.promotion.district import district_of  # noqa: E402
from tests.runners import at_once  # noqa: E402


def _came(assessment: Assessment, wrong: list[str]) -> dict[str, Any]:
    assessment.refresh_from_db()
    entries = Entry.objects.filter(verb="assessment.hand_in")
    return {"wrong": wrong, "state": assessment.state, "result": str(assessment.result), "entries": entries.count(),
            "concluded": sum("result" in (entry.after or {}) for entry in entries), "open": Scoring.objects.filter(handed_in_at__isnull=True).count(),
            "breaks": len(verify(assessment.project.region_id))}


def together() -> dict[str, Any]:
    """Each of the three hands in, all at once."""
    district = district_of(founded(), "fuling-2024")
    made = begun(district, district.project())
    return _came(made, at_once(lambda number: handed_in(made, number, 80), 3))


def twice() -> dict[str, Any]:
    """The same one hands in four times at once."""
    district = district_of(founded(), "fuling-2024")
    made = begun(district, district.project())
    return _came(made, at_once(lambda number: handed_in(made, 0, 70 + number)))


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    print(json.dumps({"together": together, "twice": twice}[sys.argv[1]]()))  # noqa: T201
