"""Whether somebody courts a firm already: by its code, its names, the sound of its name, and projects that are called alike.

Of what a person may not see they learn which unit has it, and by what it was found. Of what is confidential, and was typed by its own code or name, they
learn that it is registered and whom to ask, for else a firm would be courted twice and nobody knew; of anything less alike they learn nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from luodi.engine.identifiers import check_uscc
from luodi.engine.source import Refused, Said
from luodi.frame.paths import ids
from luodi.people.models import Region, Unit, UnitKind
from luodi.projects.models import Enterprise, Project, Status
from luodi.projects.queries import visible
from luodi.projects.search import SHORTEST, projects_holding, small
from luodi.promotion.models import Claim, FirmName, Lead
from luodi.promotion.names import initials, plain
from luodi.rights.kernel import Person

MOST: Final = 8
"""How many are shown."""
LEAST: Final = 4
"""Letters from which initials say anything, and characters from which the name of a project does."""
WHY: Final = {
    "code": Said("统一社会信用代码相同", "the same unified social credit code"), "firm": Said("企业名称相同", "the same name of the firm"),
    "former": Said("和企业的全称或曾用名相同", "the full or a former name of the firm"), "short": Said("和企业的简称相同", "a short name of the firm"),
    "pinyin": Said("企业名称读音相近", "a name of the firm that sounds alike"), "part": Said("企业名称互相包含", "one name of the firm within the other"),
    "project": Said("项目名称相近", "a project that is called alike"),
}
"""By what something is found, in the order in which it is told."""
STRONG: Final = frozenset({"code", "firm", "former"})
"""What leaves no doubt, where the firm is taken."""
_FILLING: Final = re.compile(r"(?:项目|工程|基地|产业园|园区|建设|生产线|生产|制造|扩建|新建|改建|技改|一期|二期|三期|年产.*?[吨台套件万个辆]|[\s\W_])+")


@dataclass(frozen=True)
class Hit:
    """A project that may be the same. `project`: for those who may see it; `taken`: nobody else may register the firm; `pool`: it lies in the pool.

    `unit`: which has it; None for what is confidential to whoever asks: then `ask` is the unit that can be asked, None where the place has none.
    `key`: of the project, for actions only; it is shown to nobody.
    """

    key: int
    unit: Unit | None
    why: tuple[Said, ...]
    taken: bool
    pool: bool
    project: Project | None
    ask: Unit | None = None

    @property
    def said(self) -> Said:
        """All that is told of one that whoever asks may not see."""
        if self.unit:
            return Said(f"已由“{self.unit.name}”登记", f'registered by "{self.unit.name}"')
        zh, en = (f"“{self.ask.name}”", f'"{self.ask.name}"') if self.ask else ("督查单位", "the supervising unit")
        return Said(f"已经登记，请向{zh}核实", f"registered already; ask {en}")


@dataclass(frozen=True)
class Area:
    """Where a firm is taken but once: the place whose mechanism holds, with all below it. `names`: of the places on the way there."""

    place: Region
    regions: tuple[int, ...]
    names: tuple[str, ...]


def area_of(region: Region) -> Area:
    """The area that a region belongs to. Two statements."""
    path = list(Region.objects.filter(pk__in=ids(region.path)).order_by("path"))
    place = next((one for one in reversed(path) if one.slug), region)
    inside = Region.objects.filter(path__startswith=place.path).values_list("pk", flat=True)
    return Area(place, tuple(inside), tuple(_bare(one.name) for one in path))


def keys_of(area: Area, firm: str, uscc: str) -> list[str]:
    """What a firm is taken by in an area. No statement."""
    code = code_of(uscc)
    return [*([f"u:{code}"] if code else []), *([f"n:{core(area, firm)}"] if firm.strip() else [])]


def code_of(uscc: str) -> str:
    """A code as it is kept; nothing for none and for one that is wrong."""
    try:
        return check_uscc(uscc).code if uscc.strip() else ""
    except Refused:
        return ""


def core(area: Area, firm: str) -> str:
    """A firm's name as it is compared: without the name of the place that it is courted in, too."""
    out = plain(firm)
    for name in area.names:
        if out.startswith(name) and len(out) - len(name) >= SHORTEST:
            out = out.removeprefix(name)
    return out


def free(keys: Iterable[str], area: Area) -> Q:
    """Claims that hold no longer: of projects that have ended, and of leads that are over. No statement."""
    gone = Q(project__status=Status.ENDED) | Q(project__lead__state=Lead.State.OVER)
    return Q(region=area.place, key__in=list(keys)) & gone


