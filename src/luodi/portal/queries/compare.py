"""The same project in two places: what differs item by item, and the figures side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext, ngettext

from luodi.frame.templatetags.luodi import long_day
from luodi.portal.queries.guide import Guide, Line, savings


def differences(one: Guide, other: Guide) -> list[tuple[str, Line | None, Line | None]]:
    """Item by item what differs between two places: who decides, days, dates; by name."""
    out = []
    for key in dict.fromkeys([*one.plan.items, *other.plan.items]):
        a, b = (_applying(g, key) for g in (one, other))
        if (a is None) != (b is None) or (a and b and _figures(a) != _figures(b)):
            shown = a or b
            assert shown
            out.append((shown.name, a, b))
    return out


def _applying(guide: Guide, key: str) -> Line | None:
    planned = guide.plan.items.get(key)
    return guide.line(planned) if planned and planned.status == "applies" else None


def _figures(line: Line) -> tuple[Any, ...]:
    p = line.item
    return (p.host,) if p.host else (p.days, p.unit, p.authority, p.own_days)


def unsettled(lines: Iterable[Line]) -> int:
    """How many lines lean on days that nobody has published for this place."""
    return sum(bool({"assumed", "unknown", "default"} & set(line.marks)) for line in lines)


def side_by_side(one: Guide, other: Guide) -> list[tuple[str, str, str, int]]:
    """The figures of two places: label, one, the other, and which is better (1, 2, or 0 for neither)."""
    def less(a: Any, b: Any) -> int:
        return 0 if a is None or b is None or a == b else 1 if a < b else 2

    def days(n: int) -> str:
        return ngettext("%(n)d 个工作日", "%(n)d 个工作日", n) % {"n": n}

    def shown(day: date | None) -> str:
        return long_day(day, one.lang) if day else "—"

    works, finish = (one.start_of_works, other.start_of_works), (one.plan.finish, other.plan.finish)
    whole, bring = (one.working_days, other.working_days), (one.papers.bring, other.papers.bring)
    rows = [(gettext("最快开工"), shown(works[0]), shown(works[1]), less(*works)), (gettext("全部办完"), shown(finish[0]), shown(finish[1]), less(*finish)),
            (gettext("从头到尾"), days(whole[0]), days(whole[1]), less(*whole)),
            (gettext("要办事项"), str(len(one.plan.scheduled)), str(len(other.plan.scheduled)), 0),
            (gettext("材料份数"), str(bring[0]), str(bring[1]), less(*bring))]
    mine, theirs = ({span["id"]: span for span in guide.spans} for guide in (one, other))
    for key in mine:
        if key in theirs:
            a, b = mine[key], theirs[key]
            rows.append((a["name"], span_words(a), span_words(b), less(a["days"], b["days"]) if a["unit"] == b["unit"] else 0))
    levers = [len(savings(guide).offered) + len(guide.plan.levers) for guide in (one, other)]
    rows.append((gettext("可用的提速办法"), str(levers[0]), str(levers[1]), 0))
    return rows


def span_words(span: Mapping[str, Any]) -> str:
    """A published total in words: its days, and the promise beside it."""
    unit = gettext("个自然日") if span["unit"] == "calendar" else gettext("个工作日")
    said = f"{span['days']} {unit}"
    return said + gettext("（公布 %(n)d 天以内）") % {"n": span["promise"]} if span["promise"] else said
