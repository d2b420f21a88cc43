"""The rules by which clocks are read: acceptance, procedures and extensions, lights, and what each pause stops."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

from luodi.engine.source import Fault, Fields, Map, Said, gathered, near, read_file, refuse
from luodi.engine.timelimit.counting import Confidence, Limit, Unit
from luodi.engine.timelimit.labels import CONFIDENCES, Words
from luodi.engine.timelimit.ladder import NO_QUIET, Ladder, Quiet, read_ladders, read_quiet

Excludes = Literal["statutory", "promised", "none"]

_UNITS: dict[str, Unit] = {"working": "working", "calendar": "calendar"}
_EXCLUDES: dict[str, Excludes] = {"statutory": "statutory", "promised": "promised", "none": "none"}
_SHARE = re.compile(r"([0-9]{1,3})/([0-9]{1,3})")


@dataclass(frozen=True)
class PauseRule:
    """A reason for a pause: which clock it stops, and whether only a written notice to the applicant stops it."""

    key: str
    label: Words
    excludes: Excludes
    needs_paper: bool
    source: str
    confidence: Confidence

    def stops(self, clock: Literal["statutory", "promised"], paper: str) -> bool:
        """Whether a pause for this reason, announced by `paper` ("" for none), stops that clock.

        What the law excludes (Licensing Law art. 45) stops both, but the statutory one only if it was told in writing.
        """
        told = bool(paper.strip()) or not self.needs_paper
        if self.excludes == "statutory":
            return told or clock == "promised"
        return self.excludes == clock and told


@dataclass(frozen=True)
class Procedure:
    """A procedure with its general limit, and by how many days of the same unit it may be extended, once, by whom."""

    key: str
    label: Words
    days: int
    unit: Unit
    extension: int
    approver: Words
    source: str
    confidence: Confidence


@dataclass(frozen=True)
class ClockRules:
    """Everything a clock needs beside the calendar. Replace single values with `dataclasses.replace`."""

    ask_within: int
    """Working days in which the authority may ask, once, for corrections; silence is acceptance (art. 32)."""
    acceptance_source: str
    share: Fraction
    """A light is yellow when no more than this share of the limit is left, rounded down,"""
    at_least: int
    """or no more than this many working days."""
    lights_source: str
    procedures: Mapping[str, Procedure]
    pauses: Mapping[str, PauseRule]
    ladders: Mapping[str, Ladder]
    quiet: Quiet = NO_QUIET

    @classmethod
    def read(cls, path: Path) -> ClockRules:
        """The rules in a YAML file. Raises Refused with every fault and its line."""
        return cls.build(read_file(path))

    @classmethod
    def build(cls, source: Map) -> ClockRules:
        """The rules described by `source`. Raises Refused with every fault and its line."""
        return gathered(lambda faults: _read(source, faults))

    def limit(self, procedure: str, confidence: Confidence = "general") -> Limit:
        """The law's general limit for a procedure, as a limit of an item.

        The article is certain, its use for the item often is not; so `confidence` is the caller's to raise.
        """
        row = self.procedure(procedure)
        return Limit(row.days, row.unit, confidence=confidence, procedure=procedure, source=row.source)

    def procedure(self, key: str) -> Procedure:
        """The row of a procedure. Raises Refused naming the nearest known one."""
        if key not in self.procedures:
            hint = near(key, self.procedures)
            known = "、".join(self.procedures)
            refuse(None, f"没有“{key}”这种程序{hint.zh or '，可用：' + known}",
                   f'there is no procedure "{key}"{hint.en or "; known are " + known}')
        return self.procedures[key]


def _read(source: Map, faults: list[Fault]) -> ClockRules:
    top = Fields(source, faults, Said("时限规则", "the clock rules"))
    empty = Map(source.where)
    acceptance = Fields(top.map("acceptance", required=True) or empty, faults, Said("受理规则", "the acceptance rule"))
    ask_within = acceptance.whole("ask_within", required=True)
    acceptance_source, _ = _provenance(acceptance)
    lights = Fields(top.map("lights", required=True) or empty, faults, Said("亮灯规则", "the rule of the lights"))
    lights_source, _ = _provenance(lights)
    yellow = Fields(lights.map("yellow", required=True) or empty, faults, Said("黄灯", "the yellow light"))
    share, at_least = _share(yellow), yellow.whole("at_least", required=True)
    for key in ("procedures", "pauses"):
        if key not in source:
            top.fault(None, f"时限规则缺“{key}”，没有时写 {key}: {{}}",
                      f'the clock rules lack "{key}"; write {key}: {{}} for none')
    procedures = {key: _procedure(key, row, faults) for key, row in top.maps("procedures")}
    pauses = {key: _pause(key, row, faults) for key, row in top.maps("pauses")}
    ladders, quiet = read_ladders(top.map("ladders") or empty, faults), read_quiet(top.map("quiet"), faults)
    for fields in (top, acceptance, lights, yellow):
        fields.done()
    return ClockRules(ask_within or 0, acceptance_source, share, at_least or 0, lights_source, procedures, pauses, ladders, quiet)


def _provenance(fields: Fields) -> tuple[str, Confidence]:
    fields.text("said")
    confidence = fields.choice("confidence", CONFIDENCES, required=True)
    return fields.text("source", required=True), CONFIDENCES.get(confidence, "general")


def _share(fields: Fields) -> Fraction:
    text = fields.text("share", required=True)
    found = _SHARE.fullmatch(text)
    if found and 0 < int(found[1]) < int(found[2]):
        return Fraction(int(found[1]), int(found[2]))
    if text:
        fields.fault("share", f"“share”应是小于 1 的分数，如 1/5，这里是“{text}”",
                     f'"share" must be a fraction below 1 such as 1/5, not "{text}"')
    return Fraction(0)


def _procedure(key: str, source: Map, faults: list[Fault]) -> Procedure:
    row = Fields(source, faults, Said(f"程序“{key}”", f'procedure "{key}"'))
    extension = row.whole("extension") or 0
    approver = Words(row.labels("approver", required=extension > 0))
    unit = row.choice("unit", _UNITS, "working")
    source_text, confidence = _provenance(row)
    out = Procedure(key, Words(row.labels("label")), row.whole("days", required=True) or 0, _UNITS[unit], extension,
                    approver, source_text, confidence)
    row.done()
    return out


def _pause(key: str, source: Map, faults: list[Fault]) -> PauseRule:
    row = Fields(source, faults, Said(f"暂停事由“{key}”", f'pause "{key}"'))
    excludes = row.choice("excludes", _EXCLUDES, "none", required=True)
    source_text, confidence = _provenance(row)
    out = PauseRule(key, Words(row.labels("label")), _EXCLUDES[excludes], row.flag("needs_paper"), source_text,
                    confidence)
    if out.excludes == "statutory" and not out.needs_paper:
        row.fault("needs_paper", "法定事由须书面告知申请人（行政许可法第四十五条），应写 needs_paper: true",
                  "a reason in law must be told in writing (Licensing Law art. 45); write needs_paper: true")
    row.done()
    return out
