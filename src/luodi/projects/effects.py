"""What changed facts of a project change in its approval map, before they are saved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from luodi.engine.plan import PlannedItem
from luodi.engine.source import Refused
from luodi.frame.templatetags.luodi import days, lang_here, long_day
from luodi.maps.asked import Asked
from luodi.maps.chart import Line, Map
from luodi.people.rules import Rulebook
from luodi.projects.maps import chart_of, planner_of, signed_on
from luodi.projects.models import Project
from luodi.projects.rules import kept

NAMED: Final = 8
"""Items or papers that one line names; more are only counted."""


@dataclass(frozen=True)
class Changed:
    """An item that is handled otherwise than before: days, who decides, or in which other item."""

    before: Line
    after: Line


@dataclass(frozen=True)
class Effects:
    """What becomes different. `before` is None where the facts so far cannot be planned."""

    before: Map | None
    after: Map

    @cached_property
    def come(self) -> tuple[Line, ...]:
        """Items to be done that were not, or not surely."""
        had = _applying(self.before)
        return tuple(self.after.line(p) for key, p in _applying(self.after).items() if key not in had)

    @cached_property
    def fall(self) -> tuple[Line, ...]:
        """Items that were to be done and are not, or not surely."""
        has = _applying(self.after)
        return tuple(self.before.line(p) for key, p in _applying(self.before).items() if key not in has) if self.before else ()

    @cached_property
    def changed(self) -> tuple[Changed, ...]:
        """Items that stay and are handled otherwise."""
        had, has = _applying(self.before), _applying(self.after)
        both = ((had[key], has[key]) for key in has if key in had and _handled(had[key]) != _handled(has[key]))
        return tuple(Changed(self.before.line(one), self.after.line(other)) for one, other in both) if self.before else ()

    @cached_property
    def settled(self) -> tuple[Line, ...]:
        """Items that were open and are now known not to be needed."""
        status = {key: p.status for key, p in self.after.plan.items.items()}
        return tuple(line for line in self.before.unknown if status.get(line.item.id) == "does_not") if self.before else ()

    @cached_property
    def papers_more(self) -> tuple[str, ...]:
        """Papers to bring that were not."""
        had = _papers(self.before)
        return tuple(paper for paper in _papers(self.after) if paper not in had)

    @cached_property
    def papers_less(self) -> tuple[str, ...]:
        """Papers that need not be brought any more."""
        has = _papers(self.after)
        return tuple(paper for paper in _papers(self.before) if paper not in has)

    @property
    def later(self) -> int:
        """Working days by which everything is done later than before; below 0: earlier."""
        return self.after.mechanism.calendar.count(self.before.plan.finish, self.after.plan.finish) if self.before else 0

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """All of it in words, a line each: the days first. One line where nothing changes."""
        after, out = self.after, [*self._dates()]
        if self.come:
            out.append(_("多出 %(n)d 项要办：%(items)s") % {"n": len(self.come), "items": _named(line.name for line in self.come)})
        if self.fall:
            out.append(_("少办 %(n)d 项：%(items)s") % {"n": len(self.fall), "items": _named(line.name for line in self.fall)})
        out += [_("%(item)s：由“%(before)s”变为“%(after)s”") % {"item": one.after.name, "before": how(one.before), "after": how(one.after)}
                for one in self.changed]
        if self.settled:
            out.append(_("定下来不用办的 %(n)d 项：%(items)s") % {"n": len(self.settled), "items": _named(line.name for line in self.settled)})
        bring = self.before.papers.bring if self.before else 0
        if bring != after.papers.bring:
            out.append(_("要准备的材料由 %(before)d 份变为 %(after)d 份") % {"before": bring, "after": after.papers.bring})
        if self.papers_more:
            out.append(_("多备材料：%(papers)s") % {"papers": _named(self.papers_more)})
        if self.papers_less:
            out.append(_("少备材料：%(papers)s") % {"papers": _named(self.papers_less)})
        open_before = len(self.before.plan.unknown) if self.before else len(after.mechanism.items)
        if open_before != len(after.plan.unknown):
            out.append(_("待定的事项由 %(before)d 项变为 %(after)d 项") % {"before": open_before, "after": len(after.plan.unknown)})
        return tuple(out) or (_("审批地图不变。"),)

    def _dates(self) -> Iterable[str]:
        after, lang = self.after, self.after.lang
        if self.before is None:
            yield _("%(day)s 全部办完") % {"day": long_day(after.plan.finish, lang)}
            return
        before = self.before
        if before.start_of_works != after.start_of_works and after.start_of_works:
            was = long_day(before.start_of_works, lang) if before.start_of_works else _("没有施工")
            yield _("最快开工由 %(before)s 变为 %(after)s") % {"before": was, "after": long_day(after.start_of_works, lang)}
        elif before.start_of_works and not after.start_of_works:
            yield _("不再有施工")
        if before.plan.finish != after.plan.finish:
            n = abs(self.later)
            late = ngettext("全部办完由 %(before)s 变为 %(after)s，晚 %(n)d 个工作日", "全部办完由 %(before)s 变为 %(after)s，晚 %(n)d 个工作日", n)
            early = ngettext("全部办完由 %(before)s 变为 %(after)s，早 %(n)d 个工作日", "全部办完由 %(before)s 变为 %(after)s，早 %(n)d 个工作日", n)
            yield (late if self.later > 0 else early) % {"before": long_day(before.plan.finish, lang), "after": long_day(after.plan.finish, lang), "n": n}
        if before.working_days != after.working_days:
            yield _("从头到尾由 %(before)s 变为 %(after)s") % {"before": days(before.working_days), "after": days(after.working_days)}


def effects(project: Project, new_facts: Mapping[str, Any], book: Rulebook, today: date) -> Effects:
    """What the map would have that it has not now, in the language of the reader; nothing is saved.

    `new_facts`: as they are kept or as the engine reads them; None takes one back. Raises Refused for facts that cannot be true together.
    One statement for a project that was signed, else none.
    """
    made, _elsewhere = planner_of(book, project.region_id, today)
    start, lang = signed_on(project, book) or today, lang_here()
    new = {**project.facts, **{key: kept(key, value, made.mechanism.table) for key, value in new_facts.items()}}
    after = chart_of(made, {key: value for key, value in new.items() if value is not None}, start, Asked(), today, lang)
    try:
        before = chart_of(made, project.facts, start, Asked(), today, lang)
    except Refused:
        before = None
    return Effects(before, after)


def how(line: Line) -> str:
    """How an item is handled: its days and who decides, or in which other item."""
    if line.host:
        return _("并入“%(host)s”") % {"host": line.host}
    return _("、").join(part for part in (days(line.item.days, line.item.unit), line.item.authority) if part)


def _handled(p: PlannedItem) -> tuple[Any, ...]:
    return (p.host,) if p.host else (p.days, p.unit, p.authority)


def _applying(chart: Map | None) -> Mapping[str, PlannedItem]:
    return {p.id: p for p in chart.plan.scheduled} if chart else {}


def _papers(chart: Map | None) -> dict[str, None]:
    return dict.fromkeys(need.title for need in chart.papers_in_words if not need.made_by) if chart else {}


def _named(names: Iterable[str]) -> str:
    names = list(names)
    if len(names) <= NAMED:
        return _("、").join(names)
    return _("%(names)s等") % {"names": _("、").join(names[:NAMED])}
