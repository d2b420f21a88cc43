"""Reading promotion.yaml: every fault with its line."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from luodi.engine.catalog import Reading
from luodi.engine.conditions import ALWAYS, AttributeTable, Condition
from luodi.engine.mechanism.lifecycle import CONFIDENCES, Lifecycle, Named
from luodi.engine.mechanism.promotion.model import (
    FIELDS,
    SIDES,
    Asked,
    Band,
    Cadence,
    Clause,
    Department,
    Dimension,
    Entry,
    LeadRules,
    League,
    Level,
    Measure,
    Node,
    Pledge,
    Promotion,
    ReportRules,
    ReviewRules,
    Scheme,
    Sourced,
    Target,
    Template,
    Vetting,
)
from luodi.engine.source import Fields, Map, Mark, Said, gathered, near

COUNTS = ("leads", "entered", "invested")
UNITS = ("park", "department", "promotion", "town")
KINDS = ("banded", "linear", "categorical", "manual")
SILENCES = ("open", "support")
BLANK = re.compile(r"\{([^{}]*)\}")


def read_promotion(source: Map, table: AttributeTable, course: Lifecycle) -> Promotion:
    """What a place's promotion.yaml says, with what it inherits. Raises Refused with every fault and its line."""
    return gathered(lambda faults: _Reader(Reading(table, faults), course).all(source))


