"""What the actions on agreements share."""

from __future__ import annotations

from luodi.engine.source import refuse
from luodi.ledger.actions import Subject
from luodi.ledger.values import text
from luodi.projects.actions.shared import locked, of
from luodi.promotion.models import Agreement
from luodi.promotion.queries.agreements import Held, held_of


def of_agreement(agreement: Agreement, *_rest: object, **_named: object) -> Subject:
    """The subject of an action on an agreement: its project, which must have been read. One statement."""
    return of(agreement.project)


def held_now(agreement: Agreement) -> Held:
    """An agreement as it is now with its newest draft, its project locked. Raises Refused for one that is signed or was dropped. Six statements."""
    project = locked(agreement.project)
    found = Agreement.objects.select_for_update(of=("self",)).select_related("unit__region").get(pk=agreement.pk)
    found.project = project
    if found.state in (Agreement.State.SIGNED, Agreement.State.DROPPED):
        refuse(None, f"这份协议{Agreement.State(found.state).label}，不能再改", f"this agreement is {found.state}; nothing can be changed in it")
    return held_of(found)


def stands(held: Held, state: Agreement.State) -> None:
    """Keep how far an agreement is. One statement, or none."""
    if held.agreement.state != state:
        held.agreement.state = state
        held.agreement.save(update_fields=["state"])


def settle(held: Held) -> None:
    """An agreement whose newest draft has been looked through may be decided on. `held` as it has become. One statement, or none."""
    if held.agreement.state in (Agreement.State.DRAFT, Agreement.State.CHECKED):
        stands(held, Agreement.State.CHECKED if held.cleared else Agreement.State.DRAFT)


def words(value: str, zh: str, en: str, most: int, least: int = 1) -> str:
    """Words of several lines, without empty ones at the ends. Raises Refused for none, where they are needed, and for too many."""
    plain = text(value.replace("\r\n", "\n").strip(), f"{zh} {en}", 100_000)
    if len(plain) > most:
        refuse(None, f"{zh}：最多 {most} 个字，这里有 {len(plain)} 个字", f"{en}: at most {most} characters; there are {len(plain)}")
    if len(plain) < least:
        refuse(None, f"{zh}：没有写", f"{en}: nothing was written")
    return plain
