"""An agreement is drafted from a template of the place, and changed: each time a new version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from luodi.engine.mechanism.promotion import Promotion, Template
from luodi.engine.source import refuse
from luodi.ledger.actions import Act, action
from luodi.people.models import Account
from luodi.people.rules import rulebook
from luodi.projects.actions.shared import kept, line, locked, of
from luodi.projects.models import Project
from luodi.projects.rules import mechanism_of
from luodi.promotion.actions.agreements.shared import held_now, of_agreement, stands, words
from luodi.promotion.actions.shared import give_up
from luodi.promotion.models import Agreement, ClauseCheck, Decision, Draft, FairReview
from luodi.promotion.queries.agreements import Held, templates_for
from luodi.promotion.rules import promotion_of
from luodi.promotion.verbs.agreements import AGREEMENT_BEGIN, AGREEMENT_DRAFT, AGREEMENT_DROP
from luodi.promotion.wording import OWN, Clause, compared, filled, kept_of, standard, values_of
from luodi.rights.permissions import Right

LONGEST: Final = 3000
"""Characters of a clause."""
MOST: Final = 60
"""Clauses of an agreement."""
NEXT: Final = "+"
"""The key of a clause of one's own that is new."""


@action(verb=AGREEMENT_BEGIN, needs=Right.PROJECT_CHANGE, subject=of)
def begin_agreement(act: Act, project: Project, template: str, by: Account, today: date) -> Agreement:
    """Draft the agreement of a project from a template, its blanks filled as far as the project is known.

    Raises Refused while there is another one, for a template that the place does not have or that does not fit, and for facts that cannot be true together.
    """
    project, book = locked(project), rulebook()
    rules, mechanism = promotion_of(book, project.region_id), mechanism_of(book, project.region_id, today)
    if Agreement.objects.filter(project=project).exclude(state=Agreement.State.DROPPED).exists():
        refuse(None, "这个项目已经有协议了，改它就行", "this project has an agreement already; change that one")
    if template not in dict(templates_for(project, rules, mechanism)):
        refuse(None, f"没有适合这个项目的模板“{template}”", f'there is no template "{template}" that fits this project')
    values, found = values_of(project, mechanism), rules.templates[template]
    clauses = [standard(one, values) for one in found.clauses]
    made = Agreement.objects.create(project=project, template=template, unit=project.unit, begun_on=today, by=by)
    Draft.objects.create(agreement=made, number=1, clauses=kept_of(clauses), by=by, at=act.at)
    kept(act, project)
    act.note(agreement=made.pk, number=1)
    act.change(None, {"template": found.title("zh-Hans"), "version": 1})
    return made


@action(verb=AGREEMENT_DRAFT, needs=Right.PROJECT_CHANGE, subject=of_agreement)
def redraft(act: Act, agreement: Agreement, seen: int, clauses: Sequence[Clause], note: str, by: Account, today: date) -> Draft:
    """Make a new version of an agreement. `seen`: the version that was changed; `clauses`: the new ones in their order, of which key, heading and text count;
    a new one of one's own has the key NEXT. Blanks are filled as far as the project is known. Whatever was asked about the old version and is not answered
    is called off, and a decision holds no more.

    Raises Refused when there is a newer version, when nothing was changed, for a clause that the template does not have or one left out that must be there.
    """
    held, book = held_now(agreement), rulebook()
    found, before = held.agreement, held.clauses
    if held.draft.number != seen:
        refuse(None, f"协议刚刚改到了第 {held.draft.number} 版，请在新版上改", f"there is version {held.draft.number} already; change that one")
    rules, mechanism = promotion_of(book, found.project.region_id), mechanism_of(book, found.project.region_id, today)
    after = _made(clauses, before, _template(rules, found.template), values_of(found.project, mechanism))
    changed = [one.name for one in compared(before, after) if one.kind != "same"]
    if not changed and [one.key for one in before] == [one.key for one in after]:
        refuse(None, "没有改动，没有存新版", "nothing was changed; no new version was made")
    made = Draft.objects.create(agreement=found, number=seen + 1, clauses=kept_of(after), note=line(note, "修改说明", "what was changed", 300, 0),
                                by=by, at=act.at)
    call_off(act, held, after, today)
    stands(held, Agreement.State.DRAFT)
    kept(act, found.project)
    act.note(agreement=found.pk, number=made.number)
    act.change({"version": seen, "clauses": None}, {"version": made.number, "clauses": "、".join(changed)[:200]})
    return made


