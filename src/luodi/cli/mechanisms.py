"""`luodi mechanisms list|check|gaps|diff` and `luodi promises`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from luodi.cli.common import day, page
from luodi.cli.show import Page
from luodi.engine.mechanism import Mechanism, diff, gaps, load, names
from luodi.engine.mechanism.gaps import KINDS
from luodi.engine.plan.words import UNITS
from luodi.engine.promises import Answer, answers, as_dict, check
from luodi.engine.source import Refused, Said, refuse

STATES = {
    "holds": Said("成立：按事项天数", "holds: from the items' own days"), "apportioned": Said("成立：分摊后", "holds: once apportioned"),
    "clock": Said("由时限执行", "kept by its clock"), "open": Said("方案没写全", "plan says too little"), "broken": Said("不成立", "does not hold"),
}


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser], shared: argparse.ArgumentParser, today: str) -> None:
    """Add the commands of this file."""
    place = argparse.ArgumentParser(add_help=False, parents=[shared])
    place.add_argument("--mechanisms", metavar="FOLDER", help="机制所在的文件夹 · where mechanisms are kept")
    place.add_argument("--start", default=today, metavar="DATE", help="哪天的机制 · as it stands on this day")
    place.add_argument("--format", choices=("table", "json"), default="table")
    top = commands.add_parser("mechanisms", help="各地机制 · the places' mechanisms")
    kinds = top.add_subparsers(dest="what", required=True, metavar="list|check|gaps|diff")
    kinds.add_parser("list", parents=[place], help="有哪些 · which there are").set_defaults(run=run_list)
    checked = kinds.add_parser("check", parents=[place], help="检查数据 · check the data")
    checked.add_argument("region", nargs="*")
    checked.set_defaults(run=run_check)
    gap = kinds.add_parser("gaps", parents=[place], help="本地还要补什么 · what the place must still supply")
    gap.add_argument("region")
    gap.set_defaults(run=run_gaps)
    two = kinds.add_parser("diff", parents=[place], help="两地或两日之间的不同（A@日期）· what differs (A@DATE)")
    two.add_argument("before")
    two.add_argument("after")
    two.set_defaults(run=run_diff)
    promises = commands.add_parser("promises", parents=[place], help="公开承诺能不能兑现 · do the published promises hold")
    promises.add_argument("--region", action="append")
    promises.set_defaults(run=run_promises)


def _root(args: argparse.Namespace) -> Path | None:
    if not args.mechanisms:
        return None
    root = Path(args.mechanisms)
    if not root.is_dir():
        refuse(None, f"没有文件夹“{root}”", f'there is no folder "{root}"')
    return root


def _load(args: argparse.Namespace, text: str) -> Mechanism:
    slug, _, on = text.partition("@")
    return load(slug, day(on or args.start), _root(args))


def run_list(args: argparse.Namespace) -> int:
    """Print the mechanisms."""
    found = [_load(args, name) for name in names(_root(args))]
    if args.format == "json":
        print(json.dumps([{"id": m.slug, "name": dict(m.name), "place": dict(m.place), "inherits": m.parent or None, "document": dict(m.document),
                           "stages": [s.id for s in m.stages], "totals": [t.id for t in m.totals]} for m in found], ensure_ascii=False, indent=1))
        return 0
    page(args).table(
        [Said("编号", "id"), Said("名称", "name"), Said("文件", "document"), Said("阶段", "stages"), Said("公布总时限", "published totals"),
         Said("提速办法", "levers"), Said("组织记录", "records")],
        [[m.slug, m.title(args.lang), str(m.document.get("title", "")), str(len(m.stages)),
          " ".join(f"{t.at_most}{'工作日' if t.unit == 'working' else '自然日'}" if args.lang == "zh-Hans" else f"{t.at_most} {t.unit}" for t in m.totals),
          str(sum(x.offered for x in m.levers.values())), str(len(m.records))] for m in found])
    return 0


def run_check(args: argparse.Namespace) -> int:
    """Check mechanisms: everything that loading checks, the clock's rules, and that every promise can be answered."""
    out, bad = page(args), 0
    found: list[dict[str, Any]] = []
    for name in args.region or names(_root(args)):
        try:
            mechanism = _load(args, name)
            check(mechanism)
        except Refused as refused:
            bad += 1
            found.append({"id": name, "faults": [fault.to(args.lang) for fault in refused.faults]})
            if args.format == "table":
                out.say(Said(f"✗ {name}：{len(refused.faults)} 处", f"✗ {name}: {len(refused.faults)} faults"))
                for fault in refused.faults:
                    out.say(f"  {fault.to(args.lang)}")
            continue
        found.append({"id": name, "faults": [], "items": len(mechanism.items), "levers": len(mechanism.levers), "records": len(mechanism.records)})
        if args.format == "table":
            out.say(Said(f"✓ {name}：{len(mechanism.items)} 项，{len(mechanism.levers)} 个提速办法，{len(mechanism.records)} 条组织记录",
                         f"✓ {name}: {len(mechanism.items)} items, {len(mechanism.levers)} levers, {len(mechanism.records)} records"))
    if args.format == "json":
        print(json.dumps(found, ensure_ascii=False, indent=1))
    return 2 if bad else 0