class _Reader:
    """Reads one file."""

    def __init__(self, reading: Reading, course: Lifecycle) -> None:
        self.reading, self.course = reading, course
        self.duties: Mapping[str, Sourced] = {}
        self.forms: dict[str, tuple[Asked, ...]] = {}
        self.clauses: dict[str, Clause] = {}

    def all(self, source: Map) -> Promotion:
        top = Fields(source, self.reading.faults, Said("招商", "promotion"))
        self.duties = {key: Sourced(**self._sourced(key, entry)[1]) for key, entry in top.maps("duties")}
        self.forms = {key: tuple(self._asked(name, one) for name, one in Fields(entry, self.reading.faults, top.what).maps_all())
                      for key, entry in top.maps("forms")}
        self.clauses = {key: self._clause(key, entry) for key, entry in top.maps("clauses")}
        found = Promotion(
            self.duties, self._named(top, "ways"), self._named(top, "tags"), self._named(top, "skills"), self._leads(top),
            {key: self._scheme(key, entry) for key, entry in top.maps("schemes")}, {key: self._node(key, entry) for key, entry in top.maps("nodes")},
            self._review(top), tuple(self._level(key, entry) for key, entry in top.maps("levels")),
            tuple(self._entry(key, entry) for key, entry in top.maps("entries")), self._report(top),
            self._vetting(top, "clauses"), self._vetting(top, "fair"),
            {key: self._template(key, entry) for key, entry in top.maps("templates")}, tuple(self._target(key, entry) for key, entry in top.maps("targets")),
            {key: self._cadence(key, entry) for key, entry in top.maps("cadences")}, self._league(top), self.reading.table)
        top.done()
        return found

    def _fields(self, entry: Map, zh: str, en: str, key: str) -> Fields:
        return Fields(entry, self.reading.faults, Said(f"{zh}“{key}”", f'{en} "{key}"'))

    def _named(self, top: Fields, section: str) -> dict[str, Named]:
        out = {}
        for key, entry in top.maps(section):
            fields = self._fields(entry, "", "", key)
            out[key] = Named(key, fields.labels("name") or {"zh-Hans": key})
            fields.done(["note"])
        return out

    def _sourced(self, key: str, entry: Map, zh: str = "", en: str = "", known: Collection[str] = ()) -> tuple[Fields, dict[str, Any]]:
        """What every entry has; the rest of the keys are asked for by who calls."""
        fields = self._fields(entry, zh, en, key)
        held = {"id": key, "name": fields.labels("name") or {"zh-Hans": key}, "source": fields.text("source"),
                "confidence": fields.choice("confidence", CONFIDENCES, "general")}
        for one in ("note", "section", "said"):
            fields.any(one)
        if not zh:
            fields.done(known)
        return fields, held

    def _known(self, fields: Fields, at: str, key: str, known: Collection[str], zh: str, en: str) -> str:
        if key and key not in known:
            hint = near(key, list(known))
            fields.fault(at, f"没有{zh}“{key}”{hint.zh}", f'there is no {en} "{key}"{hint.en}')
        return key

    def _when(self, fields: Fields) -> Condition:
        return self.reading.condition(fields, "when") or Condition("true", ALWAYS)

    def _whole(self, fields: Fields, key: str, least: int = 1) -> int:
        found = fields.whole(key, required=True)
        if found is not None and found < least:
            fields.fault(key, f"“{key}”不能小于 {least}", f'"{key}" cannot be below {least}')
        return max(least, found or 0)

    def _leads(self, top: Fields) -> LeadRules:
        fields = Fields(top.map("leads", required=True) or Map(Mark("promotion.yaml")), self.reading.faults, Said("线索（leads）", "leads"))
        found = LeadRules(self._whole(fields, "protect_days"), self._whole(fields, "renew_days"), self._whole(fields, "renewals", 0),
                          self._whole(fields, "quiet_days"), self._whole(fields, "answer_days"), self._whole(fields, "dispute_days"),
                          self._known(fields, "judge", fields.text("judge"), self.duties, "职责", "duty"),
                          source=fields.text("source"), confidence=fields.choice("confidence", CONFIDENCES, "general"))
        fields.done(["note", "said", "section"])
        return found

    def _scheme(self, key: str, entry: Map) -> Scheme:
        fields, held = self._sourced(key, entry, "评估方案", "assessment scheme")
        dimensions = tuple(self._dimension(name, one) for name, one in fields.maps("dimensions"))
        weights = sum((one.weight for one in dimensions if not one.veto), Decimal(0))
        if weights != 100:
            fields.fault("dimensions", f"各项权重合计应是 100，现在是 {weights}", f"the weights must come to 100, not {weights}")
        passing = Decimal(str(fields.number("passing", required=True) or 0))
        scheme = Scheme(**held, when=self._when(fields), days=self._whole(fields, "days"), decide_days=self._whole(fields, "decide_days"),
                        take_days=self._whole(fields, "take_days"), assessors=self._whole(fields, "assessors"), passing=passing, dimensions=dimensions)
        if not 0 <= passing <= 100:
            fields.fault("passing", f"合格线应是 0 到 100，现在是 {passing}", f"the pass mark must be from 0 to 100, not {passing}")
        fields.done()
        return scheme

    def _dimension(self, key: str, entry: Map) -> Dimension:
        fields, held = self._sourced(key, entry, "评估项", "dimension")
        kind, veto = fields.choice("kind", KINDS, "manual"), fields.flag("veto")
        weight = Decimal(str(fields.number("weight", required=not veto) or 0))
        attribute = fields.text("attribute", required=kind != "manual")
        if kind != "manual":
            self._known(fields, "attribute", attribute, self.reading.table, "项目情况", "attribute")
        if veto and (kind != "manual" or weight):
            fields.fault("veto", "一票否决的项由人判断，没有权重", "a veto is judged by people and has no weight")
        if not veto and weight <= 0:
            fields.fault("weight", "权重要大于 0", "the weight must be above 0")
        bands = tuple(self._band(one) for one in fields.entries("bands"))
        if kind == "banded" and (not bands or [one.at_least for one in bands] != sorted({one.at_least for one in bands})):
            fields.fault(None, "分档要从低到高写，不能重复", "bands are written from the lowest on, each once")
        span = fields.seq("span")
        ends = (Decimal(str(span[0])), Decimal(str(span[1]))) if span and len(span) == 2 and all(isinstance(one, int | float) for one in span) else None
        if kind == "linear" and (ends is None or ends[0] == ends[1]):
            fields.fault(None, "线性的项要写 span: [0 分处, 100 分处]，两个不同的数字", "a linear one needs span: [where 0, where 100], two different figures")
        found = Dimension(**held, kind=kind, weight=weight, veto=veto, attribute=attribute, bands=bands, span=ends,
                          points=self._points(fields, kind, attribute), ask=fields.text("ask"))
        fields.done()
        return found

    def _band(self, entry: Map) -> Band:
        fields = self._fields(entry, "分档", "band", "")
        found = Band(Decimal(str(fields.number("at_least", required=True) or 0)), self._hundred(fields, "points"))
        fields.done()
        return found

    def _hundred(self, fields: Fields, key: str) -> Decimal:
        found = Decimal(str(fields.number(key, required=True) or 0))
        if not 0 <= found <= 100:
            fields.fault(key, f"分数应是 0 到 100，现在是 {found}", f"points must be from 0 to 100, not {found}")
        return found

    def _points(self, fields: Fields, kind: str, attribute: str) -> dict[str, Decimal]:
        given = fields.map("points", required=kind == "categorical")
        if given is None:
            return {}
        inner, table = Fields(given, self.reading.faults, fields.what), self.reading.table
        choices = [str(one) for one in table[attribute].values] if attribute in table and table[attribute].values else ["True", "False"]
        for choice in given:
            self._known(inner, choice, str(choice), choices, "选项", "choice")
        return {str(choice): self._hundred(inner, choice) for choice in given}

    def _node(self, key: str, entry: Map) -> Node:
        fields, held = self._sourced(key, entry, "推送节点", "briefing node")
        stages = [stage.id for stage in self.course.stages]
        reached = fields.map("reached", required=True) or Map(Mark("promotion.yaml"))
        inner = Fields(reached, self.reading.faults, fields.what)
        stage, paper = inner.choice("stage", stages), inner.choice("paper", self.course.papers)
        if bool(stage) == bool(paper):
            fields.fault("reached", "reached 写 stage 或 paper 中的一项", '"reached" names a stage or a paper')
        inner.done()
        form = fields.text("form", required=True)
        self._known(fields, "form", form, self.forms, "表", "form")
        found = Node(**held, when=self._when(fields), stage=stage, paper=paper, holds=fields.choice("holds", stages, required=True),
                     days=self._whole(fields, "days"), ack_days=self._whole(fields, "ack_days"),
                     to=self._duties(fields, "to"), asks=self.forms.get(form, ()))
        fields.done()
        return found

    def _duties(self, fields: Fields, key: str) -> tuple[str, ...]:
        found = fields.texts(key)
        for one in found:
            self._known(fields, key, one, self.duties, "职责", "duty")
        return found

    def _duty(self, fields: Fields, required: bool = True) -> str:
        return self._known(fields, "duty", fields.text("duty", required=required), self.duties, "职责", "duty")

    def _asked(self, key: str, entry: Map) -> Asked:
        fields = self._fields(entry, "填写项", "line", key)
        found = Asked(key, fields.labels("name") or {"zh-Hans": key}, fields.text("fact"), fields.choice("field", FIELDS), fields.whole("text") or 0)
        if found.fact:
            self._known(fields, "fact", found.fact, self.reading.table, "项目情况", "attribute")
        if sum(map(bool, (found.fact, found.field, found.text))) != 1:
            fields.fault(None, "写 fact、field、text 中的一项", "write one of fact, field, text")
        fields.done()
        return found

    def _review(self, top: Fields) -> ReviewRules:
        fields = Fields(top.map("review", required=True) or Map(Mark("promotion.yaml")), self.reading.faults, Said("联合预审", "the joint pre-review"))
        departments = []
        for key, entry in fields.maps("departments"):
            inner, held = self._sourced(key, entry, "预审部门", "department")
            departments.append(Department(**held, when=self._when(inner), duty=self._duty(inner), days=self._whole(inner, "days"), veto=inner.flag("veto"),
                                          asks=inner.text("asks", required=True)))
            inner.done()
        found = ReviewRules(tuple(departments), fields.choice("silence", SILENCES, "open"), fields.text("pause"), fields.text("source"),
                            fields.choice("confidence", CONFIDENCES, "general"))
        fields.done(["note", "said", "section"])
        return found

    def _level(self, key: str, entry: Map) -> Level:
        fields, held = self._sourced(key, entry, "决策层级", "decision level")
        found = Level(**held, when=self._when(fields), duty=self._duty(fields))
        fields.done()
        return found

    def _entry(self, key: str, entry: Map) -> Entry:
        fields, held = self._sourced(key, entry, "入单规则", "rule of entry")
        found = Entry(**held, when=self._when(fields))
        fields.done()
        return found

    def _report(self, top: Fields) -> ReportRules:
        fields = Fields(top.map("report", required=True) or Map(Mark("promotion.yaml")), self.reading.faults, Said("招商专报", "the report to leaders"))
        found = ReportRules(self._whole(fields, "days"), self._whole(fields, "ask_days"), fields.text("source"),
                            fields.choice("confidence", CONFIDENCES, "general"))
        fields.done(["note", "said", "section"])
        return found

    def _vetting(self, top: Fields, key: str) -> Vetting:
        given = top.map("vetting", required=True) or Map(Mark("promotion.yaml"))
        inner = Fields(given, self.reading.faults, Said("协议审查", "the vetting of agreements"))
        fields = self._fields(inner.map(key, required=True) or Map(Mark("promotion.yaml")), "协议审查", "vetting", key)
        found = Vetting(self._duty(fields, required=False), self._whole(fields, "days"), fields.text("source"),
                        fields.choice("confidence", CONFIDENCES, "general"))
        fields.done(["note", "said", "section"])
        inner.done(["clauses", "fair"])
        return found

    def _clause(self, key: str, entry: Map) -> Clause:
        fields, held = self._sourced(key, entry, "条款", "clause")
        text = fields.text("text", required=True)
        for blank in BLANK.findall(text):
            self._known(fields, "text", blank, [*FIELDS, *self.reading.table], "可填的内容", "field")
        pledges = []
        for one in fields.entries("pledges"):
            inner = self._fields(one, "承诺", "promise", key)
            pledges.append(Pledge(inner.choice("side", SIDES, required=True), inner.text("name", required=True), self._whole(inner, "days"),
                                  self._duty(inner, required=False)))
            inner.done()
        found = Clause(**held, text=text, need=fields.flag("need"), pledges=tuple(pledges))
        fields.done()
        return found

    def _template(self, key: str, entry: Map) -> Template:
        fields, held = self._sourced(key, entry, "协议模板", "template")
        named = fields.texts("clauses")
        for one in named:
            self._known(fields, "clauses", one, self.clauses, "条款", "clause")
        found = Template(**held, when=self._when(fields), clauses=tuple(self.clauses[one] for one in named if one in self.clauses))
        fields.done()
        return found

    def _target(self, key: str, entry: Map) -> Target:
        fields, held = self._sourced(key, entry, "年度目标", "target")
        found = Target(**held, of=fields.choice("of", ("packaged", "event"), required=True),
                       kind=fields.choice("kind", UNITS), least=self._whole(fields, "least"),
                       over_wan=Decimal(str(fields.number("over_wan") or 0)))
        fields.done()
        return found

    def _league(self, top: Fields) -> League:
        fields = Fields(top.map("league") or Map(Mark("promotion.yaml")), self.reading.faults, Said("单位排行（league）", "the league of units"))
        kinds = tuple(fields.texts("kinds"))
        for kind in kinds:
            if kind not in UNITS:
                fields.fault("kinds", f"没有“{kind}”这类单位，可以写 {'、'.join(UNITS)}", f'there are no units of kind "{kind}"; it may be {", ".join(UNITS)}')
        found = League(kinds, tuple(self._measure(key, entry) for key, entry in fields.maps("measures")))
        fields.done(["note"])
        return found

    def _measure(self, key: str, entry: Map) -> Measure:
        fields, held = self._sourced(key, entry, "计分项", "measure")
        counts = fields.choice("counts", COUNTS, required=True)
        stage = fields.text("stage", required=counts in ("entered", "invested"))
        if stage:
            self._known(fields, "stage", stage, [one.id for one in self.course.stages], "阶段", "stage")
        found = Measure(**held, counts=counts, stage=stage, points=Decimal(str(fields.number("points", required=True) or 0)),
                        most=Decimal(str(fields.number("most") or 0)))
        fields.done()
        return found

    def _cadence(self, key: str, entry: Map) -> Cadence:
        fields, held = self._sourced(key, entry, "例会", "meeting")
        found = Cadence(**held, months=self._whole(fields, "months"), ahead=self._whole(fields, "ahead"))
        fields.done()
        return found