@action(verb=AGREEMENT_DROP, needs=Right.PROJECT_CHANGE, subject=of_agreement)
def drop_agreement(act: Act, agreement: Agreement, today: date) -> None:
    """Give a draft agreement up; another one may be begun. Raises Refused without a reason, and for one that is signed."""
    held = held_now(agreement)
    if not act.by.reason.strip():
        refuse(None, "作废要写明原因", "say why it is dropped")
    call_off(act, held, [], today)
    stands(held, Agreement.State.DROPPED)
    kept(act, held.agreement.project)
    act.note(agreement=held.agreement.pk, number=held.draft.number)


def call_off(act: Act, held: Held, after: Sequence[Clause], today: date) -> None:
    """Nobody is waited for who was asked about words that are there no more. Within an action."""
    still = {(one.key, one.mark) for one in after}
    waiting = list(ClauseCheck.objects.filter(agreement=held.agreement, passed__isnull=True).select_related("clock"))
    gone = [one for one in waiting if (one.clause, one.mark) not in still]
    wanted = {one.clock_id for one in waiting if one not in gone}
    for clock in {one.clock_id: one.clock for one in gone if one.clock_id not in wanted}.values():
        give_up(act, clock, today)
    ClauseCheck.objects.filter(pk__in=[one.pk for one in gone]).delete()
    rows: list[FairReview | Decision] = [*held.fair, *held.decisions]
    for row in rows:
        if row.on is None:
            row.on = today
            row.save(update_fields=["on"])
            give_up(act, row.clock, today)


def _template(rules: Promotion, key: str) -> Template:
    if key not in rules.templates:
        refuse(None, f"没有模板“{key}”了，请作废后重新起草", f'there is no template "{key}" any more; drop the draft and begin anew')
    return rules.templates[key]


def _made(typed: Iterable[Clause], before: Sequence[Clause], template: Template, values: Mapping[str, str]) -> list[Clause]:
    """The clauses of a new version. Raises Refused."""
    library, old = {one.id: one for one in template.clauses}, {one.key: one for one in before}
    number = max((int(one.key[len(OWN):]) for one in before if one.own), default=0)
    out: list[Clause] = []
    for one in typed:
        text = filled(words(one.text, f"条款“{one.name}”", f'the clause "{one.name}"', LONGEST), values)
        if one.key in library:
            now = standard(library[one.key], values)
            # What the library said when it was filled in stays its words, though the project has changed since.
            then = old[one.key].standard if one.key in old else now.standard
            out.append(Clause(one.key, now.name, text, now.standard if Clause(one.key, now.name, text, now.standard).as_is else then))
        elif one.key == NEXT or (one.own and one.key in old):
            number += one.key == NEXT
            key = f"{OWN}{number}" if one.key == NEXT else one.key
            out.append(Clause(key, line(one.name, "条款名称", "heading of the clause", 40, 2), text))
        else:
            refuse(None, f"模板里没有条款“{one.key}”", f'the template has no clause "{one.key}"')
    _whole(out, template)
    return out


def _whole(clauses: Sequence[Clause], template: Template) -> None:
    keys = [one.key for one in clauses]
    if len(keys) != len(set(keys)) or len(keys) > MOST:
        refuse(None, f"条款重复，或者超过 {MOST} 条", f"a clause stands twice, or there are more than {MOST}")
    for one in template.clauses:
        if one.need and one.id not in keys:
            refuse(None, f"条款“{one.title('zh-Hans')}”不能少", f'the clause "{one.title("en")}" cannot be left out')