def run_gaps(args: argparse.Namespace) -> int:
    """Print what a place's administrator must still supply."""
    mechanism = _load(args, args.region)
    found = gaps(mechanism)
    if args.format == "json":
        print(json.dumps([{"kind": g.kind, "id": g.id, "asks": g.asks._asdict(), "until_then": g.until_then._asdict()} for g in found],
                         ensure_ascii=False, indent=1))
        return 0
    out = page(args)
    out.say(Said(f"{mechanism.title('zh-Hans')}：还要补 {len(found)} 项；没补之前用右边的值，并标明是默认",
                 f"{mechanism.title('en')}: {len(found)} things to supply; until then the value on the right is used and marked as a default"), "bold")
    for kind, title in KINDS.items():
        mine = [g for g in found if g.kind == kind]
        if mine:
            out.heading(f"{title.to(args.lang)}（{len(mine)}）")
            out.table(["☐", Said("要补什么", "to supply"), Said("现在用", "used now")], [["☐", g.asks.to(args.lang), g.until_then.to(args.lang)] for g in mine])
    return 0


def _plain(value: Any) -> Any:
    return {k: _plain(v) for k, v in value.items()} if isinstance(value, dict) else [_plain(v) for v in value] if isinstance(value, list) else value


def run_diff(args: argparse.Namespace) -> int:
    """Print what differs between two places, or between two days of one."""
    found = diff(_load(args, args.before), _load(args, args.after))
    if args.format == "json":
        print(json.dumps([{"path": list(d.path), "before": _plain(d.before), "after": _plain(d.after), "before_at": str(d.before_at) if d.before_at else None,
                           "after_at": str(d.after_at) if d.after_at else None} for d in found], ensure_ascii=False, indent=1))
        return 0
    out = page(args)
    out.say(Said(f"{args.before} → {args.after}：{len(found)} 处不同", f"{args.before} → {args.after}: {len(found)} differences"), "bold")
    out.table([Said("在哪", "where"), args.before, args.after, Said("出处", "stands at")],
              [[".".join(d.path), _shown(d.before), _shown(d.after), str(d.after_at or d.before_at or "")] for d in found])
    return 0


def _shown(value: Any) -> str:
    if value is None:
        return "—"
    text = json.dumps(_plain(value), ensure_ascii=False) if isinstance(value, dict | list) else str(value)
    return text if len(text) <= 60 else text[:57] + "…"


def run_promises(args: argparse.Namespace) -> int:
    """Print every headline promise with what is computed for it."""
    start = day(args.start)
    regions = args.region or [name for name in names(_root(args)) if name != "national"]
    found = [(mechanism, answers(mechanism, start)) for mechanism in (_load(args, name) for name in regions)]
    if args.format == "json":
        print(json.dumps({m.slug: [as_dict(a) for a in mine] for m, mine in found}, ensure_ascii=False, indent=1))
        return 0
    out = page(args)
    for mechanism, mine in found:
        if mine:
            out.heading(f"{mechanism.title(args.lang)}  [{mechanism.slug}]")
            for answer in mine:
                _promise(out, mechanism, answer)
    return 1 if any(a.state == "broken" for _, mine in found for a in mine) else 0


def _promise(out: Page, mechanism: Mechanism, answer: Answer) -> None:
    lang = out.lang
    name = answer.name.get(lang) or answer.name["zh-Hans"]
    out.say(f"{STATES[answer.state].to(lang)}｜{name}")
    out.say(Said(f"  承诺：{answer.promised.zh}（“{answer.said}”，{answer.section}）；算得：{answer.computed.zh}；示例：{answer.project}",
                 f"  promised: {answer.promised.en} ({answer.section}); computed: {answer.computed.en}; project: {answer.project}"))
    out.say(Said(f"  {answer.why.zh}", f"  {answer.why.en}"))
    if answer.missing:
        out.say(Said(f"  缺：{answer.missing.get('zh-Hans', '')}", f"  missing: {answer.missing.get('en') or answer.missing.get('zh-Hans', '')}"))
    if answer.budgets:
        parts = [f"{mechanism.items[b.item].title(lang)} {b.before}→{b.days} {UNITS[b.unit][lang]}" for b in answer.budgets]
        out.say("  " + ("、" if lang == "zh-Hans" else ", ").join(parts))
