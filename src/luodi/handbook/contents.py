"""Plan -> handbook: the whole 《招商引资项目审批服务指引手册》 of a project, or of a kind of project, as plain data."""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from luodi.engine.drawing import draw
from luodi.engine.drawing.text import clean
from luodi.engine.levers import Case
from luodi.engine.mechanism import Mechanism
from luodi.engine.plan import Plan, PlannedItem
from luodi.engine.plan.papers import paper_count
from luodi.engine.plan.words import UNITS, plan_as_dict
from luodi.handbook import chapters
from luodi.handbook.items import Part, View, card, items_table
from luodi.handbook.model import Block, Drawing, Figure, Handbook, Pairs, Paragraph, Section, size_of
from luodi.handbook.speech import Speech

LONGEST_TITLE = 80
"""Characters of a project's name; a longer one is cut with "…"."""
LONGEST_ABOUT = 400
MANY = 25
"""Items above which the map is drawn again part by part."""
FEWEST = 4
"""Items that a part must have for a drawing of its own."""
HEAD = 56
"""Pixels of a drawing that its title and its sentence take."""
WIDE, TALL, NARROW = 1440, 980, 820
"""Widths of the whole map on its side and upright, and of its parts, in pixels."""
UPRIGHT, ON_ITS_SIDE = (178, 235), (265, 150)
"""Room for the map on a page, in millimetres."""


def handbook(plan: Plan, title: str, lang: str, made_on: date, case: Case | None = None, about: str = "", of_kind: bool = False) -> Handbook:
    """The handbook of a plan.

    `title` and `about`: the project's name and a line about it, as a person typed them; what cannot be printed is left out.
    `lang`: zh-Hans; any other language reads English. `made_on`: the day that stands on it. `case`: asks what relaxations would
    save, by default for the plan's own facts, start and levers. `of_kind`: the facts describe a kind of project, not one project.
    """
    say = Speech(lang)
    view = View(plan, say)
    mechanism = plan.mechanism
    name = _cut(clean(title), LONGEST_TITLE) or say("新项目", "New project")
    case = case or Case(plan.planner, plan.facts, plan.start, plan.own_days, tuple(lever.id for lever in plan.levers))
    events = chapters.events(view)
    version = f"{data_version(mechanism)}-{made_on:%Y%m%d}"
    cover = _cover(view, version, made_on, of_kind)
    answer = _answer(view, name)
    sections = [
        Section("answer", say("一页看懂", "At a glance"), 1, _glance(view, answer)),
        Section("map", say("流程图", "Flow chart"), 1, _maps(view)),
        Section("items", say("事项清单", "List of items"), 1, (items_table(view),)),
        *_stages(view),
        chapters.papers(view), chapters.days(view, events), chapters.open_items(view), chapters.levers(view, case), chapters.contacts(view),
        chapters.law(view), chapters.notes(view, cover),
    ]
    return Handbook(say.lang, _key(mechanism, name), say("招商引资项目审批服务指引手册", "Approval Service Handbook for Investment Projects"), name,
                    _cut(clean(about), LONGEST_ABOUT), say.of(mechanism.place), answer, _figures(view, name), cover, version, made_on, tuple(sections), events)


@lru_cache(maxsize=32)
def data_version(mechanism: Mechanism) -> str:
    """The first eight digits of the hash (SHA-256) of everything the mechanism was read from, calendar included."""
    calendar = mechanism.calendar
    whole = json.dumps([mechanism.slug, mechanism.raw, calendar.published_until.isoformat(), list(calendar.offsets)], ensure_ascii=False, sort_keys=True,
        default=str)
    return hashlib.sha256(whole.encode()).hexdigest()[:8]


def _cut(words: str, most: int) -> str:
    return words if len(words) <= most else words[:most - 1] + "…"


def _key(mechanism: Mechanism, name: str) -> str:
    """Letters and digits that name this project in this place: the same when its handbook is made again."""
    return hashlib.sha256(f"{mechanism.slug}\n{name}".encode()).hexdigest()[:16]


