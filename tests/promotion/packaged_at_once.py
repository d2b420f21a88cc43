"""A process of its own, on a database with real files or a real server: many promoters who make one packaged project a lead at the same instant, many
who invite the same firms. Prints JSON.
"""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from typing import Any

import django
from django.conf import settings

django.setup()
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

from django.core.management import call_command  # noqa: E402

from luodi.engine.source import Refused  # noqa: E402
from luodi.ledger.chain import verify  # noqa: E402
from luodi.people import actions  # noqa: E402
from luodi.people.models import Account, RegionKind, UnitKind  # noqa: E402
from luodi.projects.models import Project  # noqa: E402
from luodi.promotion.actions import events as happenings  # noqa: E402
from luodi.promotion.actions.events import Guest  # noqa: E402
from luodi.promotion.actions.leads import NewLead  # noqa: E402
from luodi.promotion.actions.packaged import About, add_packaged, lead_of_packaged  # noqa: E402
from luodi.promotion.models import Invitation, Lead, Packaged  # noqa: E402
from luodi.rights.kernel import MACHINE, Role  # noqa: E402
from tests.people.country import TODAY, founded, person  # noqa: E402
from tests.promotion.court import home, who  # noqa: E402
from tests.promotion.district import District, district_of  # noqa: E402
from tests.runners import at_once  # noqa: E402

THREADS = 8


def _promoters(found: District) -> list[Account]:
    """As many promoters of as many units."""
    return [person(f"p{number}", actions.add_unit(MACHINE, found.region, f"招商{number}科", UnitKind.PROMOTION), Role.PROMOTER) for number in range(THREADS)]


def lead(town: bool = False) -> dict[str, Any]:
    """All make a lead of it, each for another firm. `town`: it was packaged in a region below, whose ledger is another one."""
    found = district_of(founded())
    unit = found.units["park"]
    if town:
        unit = actions.add_unit(MACHINE, actions.add_region(MACHINE, "石桥镇", RegionKind.TOWN, found.region), "石桥镇政府", UnitKind.TOWN)
    row = add_packaged(MACHINE, unit, About(TODAY.year, "产业园", Decimal(200000), "厂房"), found.promoter, TODAY)
    row = Packaged.objects.select_related("region", "unit__region").get(pk=row.pk)
    promoters, won, lost = _promoters(found), [], []

    def work(number: int) -> None:
        by = promoters[number]
        try:
            firm = f"{'甲乙丙丁戊己庚辛'[number] * 3}材料有限公司"
            won.append(lead_of_packaged(who(by), row, NewLead(home(by), f"{number}号园", firm, "visit", sure=True), by, TODAY).pk)
        except Refused as refused:
            lost.append(str(refused))
    wrong = at_once(work, THREADS)
    return {"wrong": wrong, "won": len(won), "lost": len(lost), "told": all("转为线索" in one for one in lost), "projects": Project.objects.count(),
            "leads": Lead.objects.count(), "linked": Packaged.objects.get(pk=row.pk).project_id in won, "breaks": len(verify(found.region.pk))}


def invite() -> dict[str, Any]:
    """All invite the same firms to the same event."""
    found = district_of(founded())
    event = happenings.add_event(MACHINE, found.units["promotion"], happenings.About("推介会", TODAY, "会展中心"), found.promoter, TODAY)
    made: list[int] = []

    def work(number: int) -> None:
        names = ["甲材料公司", "乙材料公司", f"第{number}号公司"]
        made.append(happenings.invite(who(found.promoter), event, [Guest(name) for name in names]))
    wrong = at_once(work, THREADS)
    return {"wrong": wrong, "made": sum(made), "rows": Invitation.objects.count(), "names": Invitation.objects.values("name").distinct().count()}


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    print(json.dumps({"lead": lead, "town": lambda: lead(town=True), "invite": invite}[sys.argv[1]]()))  # noqa: T201
