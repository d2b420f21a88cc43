"""A place's published plan for everybody to read: what it promises, in its own words, with the section of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from luodi.engine.catalog import Lever
from luodi.engine.mechanism import Mechanism, Record, gaps
from luodi.engine.mechanism.load import shipped
from luodi.engine.promises import Answer, answers
from luodi.maps.places import NATIONAL, planner
from luodi.portal.queries.help import markdown

KINDS: Mapping[str, str | Promise] = {
    "goals": _("目标"), "steps": _("步骤"), "deadlines": _("不是审批事项的时限"), "teams": _("专班和队伍"), "roles": _("角色"), "services": _("服务"),
    "lists": _("各类清单"),
    "rules": _("规则"), "assessment": _("评估研判"), "veto": _("一票否决"), "decision_levels": _("决策层级"), "lights": _("灯"), "cadences": _("例会和通报"),
    "platforms": _("平台"), "targets": _("指标"), "material_reduction": _("材料精简"),
}
STATES: Mapping[str, str | Promise] = {
    "holds": _("按各事项天数成立"), "apportioned": _("分摊后成立"), "clock": _("由时限保证"), "open": _("方案没写全"), "broken": _("不成立")}


@dataclass(frozen=True)
class Part:
    """What the plan says of one kind."""

    kind: str
    title: str | Promise
    records: tuple[Record, ...]


@dataclass(frozen=True)
class PlanText:
    """A plan as it is read."""

    mechanism: Mechanism
    words: SafeString
    parts: tuple[Part, ...]
    levers: tuple[Lever, ...]
    promises: tuple[tuple[Answer, str | Promise], ...]
    own_limits: tuple[Any, ...]
    gaps: int


def plan_text(slug: str, today: date) -> PlanText:
    """A place's plan in force today, or on the first day it is. Raises KeyError for no such place, Refused for one not in force."""
    return _plan_text(slug, planner(slug, today).mechanism.day)


@lru_cache(maxsize=64)
def _plan_text(slug: str, day: date) -> PlanText:
    mechanism = planner(slug, day).mechanism
    file = shipped() / slug / "README.md"
    words = markdown().render(file.read_text(encoding="utf-8").partition("\n")[2]) if file.is_file() else ""
    parts = tuple(Part(kind, title, mechanism.of_kind(kind)) for kind, title in KINDS.items() if mechanism.of_kind(kind))
    levers = tuple(lever for lever in mechanism.levers.values() if lever.offered and (slug == NATIONAL or lever.section))
    promised = tuple((answer, STATES[answer.state]) for answer in answers(mechanism, day)) if slug != NATIONAL else ()
    limits = tuple((item, limit) for item in mechanism.items.values() for limit in item.limits if limit.basis == "promised" and mechanism.is_own(limit.where))
    return PlanText(mechanism, mark_safe(words), parts, levers, promised, limits, len(gaps(mechanism)))