def _cover(view: View, version: str, made_on: date, of_kind: bool) -> tuple[tuple[str, str], ...]:
    say, mechanism, document = view.say, view.mechanism, view.mechanism.document
    issued = say.join(str(x) for x in (document.get("issuer"), document.get("number"), document.get("issued")) if x)
    return (
        (say("适用", "For"), say("这一类项目", "projects of this kind") if of_kind else say("本项目", "this project")),
        (say("地区", "Place"), say.of(mechanism.place)),
        (say("机制", "Mechanism"), mechanism.title(say.lang)),
        (say("依据方案", "Plan"), str(document.get("title", "")) + say.aside(issued)),
        (say("开始日期", "Start"), say.day(view.plan.start)),
        (say("编制日期", "Made on"), say.day(made_on)),
        (say("版本", "Version"), version + say.aside(say(f"数据指纹 {version.split('-')[0]}，机制按 {mechanism.day} 的规定",
            f"data {version.split('-')[0]}, as in force on {mechanism.day}"))),
    )


def _answer(view: View, name: str) -> str:
    say, plan = view.say, view.plan
    if not plan.scheduled:
        return say(f"“{name}”按现有情况没有要办的事项。", f"On these facts nothing has to be done for {name}.")
    works = plan.milestones.get("construction_start")
    first, last = say.day(plan.start), say.day(plan.finish)
    if works:
        return say(f"“{name}”从 {first}起，最快 {say.day(works)}开工，{last}全部办完。",
                   f"{name}: from {first}, works may start on {say.day(works)}, and everything is done on {last}.")
    return say(f"“{name}”从 {first}起，最快 {last}全部办完。", f"{name}: from {first}, everything is done on {last}.")


def _figures(view: View, name: str) -> tuple[Figure, ...]:
    say, plan = view.say, view.plan
    days = plan_as_dict(plan, name, say.lang)["days"]
    hosted = sum(1 for p in plan.scheduled if p.host)
    count = paper_count(view.needs)
    unknown = len(plan.unknown)
    merged = say(f"{hosted} 项并入别项", f"{hosted} handled in others") if hosted else ""
    found = [
        Figure(say("要办事项", "Items"), str(len(plan.scheduled)), say("项", ""), say.join([merged, say(f"另 {unknown} 项待定",
            f"{unknown} not settled") if unknown else ""])),
        Figure(say("关键路径", "Critical path"), str(days["working"]), say("个工作日", "working days"), say(
            f"机关 {days['government_on_critical_path']}，企业与市场 {days['enterprise_and_market_on_critical_path']}",
            f"government {days['government_on_critical_path']}, enterprise and market {days['enterprise_and_market_on_critical_path']}")),
        Figure(say("要备材料", "Papers to bring"), str(count.bring), say("份", ""), say(f"逐项要 {count.asked} 次，少 {count.share:.0f}%",
            f"asked for {count.asked} times, {count.share:.0f}% fewer")),
    ]
    if plan.total:
        span = view.mechanism.spans[plan.total.span]
        found.append(Figure(say.of(span.name), str(plan.span_in(span, plan.total.unit)), UNITS[plan.total.unit][say.lang],
                            say(f"公布 {plan.total.at_most}", f"published: {plan.total.at_most}")))
    else:
        span = view.mechanism.spans["main_flow"]
        if any(plan.items[i].status == "applies" for i in span.items):
            found.append(Figure(say.of(span.name), str(plan.span(span)), UNITS[span.unit][say.lang],
                say("只计机关时间；方案没有公布总时限", "government only; no total published")))
    return tuple(found)


def _glance(view: View, answer: str) -> tuple[Block, ...]:
    say, plan, table = view.say, view.plan, view.mechanism.table
    facts = tuple((table[key].name(say.lang), table[key].value_name(value, say.lang)) for key, value in plan.facts.items() if _telling(value))
    yes = [table[key].name(say.lang) for key, value in plan.facts.items() if value is True]
    path = " → ".join(view.named(i) for i in plan.critical_path)
    pairs = [(say("关键路径", "Critical path"), path)] if path else []
    pairs += [(say.of(view.mechanism.gates[gate].name), say.day(day)) for gate, day in plan.milestones.items()]
    if plan.levers:
        pairs.append((say("已用的提速办法", "Relaxations in force"), say.join(x.title(say.lang) for x in plan.levers)))
    return (Paragraph(answer, "lead"), Pairs(tuple(pairs)),
            Paragraph(say("推算所依据的项目情况如下；有出入，事项和日期都会变。",
                          "These are the facts that the map rests on; where they differ, items and dates change.")),
            Pairs((*facts, (say("回答“是”的", "Answered yes"), say.join(yes) or "—"))))