def alike(person: Person, area: Area, firm: str, uscc: str, name: str = "") -> list[Hit]:
    """What may be the same as a firm, or a project of it, the surest first. At most ten statements."""
    why: dict[int, set[str]] = {}
    claimed = Claim.objects.filter(region=area.place, key__in=keys_of(area, firm, uscc)).values_list("project_id", "key")
    for project, key in claimed:
        why.setdefault(project, set()).add("code" if key.startswith("u:") else "firm")
    firms = _firms(area, firm, code_of(uscc))
    for project, enterprise in Project.objects.filter(enterprise__in=firms).values_list("pk", "enterprise_id") if firms else ():
        why.setdefault(project, set()).update(firms[enterprise or 0])
    for reason, word in (("part", core(area, firm)), ("project", _FILLING.sub("", small(name)))):
        if len(word) >= LEAST:
            for project in Project.objects.filter(pk__in=projects_holding([small(word)]), region__in=area.regions).values_list("pk", flat=True)[:50]:
                why.setdefault(project, set()).add(reason)
    return _hits(person, area, why)


def _firms(area: Area, firm: str, code: str) -> dict[int, set[str]]:
    """The enterprises of an area that may be a firm, and why. Two statements."""
    found: dict[int, set[str]] = {}
    short = core(area, firm)
    named = {plain(firm), short, *(f"{name}{short}" for name in area.names)} - {""}
    sounds = {initials(one) for one in named}
    asked = Q(plain__in=named) | Q(initials__in=sounds) if len(short) >= LEAST else Q(plain__in=named)
    for one in FirmName.objects.filter(asked, region__in=area.regions).order_by("pk")[:200]:
        if one.plain in named:
            found.setdefault(one.enterprise_id, set()).add("short" if one.kind == FirmName.Kind.SHORT else "former")
        elif _sounds(one.plain, named):
            found.setdefault(one.enterprise_id, set()).add("pinyin")
    same = Q(name=" ".join(firm.split())) | Q(uscc=code) if code else Q(name=" ".join(firm.split()))
    for key, uscc in Enterprise.objects.filter(same, region__in=area.regions).values_list("pk", "uscc")[:200]:
        found.setdefault(key, set()).add("code" if code and uscc == code else "firm")
    return found


def _sounds(one: str, named: Iterable[str]) -> bool:
    """Whether a name sounds like another and looks like it, too: letters alone are shared by many."""
    return any(len(one) == len(other) and 2 * sum(a == b for a, b in zip(one, other, strict=True)) >= len(one) for other in named)


def _hits(person: Person, area: Area, why: dict[int, set[str]]) -> list[Hit]:
    if not why:
        return []
    rows = list(Project.objects.filter(pk__in=why, region__in=area.regions).exclude(status=Status.ENDED).select_related("unit__region", "lead", "enterprise"))
    seen = set(visible(person).filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    out = []
    for row in rows:
        lead: Lead | None = getattr(row, "lead", None)
        held = lead is not None and lead.state != Lead.State.OVER
        taken = held and bool(why[row.pk] & STRONG)
        if row.confidential and row.pk not in seen:
            if taken:
                out.append(Hit(row.pk, None, (), True, False, None, asked_of(area)))
            continue
        # The same name is within itself, sounds alike, and is one of the firm's names: said once.
        weaker = {"former", "short", "pinyin", "part"} if "firm" in why[row.pk] else {"part"} if "former" in why[row.pk] else set()
        reasons = tuple(WHY[key] for key in WHY if key in why[row.pk] - weaker)
        pool = lead is not None and lead.state == Lead.State.OPEN and not row.confidential
        out.append(Hit(row.pk, row.unit, reasons, taken, pool, row if row.pk in seen else None))
    return sorted(out, key=lambda hit: (not hit.taken, hit.project is None, hit.key))[:MOST]


def asked_of(area: Area) -> Unit | None:
    """Who is asked about what is confidential in an area: the nearest unit that supervises there. One statement."""
    found = Unit.objects.filter(region__in=ids(area.place.path), kind=UnitKind.SUPERVISION, closed__isnull=True)
    return found.order_by("-region__path", "path").first()


def _bare(name: str) -> str:
    """What a place is called without the word for its kind."""
    for tail in ("自治区", "自治州", "自治县", "新区", "地区", "省", "市", "区", "县", "旗", "镇", "街道"):
        if name.endswith(tail) and len(name) - len(tail) >= SHORTEST:
            return name.removesuffix(tail)
    return name


def first_taken(hits: Sequence[Hit]) -> Hit | None:
    """The one that stands in the way, if any does."""
    return next((hit for hit in hits if hit.taken), None)
