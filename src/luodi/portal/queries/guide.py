"""What the guide shows of one project: its map, the next question, its papers, what would be faster, what is still open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from luodi.engine.conditions import Attribute, sentence
from luodi.engine.plan import PlannedItem
from luodi.engine.plan.questions import together
from luodi.engine.source import Refused
from luodi.maps.chart import Line, Map, Savings, savings
from luodi.maps.places import planner
from luodi.portal.forms import Answers

__all__ = ["Answer", "Guide", "Line", "Option", "Question", "Savings", "condition", "guide", "savings"]


@dataclass(frozen=True)
class Option:
    """One possible answer. `value` as it stands in the address."""

    value: str
    name: str
    chosen: bool


@dataclass(frozen=True)
class Question:
    """One attribute to ask about, with what was answered or typed before."""

    attribute: Attribute
    options: Sequence[Option]
    lang: str
    value: str = ""
    unsure: bool = False
    error: str = ""

    @property
    def key(self) -> str:
        """The attribute's key."""
        return self.attribute.key

    @property
    def words(self) -> str:
        """The question."""
        return self.attribute.ask.get(self.lang) or self.attribute.ask.get("zh-Hans") or self.attribute.name(self.lang)

    @property
    def label(self) -> str:
        """The attribute's name."""
        return self.attribute.name(self.lang)

    @property
    def why(self) -> str:
        """Why it is asked, with the law."""
        return self.attribute.why.get(self.lang) or self.attribute.why.get("zh-Hans", "")

    @property
    def unit(self) -> str:
        """The unit of a figure."""
        return self.attribute.unit_label.get(self.lang) or self.attribute.unit_label.get("zh-Hans", "")


@dataclass(frozen=True)
class Answer:
    """One thing that was said."""

    key: str
    label: str
    value: str
    unsure: bool = False


@dataclass(frozen=True)
class Guide(Map):
    """A visitor's map, with the next question and what was said."""

    asked: Answers

    @property
    def answers(self) -> Answers:
        """What the visitor said."""
        return self.asked

    @cached_property
    def open_keys(self) -> tuple[str, ...]:
        """The attributes that can still change the map and were not called unknown, best question first."""
        return tuple(key for key, _ in self.plan.questions() if key not in self.answers.unsure)

    @cached_property
    def said(self) -> tuple[Answer, ...]:
        """Everything answered, for showing and changing."""
        table = self.mechanism.table
        known = [Answer(key, table[key].name(self.lang), table[key].value_name(value, self.lang)) for key, value in self.answers.stated.items()]
        return (*known, *(Answer(key, table[key].name(self.lang), "", True) for key in self.answers.unsure))

    def questions(self, edit: str = "") -> tuple[Question, ...]:
        """What to ask next: one question, or the yes/no questions of one group together; `edit` asks one again."""
        table = self.mechanism.table
        if self.answers.errors and self.answers.asked:
            keys = [k for k in self.answers.asked if k in table]
        elif edit in table:
            keys = [edit]
        else:
            keys = together(table, self.open_keys)
        return tuple(self._question(table[key]) for key in keys)

    def _question(self, attribute: Attribute) -> Question:
        key, answers = attribute.key, self.answers
        value = answers.stated.get(key)
        options = []
        if attribute.type == "yesno":
            options = [Option(word, attribute.value_name(meant, self.lang), value is meant) for word, meant in (("yes", True), ("no", False))]
        elif attribute.values:
            options = [Option(v, attribute.value_name(v, self.lang), v in value if isinstance(value, frozenset) else v == value) for v in attribute.values]
        shown = answers.typed.get(key, f"{value:.15g}" if isinstance(value, int | float) and not isinstance(value, bool) else "")
        return Question(attribute, options, self.lang, shown, key in answers.unsure, answers.errors.get(key, ""))


def guide(answers: Answers, lang: str, today: date) -> Guide:
    """A project's guide. Answers that cannot be true together are set aside, with a message beside the question that was asked last.

    Raises Refused when the place's mechanism is not in force on the start, or the dates leave the calendar.
    """
    made = planner(answers.place, answers.start)
    try:
        facts = made.read_facts(answers.stated)
    except Refused as refused:
        said = refused.faults[0].said.to(lang)
        last = [k for k in answers.asked if k in answers.stated] or list(answers.stated)[-1:]
        answers = replace(answers.without(last), errors={**answers.errors, **dict.fromkeys(last[:1], said)}, asked=answers.asked or tuple(last))
        try:
            facts = made.read_facts(answers.stated)
        except Refused:  # what else was said does not fit together either: begin anew, with the message
            answers = replace(answers, stated={})
            facts = made.read_facts({})
    plan = made.plan(facts, answers.start, answers.levers, answers.own_days)
    return Guide(answers, made, facts, plan, lang, today)


def condition(guide: Guide, planned: PlannedItem) -> str:
    """An item's condition in words."""
    return sentence(planned.item.applies.node, guide.mechanism.table, guide.lang)
