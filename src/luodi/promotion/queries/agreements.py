"""Agreements: how far one is, and what still stands between it and the signature."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import QuerySet
from django.urls import reverse, reverse_lazy

from luodi.clocks.models import Standing
from luodi.engine.conditions import evaluate, missing
from luodi.engine.mechanism import Lifecycle, Mechanism, Need
from luodi.engine.mechanism.promotion import Level, Promotion
from luodi.engine.source import Refused, Said
from luodi.frame.words import number
from luodi.people.models import Account
from luodi.people.rules import Rulebook
from luodi.projects.gates import CHECKS, have, words
from luodi.projects.models import Part, Project
from luodi.projects.queries import visible
from luodi.projects.rules import derived, lifecycle_of, mechanism_of
from luodi.promotion.models import Agreement, ClauseCheck, Decision, Draft, FairReview, Promise
from luodi.promotion.steps import Asks, Step
from luodi.promotion.wording import Clause, blank_name, blanks, clauses_of
from luodi.rights.kernel import Person
from luodi.rights.permissions import Right

SIGNED: Final = "signed"
"""The stage that a project enters with the signature, and the state of an agreement that has it."""
PAGE: Final = 50
SIDES: Final = {"ours": Said("政府方", "ours"), "theirs": Said("投资方", "the investor's")}
_CLEARED: Final = ("agreement_cleared", "level_decided")
"""Checks of gates of which is said in detail what is open."""


@dataclass(frozen=True)
class Lack:
    """Something that is missing. `url`: where it is put right, if somewhere, as text once it is shown."""

    words: Said
    url: object = ""


@dataclass(frozen=True)
class Looked:
    """A clause of a draft with what was said of it. `state`: standard, passed, failed, asked (it is being looked at) or open (nobody was asked)."""

    clause: Clause
    check: ClauseCheck | None

    @property
    def state(self) -> str:
        """How far it is."""
        if self.clause.as_is:
            return "standard"
        if self.check is None:
            return "open"
        return "asked" if self.check.passed is None else "passed" if self.check.passed else "failed"


@dataclass(frozen=True)
class Levelled:
    """Who must decide. `level`: the highest that is known to; `open`: facts that are not known and may make it a higher one."""

    level: Level | None
    open: tuple[str, ...] = ()


@dataclass(frozen=True)
class Held:
    """An agreement with its newest draft and all that was said of it."""

    agreement: Agreement
    draft: Draft
    looked: tuple[Looked, ...]
    fair: tuple[FairReview, ...]
    decisions: tuple[Decision, ...]

    @property
    def clauses(self) -> list[Clause]:
        """The clauses of the draft."""
        return [one.clause for one in self.looked]

    @property
    def review(self) -> FairReview | None:
        """The fair-competition review of this very draft."""
        return next((one for one in self.fair if one.number == self.draft.number), None)

    @property
    def decision(self) -> Decision | None:
        """The last word on the agreement, or what waits for it; what was taken off the agenda does not count."""
        return next((one for one in self.decisions if one.agreed is not None or one.on is None), None)

    @property
    def cleared(self) -> bool:
        """Whether all that was changed has passed, and the review of fair competition."""
        return all(one.state in ("standard", "passed") for one in self.looked) and bool(self.review and self.review.passed)


def agreement_of(project: Project) -> Agreement | None:
    """The agreement of a project that was not dropped. One statement."""
    found = Agreement.objects.filter(project=project).exclude(state=Agreement.State.DROPPED).select_related("unit__region", "by").order_by("-id").first()
    if found:
        found.project = project
    return found


def held_of(agreement: Agreement) -> Held:
    """An agreement with its newest draft and what was said of it. Four statements."""
    draft = Draft.objects.filter(agreement=agreement).select_related("by").order_by("-number")[0]
    draft.agreement = agreement
    asked = ("unit__region", "account", "by", "clock__standing")
    said = {(one.clause, one.mark): one for one in ClauseCheck.objects.filter(agreement=agreement).select_related(*asked)}
    fair = tuple(FairReview.objects.filter(agreement=agreement).select_related(*asked).order_by("-number"))
    decisions = tuple(Decision.objects.filter(agreement=agreement).select_related(*asked).order_by("-id"))
    return Held(agreement, draft, tuple(Looked(one, said.get((one.key, one.mark))) for one in clauses_of(draft.clauses)), fair, decisions)


def drafts_of(agreement: Agreement) -> list[Draft]:
    """Its versions, the newest first. One statement."""
    return list(Draft.objects.filter(agreement=agreement).select_related("by").order_by("-number"))


def draft_of(agreement: Agreement, number: int) -> Draft | None:
    """A version. One statement."""
    return Draft.objects.filter(agreement=agreement, number=number).select_related("by").first()


def level_of(project: Project, rules: Promotion, mechanism: Mechanism) -> Levelled:
    """Who must decide about a project as it is known now. No statement. Raises Refused for facts that cannot be true together."""
    facts = derived(project.facts, mechanism)
    level, sure = rules.level(facts)
    if sure:
        return Levelled(level)
    higher = [one for one in rules.levels if (level is None or rules.order[one.id] > rules.order[level.id]) and evaluate(one.when.node, facts) is None]
    return Levelled(level, tuple(dict.fromkeys(key for one in higher for key in missing(one.when.node, facts, mechanism.table))))


def fact_url(project: Project, mechanism: Mechanism, name: str) -> str:
    """Where a blank or a fact is filled in."""
    group = next((group for group, _name, keys in mechanism.table.groups if name in keys), "")
    return reverse("projects_group", args=[project.code, group]) if group else reverse("projects_change", args=[project.code])


def blank_lacks(held: Held, mechanism: Mechanism) -> list[Lack]:
    """The blanks of a draft. No statement."""
    project = held.agreement.project
    return [Lack(Said(f"填写{said.zh}", f"fill in: {said.en}"), fact_url(project, mechanism, name))
            for name in blanks(held.clauses, mechanism.table) for said in (blank_name(name, mechanism.table),)]


def vetting_lacks(held: Held, mechanism: Mechanism) -> list[Lack]:
    """What is missing before an agreement is put to whoever decides. No statement."""
    out = blank_lacks(held, mechanism)
    for one in held.looked:
        said = {"open": ("改过，还没有送审", "was changed and has not been sent for a check"), "asked": ("还在审", "is being checked"),
                "failed": ("没有通过，要再改", "did not pass; change it again")}.get(one.state)
        if said:
            out.append(Lack(Said(f"条款“{one.clause.name}”{said[0]}", f'the clause "{one.clause.name}" {said[1]}')))
    review = held.review
    if review is None:
        n = held.draft.number
        out.append(Lack(Said(f"第 {n} 版还没有送公平竞争审查", f"version {n} has not been sent for the fair-competition review")))
    elif review.passed is None:
        out.append(Lack(Said(f"公平竞争审查还在“{review.unit.name}”", f'the fair-competition review is with "{review.unit.name}"')))
    elif not review.passed:
        out.append(Lack(Said("公平竞争审查没有通过，要改协议", "the fair-competition review did not pass; change the agreement")))
    return out


def level_lacks(held: Held, rules: Promotion, mechanism: Mechanism) -> list[Lack]:
    """What is missing of a decision at the right level. No statement. Raises Refused for facts that cannot be true together."""
    if not rules.levels:
        return []
    found = level_of(held.agreement.project, rules, mechanism)
    out = open_facts(held, found, mechanism)
    decision = held.decision
    if found.level is None or out:
        return out
    zh, en = found.level.title("zh-Hans"), found.level.title("en")
    if decision is None or decision.number != held.draft.number:
        return [Lack(Said(f"还没有提交“{zh}”决策", f'it has not been put to "{en}"'))]
    if decision.agreed is None:
        return [Lack(Said(f"等“{decision.unit.name}”答复会议结果", f'"{decision.unit.name}" has not said yet what was decided'))]
    if not decision.agreed:
        return [Lack(Said(f"“{level_title(rules, decision.level).zh}”没有同意", f'"{level_title(rules, decision.level).en}" did not agree'))]
    if too_low(decision, found.level, rules):
        low = level_title(rules, decision.level)
        return [Lack(Said(f"“{low.zh}”同意了，但按现在的情况要由“{zh}”决策", f'"{low.en}" agreed, but as it is now "{en}" must decide'))]
    return []


def open_facts(held: Held, found: Levelled, mechanism: Mechanism) -> list[Lack]:
    """The facts that must be stated before it is certain who decides. No statement."""
    project, table = held.agreement.project, mechanism.table
    return [Lack(Said(f"填写{table[key].name('zh-Hans')}，才知道由哪一级决策", f"state {table[key].name('en')}: who decides depends on it"),
                 fact_url(project, mechanism, key)) for key in found.open]


def too_low(decision: Decision, level: Level, rules: Promotion) -> bool:
    """Whether who decided stands below who must."""
    return rules.order.get(decision.level, -1) < rules.order[level.id]


def level_title(rules: Promotion, key: str) -> Said:
    """A level in words."""
    return next((Said(one.title("zh-Hans"), one.title("en")) for one in rules.levels if one.id == key), Said(key, key))


def signing_lacks(held: Held, course: Lifecycle, rules: Promotion, book: Rulebook, today: date) -> list[Lack]:
    """Everything that the signature lacks: what the gate of the project asks for, with what is open in the agreement in its place. The signed paper is not
    asked for: it comes with the signature. Statements: those of the gate.
    """
    project = held.agreement.project
    mechanism = mechanism_of(book, project.region_id, today)
    try:
        own = vetting_lacks(held, mechanism) + level_lacks(held, rules, mechanism)
        return own + [_gate_lack(project, need, course) for need in gate_needs(project, course, book, today) if not (own and _detailed(need))]
    except Refused as refused:
        return [Lack(fault.said, reverse("projects_facts", args=[project.code])) for fault in refused.faults]


def gate_needs(project: Project, course: Lifecycle, book: Rulebook, today: date) -> list[Need]:
    """What the gate of the signature still asks of a project that has not passed it, but for the signed paper. Statements: those of the gate."""
    if SIGNED not in course.order or course.order[project.stage] >= course.order[SIGNED]:
        return []
    return [need for need in course.missing(SIGNED, have(project, course, book, today)) if (need.kind, need.key) != ("paper", "agreement")]


def _detailed(need: Need) -> bool:
    return need.kind == "check" and need.key in _CLEARED


def _gate_lack(project: Project, need: Need, course: Lifecycle) -> Lack:
    if need.kind == "check":
        return Lack(words(need, course), reverse_lazy(CHECKS[need.key].url, args=[project.code]))
    url = {"code": "projects_change", "fact": "projects_facts"}.get(need.kind, "projects_project")
    return Lack(words(need, course), reverse(url, args=[project.code]))


def templates_for(project: Project, rules: Promotion, mechanism: Mechanism) -> list[tuple[str, bool]]:
    """The templates that fit a project, by key, those that surely do first; and whether they surely do. No statement. Raises Refused."""
    facts = derived(project.facts, mechanism)
    held = [(key, evaluate(one.when.node, facts)) for key, one in rules.templates.items()]
    return sorted(((key, bool(holds)) for key, holds in held if holds is not False), key=lambda one: not one[1])


def promises_of(project: Project) -> list[Promise]:
    """What was promised in the agreements of a project, the first due first. One statement."""
    found = Promise.objects.filter(project=project).select_related("unit__region", "clock__standing", "clock__assignee")
    return list(found.order_by("due_on", "id"))


def promise_of(project: Project, key: int) -> Promise | None:
    """A promise. One statement."""
    found = Promise.objects.filter(project=project, pk=key).select_related("unit__region", "clock__standing", "clock__assignee").first()
    if found:
        found.project = project
    return found


@dataclass(frozen=True)
class Wanted:
    """Which promises somebody wants to see."""

    unit: int | None = None
    side: str = ""
    state: str = Promise.State.OPEN.value
    light: str = ""
    until: date | None = None


def promises(person: Person, wanted: Wanted, after: str) -> tuple[list[Promise], str]:
    """The promises of the projects whose inside somebody sees, the first due first, a page from a place on; where the next page begins.

    One statement, and one for those who see projects through units.
    """
    rows: QuerySet[Promise] = Promise.objects.filter(project__in=visible(person, Right.PROJECT_INSIDE).values("pk"))
    asked = {"unit": wanted.unit, "side": wanted.side, "state": wanted.state, "clock__standing__light": wanted.light, "due_on__lte": wanted.until}
    rows = rows.filter(**{name: value for name, value in asked.items() if value})
    day, _, key = after.partition("~")
    pk = number(key)
    if pk is not None and (since := _day(day)):
        rows = rows.filter(due_on__gte=since).exclude(due_on=since, pk__lte=pk)
    found = list(rows.select_related("unit", "project", "clock__standing").order_by("due_on", "pk")[:PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return found[:PAGE], f"{last.due_on.isoformat()}~{last.pk}" if last else ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def standing_of(row: ClauseCheck | FairReview | Decision | Promise) -> Standing | None:
    """Where the clock of something stands. It must have been read with it."""
    return row.clock.standing if row.clock else None


def owner_of(project: Project) -> Account | None:
    """Who answers for a project. One statement."""
    part = Part.objects.filter(project=project, kind="owner", last__isnull=True).select_related("account__unit").order_by("id").first()
    return part.account if part else None


def step(asks: Asks) -> Step | None:
    """How far the agreement is. Two statements, and four more once there is one; those of the gate besides."""
    project = asks.project
    url, title = reverse("promotion_agreement", args=[project.code]), Said("投资协议", "the agreement")
    agreement = agreement_of(project)
    if agreement is None:
        return Step(title, "", Said("还没有起草", "not drafted yet"), url)
    if agreement.state == Agreement.State.SIGNED:
        return Step(title, "done", Said(f"已签订，{agreement.signed_on}", f"signed on {agreement.signed_on}"), url)
    lacks = signing_lacks(held_of(agreement), lifecycle_of(asks.book, project.region_id), asks.rules, asks.book, asks.today)
    if not lacks:
        return Step(title, "now", Said("可以签订", "ready to be signed"), url)
    more = Said(f"等 {len(lacks)} 项", f" and {len(lacks) - 1} more") if len(lacks) > 1 else Said("", "")
    return Step(title, "now", Said(f"签订还差：{lacks[0].words.zh}{more.zh}", f"missing: {lacks[0].words.en}{more.en}"), url)
