"""A process of its own, on a database with real files or a real server: chains that several see to at the same instant. Prints JSON."""

from __future__ import annotations

import json
import sys
from typing import Any

import django
from django.conf import settings

django.setup()
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

from django.core.management import call_command  # noqa: E402

from luodi.clocks.models import Clock  # noqa: E402
from luodi.engine.source import Refused  # noqa: E402
from luodi.promotion.actions.chains import AboutLink, add_link, court, tie  # noqa: E402
from luodi.promotion.actions.leads import NewLead  # noqa: E402
from luodi.promotion.meetings import raise_due  # noqa: E402
from luodi.promotion.models import ChainMeeting, LinkFirm, LinkTie  # noqa: E402
from luodi.rights.kernel import MACHINE  # noqa: E402
from tests.people.country import TODAY, founded  # noqa: E402
from tests.promotion.chained import chain, linked, target  # noqa: E402
from tests.promotion.district import District, district_of  # noqa: E402
from tests.runners import at_once  # noqa: E402

THREADS = 6


def meetings(found: District) -> dict[str, Any]:
    """Several workers look for meetings that are due."""
    chain(found, leader=found.leader)
    wrong = at_once(lambda number: raise_due(TODAY), THREADS)
    return {"wrong": wrong, "meetings": ChainMeeting.objects.count(), "clocks": Clock.objects.filter(subject_type="chain_meeting").count()}


def targets(found: District) -> dict[str, Any]:
    """Several people make a lead of the same target enterprise."""
    row, done = target(linked(found)["锂矿加工"]), []

    def work(number: int) -> None:
        firm = LinkFirm.objects.select_related("link__chain__unit__region").get(pk=row.pk)
        try:
            done.append(court(MACHINE, firm, NewLead(found.units["promotion"], f"{number}号锂盐", firm.name, "visit", sure=True), found.promoter, TODAY).pk)
        except Refused:
            return
    return {"wrong": at_once(work, THREADS), "done": len(done), "project": LinkFirm.objects.get(pk=row.pk).project_id in done}


def circles(found: District) -> dict[str, Any]:
    """Each ties a link to the next one; all together they would go round."""
    made = chain(found)
    links = [add_link(MACHINE, made, AboutLink(f"环节{number}", "mid", "present")) for number in range(THREADS)]

    def work(number: int) -> None:
        try:
            tie(MACHINE, links[number], links[(number + 1) % THREADS])
        except Refused:
            return
    return {"wrong": at_once(work, THREADS), "ties": LinkTie.objects.count()}


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    print(json.dumps({"meetings": meetings, "targets": targets, "circles": circles}[sys.argv[1]](district_of(founded(), "fuling-2024"))))  # noqa: T201
