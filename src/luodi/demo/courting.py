"""How one invented project is courted: from its first contact to the signature, through the real actions, by those who would do it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Final

from luodi.demo import talk
from luodi.demo.files import blob, photo
from luodi.demo.roles import ANSWERS, JUDGES
from luodi.engine.mechanism import Promotion
from luodi.people.models import Account, Unit
from luodi.people.rules import rulebook
from luodi.projects.models import Project
from luodi.projects.rules import derived, mechanism_of
from luodi.promotion.actions import agreements, assessments, briefings, experts, reviews, visits
from luodi.promotion.actions.agreements.vetting import OnClause
from luodi.promotion.judging import unpacked
from luodi.promotion.models import (
    Adviser,
    Agreement,
    Assessment,
    Consultation,
    Decision,
    Delivery,
    FairReview,
    HandOver,
    Instruction,
    Member,
    Opinion,
    Promise,
    Report,
    Review,
    Scoring,
    Visit,
)
from luodi.promotion.opinions import Answer, drafted, mark_of
from luodi.promotion.queries.agreements import agreement_of, held_of, templates_for
from luodi.promotion.rules import promotion_of, units_of

if TYPE_CHECKING:
    from luodi.demo.story import Deed, Story
    from luodi.ledger.actions import By

MAJOR: Final = 10_000
"""Investment, in 10,000 yuan, from which the approval side is told early."""
STANDS: Final = (.66, .23, .52, .345, .66, .61, .80, .31, .05, .90, 1.05, .10, .27, .41, .74)
"""How far projects in negotiation are, one after the other: vetoed, being judged, being reviewed, … ready to be signed."""
VETOED, MISSES = .66, .61
"""Where a project of today stands that was vetoed, and where one of which a department misses something."""
JUDGED: Final = (.23, .27, .31, .345)
"""Where one stands that is being judged."""
PARKS: Final = ("park", "park2")


class Courting:
    """The talks about one project: `day` on which they began, `length` of them in working days; `last` day, if they came to an end."""

    def __init__(self, story: Story, day: date, length: int, last: date | None = None) -> None:
        self.story, self.day, self.length, self.last = story, day, max(1, length), last
        self.town, self.random, self.number = story.town, story.random, story.number
        stands = STANDS[story.turn % len(STANDS)] if last is None else 0
        self.vetoed, self.misses = self.number % 5 == 1 or stands == VETOED, self.number % 5 == 3 or stands == MISSES
        self.judged = not story.confidential and (self.number % 3 != 2 or stands in JUDGED)
        self.major = story.facts["total_investment_wan"] >= MAJOR

    def lay(self) -> None:
        """Write down what is done on which day."""
        at, number = self._at, self.number
        if self.major:
            at(.07, lambda today: self.told(today, "talks"))
            at(.07, self.acknowledged, self.random.choice((0, 1, 1, 2, 4)))
        if self.judged:
            at(.14, self.judge)
            for place, share in enumerate((.17, .2, .25)):
                at(share, partial(self.score, place=place))
            at(.29, self.recommend)
            at(.33, self.approve)
            at(.36, self.taken)
        at(.38, self.visited)
        at(.43, self.reported)
        if number % 2 and not self.story.confidential:
            at(.44, self.instructed)
            at(.44, self.followed, self.random.choice((2, 4, 6)))
        if number % 4 == 1 and not self.story.confidential:
            at(.3, self.advised)
            at(.3, self.advice, 3)
        if self.major and number % 3 == 0:
            at(.4, lambda today: self.story.paper(today, "intention"))
            at(.42, lambda today: self.told(today, "intent"))
            at(.42, self.acknowledged, 1)
        at(.46, self.reviewed)
        for place, one in enumerate(self.rules.review.departments):
            at(.49 + .02 * place, partial(self.says, key=one.id, place=place))
        at(.62, self.supplied)
        at(.64, self.drafted)
        at(.67, self.lifted)
        at(.69, self.joint)
        at(.72, self.checked)
        at(.76, self.legal)
        at(.78, self.fair)
        at(.84, lambda today: self.put(today, self._day(.94)))
        at(.94, self.decided)

    def after(self, day: date) -> None:
        """What the signature brings, signed on a day."""
        story, calendar = self.story, self.story.calls.calendar
        if self.major:
            story.on(calendar.add(day, self.random.choice((1, 2, 2, 3))), lambda today: self.told(today, "signing"))
            story.on(calendar.add(day, 4), self.acknowledged)
        story.on(calendar.add(day, 6), lambda today: self.kept(today, "service"))
        story.on(calendar.add(day, self.random.randint(25, 38)), lambda today: self.kept(today, "entity"))

    def late(self, day: date) -> None:
        """What is made up for when a project comes into the system after its signature."""
        story, calendar = self.story, self.story.calls.calendar
        if self.major:
            story.on(day, self.skipped)
            story.on(calendar.add(day, 1), lambda today: self.told(today, "signing"))
            story.on(calendar.add(day, 2), self.acknowledged)

    # Who does it, and on what.

    @property
    def project(self) -> Project:
        """The project as it is now."""
        return Project.objects.select_related("region", "unit", "enterprise").get(pk=self.story.project.pk)

    @property
    def rules(self) -> Promotion:
        """What the place says."""
        return promotion_of(rulebook(), self.town.region.pk)

    def _day(self, share: float) -> date:
        day = self.story.calls.calendar.add(self.day, round(share * self.length))
        return min(day, self.last) if self.last else day

    def _at(self, share: float, deed: Deed, later: int = 0) -> None:
        day = self.story.calls.calendar.add(self._day(share), later)
        self.story.on(min(day, self.last) if self.last else day, deed)

    def _owner(self, today: date) -> By:
        return self.story.act(self.story.owner, today)

    @property
    def _account(self) -> Account:
        return self.town.people[self.story.owner]

    def _doer(self, unit: int) -> str:
        """Who answers for a unit."""
        return ANSWERS.get(self.town.key_of(unit), self.story.owner)

    def _named(self, unit: Unit) -> Account | None:
        """Who is named in a unit, of what is confidential."""
        return self.town.people[self._doer(unit.pk)] if self.story.confidential else None

    # What is done.

    def told(self, today: date, node: str) -> None:
        """The approval side is told at a node."""
        people = {self.town.units["approval"].pk: self.town.people[ANSWERS["approval"]]}
        unknown = {one.id: talk.UNKNOWN for one in self.rules.nodes[node].asks}
        briefings.send_briefing(self._owner(today), self.project, node, talk.TYPED, unknown, people, self._account, today)

    def acknowledged(self, today: date) -> None:
        """It says that it has been."""
        for one in Delivery.objects.filter(briefing__project=self.story.project, acknowledged_on__isnull=True).select_related(
                "briefing__project__region", "briefing__project__unit", "unit__region", "account"):
            briefings.acknowledge(self.story.act(self._doer(one.unit_id), today), one, self.random.choice(talk.ACKNOWLEDGED), today)

    def skipped(self, today: date) -> None:
        """It was told in another way."""
        briefings.skip_briefing(self.story.act(self.story.owner, today, talk.SKIPPED), self.project, "talks", self._account, today)

    def judge(self, today: date) -> None:
        """Several are asked to judge it."""
        people = [self.town.people[login] for login in JUDGES]
        assessments.begin_assessment(self._owner(today), self.project, next(iter(self.rules.schemes)), people, today)

    def score(self, today: date, place: int) -> None:
        """One of them does."""
        rows = Scoring.objects.select_related("account", "assessment__project__region", "assessment__project__unit")
        scoring = rows.filter(assessment__project=self.story.project).order_by("pk")[place]
        held = unpacked(scoring.assessment.rules)
        says = assessments.Says({one.id: Decimal(self.random.randint(62, 93)) for one in held.by_hand},
                                {one.id: self.random.choice(talk.REASONS) for one in held.by_hand}, {one.id: False for one in held.vetoes})
        assessments.hand_in(self.story.act(scoring.account.login, today), scoring, says, today)

    def recommend(self, today: date) -> None:
        """A park is recommended to a leader."""
        home = self.town.homes[self.story.owner]
        park = home if home in PARKS else PARKS[self.number % 3 == 1]
        assessments.propose(self._owner(today), self._assessment(), self.town.units[park], None, self.town.people["leader"],
                            self.random.choice(talk.ADVICE), today)

    def approve(self, today: date) -> None:
        """The leader agrees."""
        assessments.decide(self.story.act("leader", today), self._assessment(), True, self.random.choice(talk.AGREED), today)

    def taken(self, today: date) -> None:
        """The park takes it over, unless it had it."""
        rows = HandOver.objects.select_related("project__region", "project__unit", "taker__region", "clock__assignee")
        found = rows.filter(project=self.story.project, taken_on__isnull=True).first()
        if found:
            assessments.take_over(self.story.act(self._doer(found.taker_id), today), found, self.random.choice(talk.TAKEN), today)
            self.story.project = self.project

    def visited(self, today: date) -> None:
        """Somebody went there, and leaders are to have a report."""
        visit = Visit(on=today, place=self.random.choice(talk.PLACES), who=f"{self._account.name}等三人", met=self.random.choice(talk.MET),
                      text=self.random.choice(talk.VISITS), unit=self.town.unit_of(self.story.owner), by=self._account)
        pictures = [visits.Photo(photo(self.number * 2 + place, today), f"现场{place + 1}.png") for place in range(self.number % 3)]
        visits.add_visit(self._owner(today), self.project, visit, pictures, True, today)

    def reported(self, today: date) -> None:
        """They have it."""
        report = Report.objects.select_related("project__region", "project__unit").filter(project=self.story.project, sent_on__isnull=True).first()
        if report:
            visits.send_report(self._owner(today), report, today)

    def instructed(self, today: date) -> None:
        """One of them wants something done."""
        report = Report.objects.filter(project=self.story.project, sent_on__isnull=False).first()
        visits.instruct(self.story.act("leader", today), self.project, report, self.random.choice(talk.INSTRUCTION), self.town.unit_of(self.story.owner),
                        self._account, self.town.people["leader"], today)

    def followed(self, today: date) -> None:
        """It was done."""
        rows = Instruction.objects.select_related("project__region", "project__unit", "unit__region", "clock__assignee")
        for one in rows.filter(project=self.story.project, done_on__isnull=True):
            visits.follow_up(self._owner(today), one, self.random.choice(talk.FOLLOWED), today)

    def advised(self, today: date) -> None:
        """Somebody who knows is asked."""
        skill = sorted(talk.QUESTIONS)[self.number // 4 % len(talk.QUESTIONS)]
        member = Member.objects.filter(skill=skill).select_related("account__unit__region").first()
        adviser = None if member else Adviser.objects.filter(region=self.town.region).filter(name="顾问三号").first()
        experts.ask_advice(self._owner(today), self.project, experts.Question(skill, talk.QUESTIONS[skill][0], self._account, adviser,
                                                                             member.account if member else None), today)

    def advice(self, today: date) -> None:
        """And says what they think."""
        rows = Consultation.objects.select_related("project__region", "project__unit", "member__unit__region", "adviser__account__unit__region",
                                                   "by__unit__region", "clock")
        for one in rows.filter(project=self.story.project, held_on__isnull=True):
            said = experts.Talk(today, talk.QUESTIONS[one.skill][1])
            if one.member:
                experts.answer_advice(self.story.act(one.member.login, today), one, said, today)
            else:
                experts.note_advice(self._owner(today), one, said, today)

    def reviewed(self, today: date) -> None:
        """Everything is stated that is known, and all departments are asked."""
        self.story.state(today, *self.story.facts)
        units = units_of(self.town.region)
        people = {one.id: account for one in self.rules.review.departments if (account := self._named(units[one.duty]))}
        reviews.ask_review(self._owner(today), self.project, self._account, reviews.Asking(talk.ASKED, people), today)

    def says(self, today: date, key: str, place: int) -> None:
        """One of them says something: most support it, some on a condition, one may veto it, one may miss something."""
        for one in self._opinions(department=key, given_on__isnull=True, answer=""):
            if key == "environment" and self.vetoed:
                said = reviews.Said(Answer.AGAINST, *talk.AGAINST)
            elif key == ("industrial_policy" if self.story.kind == "leased-plant" else "planning") and self.misses:
                said = reviews.Said(Answer.MORE, talk.MORE)
            elif key == "building" and self.number % 5 == 4:
                continue  # late: only when the joint opinion waits for it
            else:
                said = reviews.Said(Answer.CONDITIONAL, talk.CONDITIONS[key]) if (self.number + place) % 4 == 0 else reviews.Said(Answer.SUPPORT)
            self._say(today, one, said)

    def supplied(self, today: date) -> None:
        """What was missing is there."""
        for one in self._opinions(answer=Answer.MORE):
            reviews.supply(self._owner(today), one, talk.SUPPLIED, today)

    def lifted(self, today: date) -> None:
        """The condition of a veto is met."""
        for one in self._opinions(veto=True, answer=Answer.AGAINST, lifted_on__isnull=True):
            reviews.lift_veto(self.story.act(self._doer(one.unit_id), today), one, talk.LIFTED, None, today)

    def joint(self, today: date) -> None:
        """Whoever was late says something, too; one opinion is made of all."""
        for one in self._opinions(given_on__isnull=True):
            self._say(today, one, reviews.Said(Answer.SUPPORT))
        review = Review.objects.select_related("project__region", "project__unit").get(project=self.story.project)
        found = self._opinions()
        standing = [one for one in found if one.stands_against]
        reviews.close_review(self._owner(today), review, drafted(self.story.name, found, standing, self.rules), mark_of(found), today)

    def drafted(self, today: date) -> None:
        """The agreement is drafted from a template; some want other words."""
        project, rules = self.project, self.rules
        template = templates_for(project, rules, mechanism_of(rulebook(), project.region_id, today))[0][0]
        agreements.begin_agreement(self._owner(today), project, template, self._account, today)
        if self.number % 2 == 0:
            held = held_of(self._agreement())
            clauses = [replace(one, text=talk.SCHEDULE) if one.key == "schedule" else one for one in held.clauses]
            agreements.redraft(self._owner(today), held.agreement, held.draft.number, clauses, "按企业的进度改", self._account, today)

    def checked(self, today: date) -> None:
        """What was changed is sent to be looked at, and all of it to be reviewed for fair competition."""
        agreement, units = self._agreement(), units_of(self.town.region)
        if any(one.state == "open" for one in held_of(agreement).looked):
            agreements.ask_clauses(self._owner(today), agreement, self._named(units["legal"]), today)
        agreements.ask_fair(self._owner(today), agreement, talk.FAIR, self._named(units["market"]), today)

    def legal(self, today: date) -> None:
        """The changed clauses pass."""
        agreement = self._agreement()
        waits = {one.clause.key: one.check for one in held_of(agreement).looked if one.state == "asked" and one.check}
        for check in list(waits.values())[:1]:
            agreements.answer_clauses(self.story.act("legal1", today), agreement, check.unit, check.account,
                                      {key: OnClause(True) for key in waits}, today)

    def fair(self, today: date) -> None:
        """So does the agreement."""
        rows = FairReview.objects.select_related("agreement__project__region", "agreement__project__unit", "unit__region", "account")
        for row in rows.filter(agreement__project=self.story.project, on__isnull=True):
            agreements.answer_fair(self.story.act("market1", today), row, True, talk.FAIR_BASIS, "", today)

    def put(self, today: date, meeting: date) -> None:
        """It is put on the agenda of who must decide."""
        project = self.project
        level, _sure = self.rules.level(derived(project.facts, mechanism_of(rulebook(), project.region_id, today)))
        account = self._named(units_of(self.town.region)[level.duty]) if level else None
        agreements.put_to_decision(self._owner(today), self._agreement(), max(meeting, today), talk.AGENDA.format(name=self.story.name), account, today)

    def decided(self, today: date) -> None:
        """They agree."""
        rows = Decision.objects.select_related("agreement__project__region", "agreement__project__unit", "unit__region", "account")
        for row in rows.filter(agreement__project=self.story.project, on__isnull=True):
            agreements.answer_decision(self.story.act(self._doer(row.unit_id), today), row, True, talk.DECISION, today)

    def sign(self, today: date) -> None:
        """It is signed; what both sides promised is written down."""
        agreement, units = self._agreement(), units_of(self.town.region)
        clauses = {one.key for one in held_of(agreement).clauses}
        pledges = [agreements.Pledged(pledge.side, pledge.name, pledge.days, units.get(pledge.duty), clause.id)
                   for clause in self.rules.templates[agreement.template].clauses if clause.id in clauses for pledge in clause.pledges]
        agreements.sign(self._owner(today), agreement, blob(f"{self.story.name} 投资协议", today), talk.SIGNED, today, pledges,
                        self.town.unit_of(self.story.owner), today)
        self.story.project = self.project

    def kept(self, today: date, clause: str) -> None:
        """A promise was kept."""
        rows = Promise.objects.select_related("project__region", "project__unit", "unit__region", "clock__assignee")
        for one in rows.filter(project=self.story.project, clause=clause, state=Promise.State.OPEN):
            who = self.story.owner if self.story.confidential else self._doer(one.unit_id)
            agreements.close_promise(self.story.act(who, today), one, True, talk.KEPT[clause], today)

    def _say(self, today: date, one: Opinion, said: reviews.Said) -> None:
        reviews.give_opinion(self.story.act(self._doer(one.unit_id), today), one, said, mark_of([one]), today)

    def _opinions(self, **wanted: object) -> list[Opinion]:
        rows = Opinion.objects.select_related("review__project__region", "review__project__unit", "unit__region", "account", "clock__standing")
        return list(rows.filter(review__project=self.story.project, **wanted).order_by("pk"))

    def _assessment(self) -> Assessment:
        return Assessment.objects.select_related("project__region", "project__unit").filter(project=self.story.project).latest("pk")

    def _agreement(self) -> Agreement:
        found = agreement_of(self.project)
        assert found
        return found
