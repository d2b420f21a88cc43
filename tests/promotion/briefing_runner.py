"""A process of its own, on a database with real files or a real server: reports and nodes that several see to at the same instant. Prints JSON."""

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
from luodi.promotion.actions.briefings import acknowledge, send_briefing  # noqa: E402
from luodi.promotion.actions.visits import draft_report, send_report  # noqa: E402
from luodi.promotion.models import Delivery, Report  # noqa: E402
from luodi.promotion.nodes import begin_due  # noqa: E402
from luodi.rights.kernel import MACHINE  # noqa: E402
from tests.people.country import TODAY, founded  # noqa: E402
from tests.promotion.district import District, district_of  # noqa: E402
from tests.runners import at_once  # noqa: E402

THREADS = 6
TYPED = {"background": "某某集团", "site": "滨海大道北", "output": "20 亿元", "building": "自建"}


def numbers(found: District) -> dict[str, Any]:
    """Reports about several projects are sent at once."""
    reports = [draft_report(MACHINE, found.project("lead", number=number, name=f"{number}号基地"), found.promoter, TODAY) for number in range(1, THREADS + 1)]
    wrong = at_once(lambda number: send_report(MACHINE, Report.objects.select_related("project__region", "project__unit").get(pk=reports[number].pk), TODAY),
                    THREADS)
    return {"wrong": wrong, "numbers": sorted(Report.objects.values_list("number", flat=True))}


def nodes(found: District) -> dict[str, Any]:
    """Several workers look for nodes that were reached."""
    found.project("negotiation")
    wrong = at_once(lambda number: begin_due(TODAY), THREADS)
    return {"wrong": wrong, "clocks": Clock.objects.filter(subject_type="briefing.talks").count()}


def answers(found: District) -> dict[str, Any]:
    """Several people of a unit acknowledge the same briefing."""
    made = found.project("negotiation")
    send_briefing(MACHINE, made, "talks", TYPED, {}, {}, found.promoter, TODAY)
    done: list[int] = []

    def work(number: int) -> None:
        delivery = Delivery.objects.select_related("unit__region", "account", "briefing__project__region", "briefing__project__unit").get()
        try:
            done.append(acknowledge(MACHINE, delivery, f"收到 {number}", TODAY).pk)
        except Refused:
            return
    return {"wrong": at_once(work, THREADS), "done": len(done)}


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    print(json.dumps({"numbers": numbers, "nodes": nodes, "answers": answers}[sys.argv[1]](district_of(founded()))))  # noqa: T201
