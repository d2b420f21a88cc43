"""An agreement is signed: its paper on the thread, the project in its stage, what both sides promised written down; and what came of that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from luodi.engine.source import Fault, Refused, Said, refuse
from luodi.ledger.actions import Act, Subject, action
from luodi.people.actions.shared import inside as within
from luodi.people.actions.shared import open_unit
from luodi.people.models import Unit
from luodi.people.rules import rulebook
from luodi.projects import actions as projects
from luodi.projects.actions.shared import kept, line, locked, not_later
from luodi.projects.models import Blob, Project, Sight
from luodi.projects.rules import lifecycle_of
from luodi.promotion.actions.agreements.shared import held_now, of_agreement
from luodi.promotion.actions.shared import asked_of, begin, end, let_in
from luodi.promotion.models import Agreement, Promise
from luodi.promotion.queries.agreements import SIDES, SIGNED, owner_of, signing_lacks
from luodi.promotion.rules import promotion_of
from luodi.promotion.telling import agreements as telling
from luodi.promotion.verbs.agreements import PROMISE_DONE, SIGN
from luodi.rights.permissions import Right

LONGEST: Final = 3000
"""Calendar days after the signing within which a promise is to be kept."""
MOST: Final = 60
PAPER: Final = "agreement"
"""The kind of file that the signed paper is."""


@dataclass(frozen=True)
class Pledged:
    """A promise to be written down. `side`: ours or theirs; `days`: calendar days after the signing; `unit`: who sees to it or watches it, the lead unit if
    nobody else; `clause`: which one says so.
    """

    side: str
    name: str
    days: int
    unit: Unit | None = None
    clause: str = ""


@action(verb=SIGN, needs=Right.PROJECT_CHANGE, subject=of_agreement)
def sign(act: Act, agreement: Agreement, blob: Blob, file: str, on: date, pledges: Sequence[Pledged], unit: Unit, today: date) -> Agreement:
    """Sign an agreement as of a day: all of it, or nothing. `blob`, `file`: the signed paper, in the store; `pledges`: what both sides promised; `unit`: for
    which the paper is filed.

    Raises Refused with everything that the signature lacks, what the gate of the project asks for among it; for a day that is yet to come or before the
    draft; and for promises that cannot be.
    """
    held, book = held_now(agreement), rulebook()
    found, project = held.agreement, held.agreement.project
    course, rules = lifecycle_of(book, project.region_id), promotion_of(book, project.region_id)
    lacks = [*_ahead(project, course.order), *(one.words for one in signing_lacks(held, course, rules, book, today))]
    if lacks:
        raise Refused([Fault(None, one) for one in lacks])
    not_later(on, today, "签订日", "the day of signing")
    if on < found.begun_on:
        refuse(None, f"签订日 {on} 早于起草日 {found.begun_on}", f"{on} is before {found.begun_on}, when the agreement was drafted")
    version = projects.add_file(within(act), project, blob, file, PAPER, Sight.OFFICIALS, unit)
    if course.order[project.stage] < course.order[SIGNED]:
        project = projects.move_on(within(act), project, SIGNED, on, today)
    found.state, found.signed_on = Agreement.State.SIGNED, on
    found.save(update_fields=["state", "signed_on"])
    written = _write(act, found, project, pledges, on, today)
    kept(act, project)
    act.note(agreement=found.pk, number=held.draft.number, on=on, paper=version.paper_id, promises=len(written))
    act.change(None, {"version": held.draft.number, "signed_on": on, "promises": "；".join(f"{SIDES[one.side].zh}：{one.name}" for one in written)[:400]})
    return found


def _of_promise(promise: Promise, *_rest: object) -> Subject:
    return asked_of(promise.project, promise.unit, promise.clock.assignee if promise.clock else None)


@action(verb=PROMISE_DONE, needs=Right.ASKED_ANSWER, subject=_of_promise)
def close_promise(act: Act, promise: Promise, kept_it: bool, result: str, today: date) -> Promise:
    """Say whether a promise was kept, and how it came. Raises Refused without words, for one that was closed already, and for one that is said to be broken
    before its day: until then it can still be kept.
    """
    project = locked(promise.project)
    found = Promise.objects.select_for_update(of=("self",)).select_related("unit", "clock").get(pk=promise.pk)
    if found.state != Promise.State.OPEN:
        refuse(None, f"这条承诺已经登记为“{Promise.State(found.state).label}”", f"this promise has been noted as {found.state} already")
    if not kept_it and today <= found.due_on:
        refuse(None, f"{found.due_on} 才到期，到期以后还没有履行再登记", f"it is due on {found.due_on}; say that it was broken once that day is over")
    found.state, found.done_on = Promise.State.KEPT if kept_it else Promise.State.BROKEN, today
    found.result = line(result, "结果", "result", 500)
    found.save(update_fields=["state", "done_on", "result"])
    end(act, found.clock, today)
    kept(act, project)
    act.note(promise=found.pk, side=found.side)
    act.change(None, {"name": found.name, "result": f"{Promise.State(found.state).label}：{found.result}"})
    telling.closed(act, project, found)
    return found


def _ahead(project: Project, order: Mapping[str, int]) -> list[Said]:
    """Why a project is not just before the signature, if it is not."""
    if SIGNED in order and order[project.stage] < order[SIGNED] - 1:
        return [Said("项目还没有到签订前的那个阶段，请先推进", "the project is not in the stage before the signature; move it on first")]
    return []


def _write(act: Act, agreement: Agreement, project: Project, pledges: Sequence[Pledged], on: date, today: date) -> list[Promise]:
    """Write the promises down, each with a clock of calendar days. Of a confidential project only its owner learns of them."""
    if len(pledges) > MOST:
        refuse(None, f"承诺事项最多 {MOST} 条", f"at most {MOST} promises")
    owner = owner_of(project) if project.confidential else None
    out = []
    for one in pledges:
        name = line(one.name, "承诺事项", "promise", 120, 2)
        if one.side not in SIDES:
            refuse(None, f"“{name}”：请选是谁的承诺", f'"{name}": choose whose promise it is')
        if not 1 <= one.days <= LONGEST:
            refuse(None, f"“{name}”：天数应是 1 到 {LONGEST}", f'"{name}": the days must be from 1 to {LONGEST}')
        unit = project.unit if project.confidential or one.unit is None else one.unit
        open_unit(unit)
        row = Promise.objects.create(agreement=agreement, project=project, side=one.side, clause=one.clause, name=name, unit=unit,
                                     due_on=on + timedelta(days=one.days))
        row.clock = begin(act, project, unit, owner, ("promise", row.pk), f"{SIDES[one.side].zh}承诺：{name}", one.days,
                          f"/projects/{project.code}/promotion/promises/{row.pk}", today, on, calendar=True)
        # A day off is no last day: it rolls on as the law says, and the ledger says the same day as the light.
        row.due_on = row.clock.standing.due_on or row.due_on
        row.save(update_fields=["clock", "due_on"])
        let_in(project, unit, owner, today)
        out.append(row)
    return out
