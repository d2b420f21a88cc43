"""`luodi ask`: one question at a time, best question first; "not known" is an answer."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from luodi.cli.common import day, mechanism, page
from luodi.cli.show import Page
from luodi.engine.conditions import Attribute
from luodi.engine.conditions.attributes import checked
from luodi.engine.mechanism import Mechanism
from luodi.engine.plan import Plan, Planner
from luodi.engine.plan.questions import together
from luodi.engine.source import Refused, Said, refuse


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser], shared: argparse.ArgumentParser, today: str) -> None:
    """Add the commands of this file."""
    ask = commands.add_parser("ask", parents=[shared], help="一问一答得到审批地图 · questions and answers to a map")
    ask.add_argument("--region", default="national")
    ask.add_argument("--start", default=today, metavar="DATE")
    ask.add_argument("--mechanisms", metavar="FOLDER")
    ask.add_argument("--save", metavar="FACTS.yaml", help="把回答存成文件 · keep the answers in a file")
    ask.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Ask until nothing can change the map any more, or the person stops."""
    out = page(args)
    if args.save and Path(args.save).exists():
        refuse(None, f"“{args.save}”已存在，不会覆盖", f'"{args.save}" exists and is not overwritten')
    place = mechanism(args, day(args.start))
    planner = Planner(place)
    stated: dict[str, Any] = {}
    skipped: list[str] = []
    out.say(Said(f"{place.title('zh-Hans')}：回答编号或数值；u 不清楚，b 改上一题，q 到此为止",
                 f"{place.title('en')}: answer by number or value; u not known, b back, q stop"))
    asked: list[list[str]] = []
    while True:
        plan = planner.plan(planner.read_facts(stated), day(args.start))
        left = [key for key, _ in plan.questions() if key not in skipped]
        _progress(out, plan, len(left))
        if not left:
            break
        keys = together(place.table, left)
        answer = _tick(out, place, keys) if len(keys) > 1 else _answer(out, place, place.table[keys[0]])
        if answer == "q":
            break
        if answer == "b":
            for last in asked.pop() if asked else ():
                stated.pop(last, None)
                if last in skipped:
                    skipped.remove(last)
            continue
        given = answer if isinstance(answer, dict) else {} if answer == "u" else {keys[0]: answer}
        try:
            planner.read_facts({**stated, **given})
        except Refused as refused:
            for fault in refused.faults:
                out.say(fault.to(args.lang))
            continue
        stated.update(given)
        skipped += [key for key in keys if key not in given]
        asked.append(keys)
    if args.save:
        Path(args.save).write_text(_as_yaml(stated), encoding="utf-8")
        out.say(Said(f"已存到 {args.save}，可用 luodi plan {args.save} 继续", f"kept in {args.save}; go on with luodi plan {args.save}"))
    from luodi.cli.planning import show_plan
    show_plan(out, plan, Said("新项目", "New project").to(args.lang))
    return 0


def _progress(out: Page, plan: Plan, left: int) -> None:
    works = plan.milestones.get("construction_start")
    out.say("")
    out.say(Said(f"现在：要办 {len(plan.scheduled)} 项，{len(plan.unknown)} 项待定{f'，最快 {works} 开工' if works else ''}；还有 {left} 个问题能改变结果",
                 f"now: {len(plan.scheduled)} items, {len(plan.unknown)} open{f', works from {works}' if works else ''}; "
                 f"{left} questions can still change it"), "dim")


def _choices(attribute: Attribute) -> list[tuple[str, Any]]:
    if attribute.type == "yesno":
        return [("1", True), ("2", False)]
    return [(str(n), value) for n, value in enumerate(attribute.values, 1)]


def _answer(out: Page, place: Mechanism, attribute: Attribute) -> Any:
    lang = out.lang
    out.say(attribute.ask.get(lang) or attribute.name(lang), "bold")
    why = attribute.why.get(lang) or attribute.why.get("zh-Hans", "")
    if why:
        out.say(Said(f"  为什么问：{why}", f"  why we ask: {why}"), "dim")
    choices = _choices(attribute)
    for number, value in choices:
        out.say(f"  {number}) {attribute.value_name(frozenset([value]) if attribute.type == 'choices' else value, lang)}")
    if attribute.type == "number":
        zh, en = (attribute.unit_label.get(lang, attribute.unit) for lang in ("zh-Hans", "en"))
        out.say(Said(f"  数值，单位{zh}", f"  a number in {en}"))
    if attribute.type == "choices":
        out.say(Said("  可多选，用逗号分开；都没有填 0", "  several, with commas between; 0 for none"))
    for line in _lines():
        if line in ("u", "b", "q"):
            return line
        try:
            return _read(attribute, line, dict(choices), place)
        except Refused as refused:
            out.say(refused.faults[0].to(lang))
    return "q"


def _tick(out: Page, place: Mechanism, keys: list[str]) -> Any:
    lang = out.lang
    out.say(Said("下面哪些是？填编号，逗号分开，其余算“否”；不清楚的写 ?编号；都不是填 0",
                 "Which of these hold? Numbers with commas between, the rest is no; write ?number where not known; 0 for none"), "bold")
    for number, key in enumerate(keys, 1):
        out.say(f"  {number}) {place.table[key].name(lang)}")
    for line in _lines():
        if line in ("u", "b", "q"):
            return line
        words = [w.strip() for w in line.replace("，", ",").replace("？", "?").split(",") if w.strip()]
        numbers = [w.lstrip("?").strip() for w in words if w != "0"]
        if words and all(n.isdecimal() and 1 <= int(n) <= len(keys) for n in numbers):
            unsure = {keys[int(n) - 1] for n, w in zip(numbers, (w for w in words if w != "0"), strict=True) if w.startswith("?")}
            chosen = {keys[int(n) - 1] for n in numbers}
            return {key: key in chosen for key in keys if key not in unsure}
        out.say(Said(f"请填 1 到 {len(keys)} 的编号", f"write numbers from 1 to {len(keys)}"))
    return "q"


def _read(attribute: Attribute, line: str, choices: dict[str, Any], place: Mechanism) -> Any:
    if attribute.type == "number":
        try:
            value: Any = float(line.replace(",", "").replace("，", ""))
        except ValueError:
            zh, en = (attribute.unit_label.get(lang, attribute.unit) for lang in ("zh-Hans", "en"))
            refuse(None, f"“{line}”不是数字，请只填数字，单位{zh}", f'"{line}" is not a number; write only the number, in {en}')
        return checked(attribute, int(value) if value.is_integer() else value, None)
    words = [w.strip() for w in line.replace("，", ",").split(",") if w.strip()]
    if attribute.type == "choices":
        return [] if words == ["0"] else sorted(checked(attribute, [choices.get(w, w) for w in words], None))
    return checked(attribute, choices.get(line, line), None)


def _lines() -> Iterator[str]:
    while True:
        try:
            yield input("> ").strip()
        except EOFError:
            return


def _as_yaml(stated: dict[str, Any]) -> str:
    lines = ["project: {zh-Hans: 新项目, en: New project}", "facts:"]
    lines += [f"  {key}: {json.dumps(value, ensure_ascii=False)}" for key, value in stated.items()]
    return "\n".join(lines) + "\n"