def _telling(value: object) -> bool:
    """Whether a fact is worth a line: figures and choices; yes and no are told together."""
    return not isinstance(value, bool) and value not in (0, 0.0) and value != frozenset()


def _maps(view: View) -> tuple[Block, ...]:
    """The whole map, at the width at which its words come out larger on a page of A4: broad on its side, or narrow and upright."""
    title = view.say("全程审批地图", "The whole approval map")
    broad = _drawing(view, "map", title, None, WIDE)
    if _scale(broad) * WIDE >= ON_ITS_SIDE[0]:
        return (broad,)
    return (max(broad, _drawing(view, "map", title, None, TALL), key=_scale),)


def _scale(drawing: Drawing) -> float:
    """Millimetres on paper of one pixel of a drawing."""
    width, height = size_of(drawing.svg)
    (across, down) = UPRIGHT if drawing.upright else ON_ITS_SIDE
    return min(across / width, down / height)


def _part_map(view: View, part: Part) -> tuple[Block, ...]:
    """The part of the map that a part's items make, where the whole is too much for one look."""
    if len(view.plan.scheduled) <= MANY or sum(1 for p in part.items if not p.host) < FEWEST:
        return ()
    name = part.name or part.stage.title(view.say.lang)
    return (_drawing(view, f"map-{part.items[0].item.stage}", view.say(f"{name}：审批地图", f"{name}: approval map"), part.items, NARROW),)


def _drawing(view: View, name: str, caption: str, items: Sequence[PlannedItem] | None, width: int) -> Drawing:
    svg = draw(view.plan, view.say.lang, only=None if items is None else [p.id for p in items], width=width)
    said = re.search(r"<desc>(.*?)</desc>", svg, re.DOTALL)
    alt = html.unescape(clean(said[1])) if said else caption
    return Drawing(name, caption, alt, svg if items is None else _headless(svg))


def _headless(svg: str) -> str:
    """A drawing without its first two lines, which speak of the whole map; a part has its own caption."""
    def cropped(found: re.Match[str]) -> str:
        width, height = int(found[1]), int(found[2]) - HEAD
        return f'viewBox="0 {HEAD} {width} {height}" width="{width}" height="{height}"'
    return re.sub(r'viewBox="0 0 (\d+) (\d+)" width="[^"]+" height="[^"]+"', cropped, svg, count=1)


def _stages(view: View) -> list[Section]:
    say, out = view.say, []
    for stage in view.mechanism.stages:
        parts = [part for part in view.parts if part.stage.id == stage.id]
        heading = say("分阶段：", "Stage: ") + stage.title(say.lang)
        own = [block for part in parts if not part.name for block in (*_part_map(view, part), *(card(view, p) for p in part.items))]
        out.append(Section(f"stage-{stage.id}", heading, 1, (*_stage_head(view, stage.id, parts), *own)))
        out += [Section(f"part-{part.items[0].item.stage}", part.name, 2, (*_part_map(view, part), *(card(view, p) for p in part.items)))
                for part in parts if part.name]
    return out


def _stage_head(view: View, stage: str, parts: Sequence[Part]) -> tuple[Block, ...]:
    say, mechanism = view.say, view.mechanism
    items = [p for part in parts for p in part.items]
    starts, ends = [p.start for p in items if p.start], [p.finish for p in items if p.finish]
    blocks: list[Block] = []
    longest = say.days(view.plan.stage_days(stage), "working")
    if starts and ends:
        blocks.append(Paragraph(say(
            f"{len(items)} 项，{say.day(min(starts))}至{say.day(max(ends))}；机关办理最长一条线 {longest}。",
            f"{len(items)} items, {say.day(min(starts))} to {say.day(max(ends))}; the longest government line takes {longest}."), "lead"))
    else:
        blocks.append(Paragraph(say("本阶段没有要办的审批事项。", "This stage has no approvals."), "lead"))
    steps = [s for s in mechanism.of_kind("steps") if s.data.get("stage") == stage]
    if steps:
        blocks.append(chapters.steps_table(view, f"steps-{stage}", steps))
    return tuple(blocks)
