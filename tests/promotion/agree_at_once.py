"""Two at one agreement at once, on a database of their own: `python -m tests.promotion.agree_at_once WHAT` prints what came of it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from typing import Any

import django


def main(what: str) -> dict[str, Any]:
    """What both were told, and what is there."""
    django.setup()
    from django.core.management import call_command
    call_command("migrate", verbosity=0)
    from luodi.promotion.models import Agreement, Draft, Promise
    from tests.people.country import founded
    from tests.promotion.agreed import again, drafted, fair, held, newest, put, ready
    from tests.promotion.district import district_of
    from tests.runners import at_once
    district = district_of(founded())
    if what == "sign":
        found = ready(district)
        deeds = [_sign(found, district, f"第{n}份") for n in range(2)]
    else:
        found = drafted(district)
        fair(found, district)
        put(found, district)
        deeds = [_decide(found, district), _redraft(found, district)]
    wrong = at_once(lambda number: deeds[number](), threads=2)
    state = newest(found.project).state
    now = held(found)
    decision = now.decisions[0]
    return {"refused": [one for one in wrong if "Refused" in one], "broken": [one for one in wrong if "Refused" not in one], "state": state,
            "stage": again(found.project).stage, "promises": Promise.objects.filter(agreement=found).count(),
            "papers": found.project.papers.count(), "drafts": Draft.objects.filter(agreement=found).count(),
            "agreed": decision.agreed, "of": decision.number, "signed": Agreement.objects.filter(state="signed").count()}


def _sign(found: Any, district: Any, name: str) -> Callable[[], object]:
    from luodi.promotion.actions.agreements import Pledged
    from tests.promotion.agreed import signed
    pledges: Sequence[Pledged] = [Pledged("theirs", name, 60)]
    return lambda: signed(found, district, pledges)


def _decide(found: Any, district: Any) -> Callable[[], object]:
    from luodi.promotion.actions.agreements import answer_decision
    from tests.people.country import TODAY
    from tests.promotion.agreed import held, me, newest
    row = held(found).decision
    assert row
    row.agreement, by = newest(found.project), me(district.people["government"])
    return lambda: answer_decision(by, row, True, "会议同意", TODAY)


def _redraft(found: Any, district: Any) -> Callable[[], object]:
    from tests.promotion.agreed import changed
    return lambda: changed(found, district)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1])))
