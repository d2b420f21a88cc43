"""A process of its own, on a database with real files or a real server: many promoters who register one firm at the same instant. Prints JSON."""

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
from luodi.people import actions  # noqa: E402
from luodi.people.models import Account, RegionKind, UnitKind  # noqa: E402
from luodi.projects.models import Part, Project  # noqa: E402
from luodi.promotion.actions.leads import Alike, let_go, take  # noqa: E402
from luodi.promotion.models import Claim, Lead  # noqa: E402
from luodi.rights.kernel import MACHINE, Role  # noqa: E402
from tests.people.country import TODAY, founded, person  # noqa: E402
from tests.projects.ladder import uscc  # noqa: E402
from tests.promotion.court import home, lead, who  # noqa: E402
from tests.promotion.district import District, district_of  # noqa: E402
from tests.runners import at_once  # noqa: E402

THREADS = 8


def _promoters(found: District, towns: bool = False) -> list[Account]:
    """As many promoters of as many units; with `towns` each in a town of its own, whose ledgers do not wait for one another."""
    out = []
    for number in range(THREADS):
        region = actions.add_region(MACHINE, f"{'甲乙丙丁戊己庚辛'[number]}镇", RegionKind.TOWN, found.region) if towns else found.region
        out.append(person(f"p{number}", actions.add_unit(MACHINE, region, f"招商{number}科", UnitKind.PROMOTION), Role.PROMOTER))
    return out


def _standing(found: District, wrong: list[str], won: list[int], lost: list[str]) -> dict[str, Any]:
    return {"wrong": wrong, "won": len(won), "lost": len(lost),
            "told": sorted({"督查室" in one if one else None for one in lost}, key=str), "projects": Project.objects.count(),
            "leads": Lead.objects.count(), "claims": Claim.objects.count(), "owners": Part.objects.filter(kind="owner", last__isnull=True).count(),
            "breaks": sum(len(verify(unit.region_id)) for unit in found.units.values())}


def first(towns: bool = False, secret: bool = False) -> dict[str, Any]:
    """All register the same firm, half of them by another way to write it; with `secret` in confidence."""
    found = district_of(founded())
    promoters = _promoters(found, towns)
    won: list[int] = []
    lost: list[str] = []

    def work(number: int) -> None:
        firm = "海川装备制造有限公司" if number % 2 else "海川装备制造股份有限公司"
        try:
            won.append(lead(found, promoters[number], firm, f"基地{number}", uscc=uscc(1) if number % 3 == 0 else "", sure=True,
                            confidential=secret).pk)
        except Alike as alike:
            lost.append(alike.taken.said.zh if alike.taken else "")
    return _standing(found, at_once(work, THREADS), won, lost)


def pool() -> dict[str, Any]:
    """All take the same lead from the pool."""
    from datetime import timedelta

    from luodi.engine.source import Refused
    found = district_of(founded())
    promoters, made, late = _promoters(found), lead(found), TODAY + timedelta(days=91)
    let_go(late)
    won: list[int] = []
    lost: list[str] = []

    def work(number: int) -> None:
        try:
            won.append(take(who(promoters[number], late), made, home(promoters[number]), promoters[number], late).pk)
        except Refused as refused:
            lost.append(str(refused))
    return _standing(found, at_once(work, THREADS), won, lost)


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    print(json.dumps({"first": first, "towns": lambda: first(towns=True), "secret": lambda: first(secret=True), "pool": pool}[sys.argv[1]]()))  # noqa: T201
