"""`luodi plan`, `explain`, `levers`."""

from __future__ import annotations

import argparse
import json
from datetime import date

from luodi.cli.common import day, deliver, file_name, lever_option, make_plan, output_options, page, plan_options
from luodi.cli.show import Page
from luodi.engine.catalog import Limit
from luodi.engine.conditions import sentence
from luodi.engine.conditions.words import say_test
from luodi.engine.levers import Backward, Case, Saving, backward_from, best, can_start_by, each
from luodi.engine.mechanism import Mechanism
from luodi.engine.plan import Plan, PlannedItem
from luodi.engine.plan.papers import bundles, late_misses, paper_count, paper_needs
from luodi.engine.plan.words import BASIS, CONFIDENCE, FORMS, KIND, MARKS, UNITS, marks, plan_as_dict, reason
from luodi.engine.source import Said, near, refuse


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser], shared: argparse.ArgumentParser, today: str) -> None:
    """Add the commands of this file."""
    common = argparse.ArgumentParser(add_help=False)
    plan_options(common, today)
    plan = commands.add_parser("plan", parents=[shared, common], help="审批地图 · the approval map")
    lever_option(plan)
    plan.add_argument("--by", metavar="DATE", help="要在哪天前开工 · start the works by")
    plan.add_argument("--format", choices=("table", "json", "svg", "pdf", "docx", "xlsx", "ics"), default="table")
    output_options(plan)
    plan.set_defaults(run=run_plan, today=today)
    explain = commands.add_parser("explain", parents=[shared, common], help="一个事项为什么要办、多久、等谁 · one item in full")
    explain.add_argument("item", metavar="ITEM")
    explain.set_defaults(run=run_explain)
    levers = commands.add_parser("levers", parents=[shared, common], help="哪些办法能更快 · what would be faster")
    levers.add_argument("--all", action="store_true", help="也看本地没有提供的 · also those the place does not offer")
    levers.add_argument("--format", choices=("table", "json"), default="table")
    levers.set_defaults(run=run_levers)


def run_plan(args: argparse.Namespace) -> int:
    """Print a map."""
    plan, file, facts, planner = make_plan(args)
    target = day(args.by) if args.by else None
    case = Case(planner, facts, plan.start, file.own_days, tuple(args.with_levers or ()))
    if args.format in ("pdf", "docx", "xlsx", "ics"):
        from luodi.cli.handbook import document
        return document(args, plan, file)
    if args.format == "svg":
        from luodi.engine.drawing import draw
        return _text(args, draw(plan, args.lang), file.title(args.lang))
    if args.format == "json":
        data = plan_as_dict(plan, file.title(args.lang), args.lang)
        if target:
            data["by"] = _by_as_dict(case, target)
        return _text(args, json.dumps(data, ensure_ascii=False, indent=1), file.title(args.lang))
    if args.output:
        refuse(None, "表格只显示在屏幕上；要存成文件请加 --format pdf、docx、xlsx、ics、svg 或 json",
               "a table is for the screen; for a file add --format pdf, docx, xlsx, ics, svg or json")
    out = page(args)
    show_plan(out, plan, file.title(args.lang))
    if target:
        _by(out, case, target)
    return 0


def _text(args: argparse.Namespace, text: str, title: str) -> int:
    """Text to the screen, or to the file asked for."""
    if args.output:
        return deliver(f"{text}\n".encode(), args, file_name(title, "plan", args.format))
    print(text)
    return 0


def show_plan(out: Page, plan: Plan, name: str) -> None:
    """A map as tables."""
    _head(out, plan, name)
    _items(out, plan)
    _rest(out, plan)


def _date(value: date | None) -> str:
    return value.isoformat() if value else ""


def _aside(text: str, lang: str) -> str:
    """A remark in the brackets of the language; nothing for no remark."""
    return "" if not text else f"（{text}）" if lang == "zh-Hans" else f" ({text})"


def _days(n: int, unit: str, lang: str) -> str:
    return f"{n} {UNITS[unit][lang]}" if n else {"zh-Hans": "即办", "en": "at once"}[lang]


def _head(out: Page, plan: Plan, name: str) -> None:
    mechanism, lang = plan.mechanism, out.lang
    works = plan.milestones.get("construction_start")
    zh = f"{name} · {mechanism.title('zh-Hans')}：{f'最快 {works} 开工，' if works else ''}{plan.finish} 全部办完"
    en = f"{name} · {mechanism.title('en')}: {f'works from {works}, ' if works else ''}everything done on {plan.finish}"
    out.say(Said(zh, en), "bold")
    applying = [p for p in plan.scheduled if not p.host]
    hosted = len(plan.scheduled) - len(applying)
    count = paper_count(paper_needs(plan))
    out.say(Said(
        f"从 {plan.start} 起；要办 {len(plan.scheduled)} 项（其中 {hosted} 项并入别项），{len(plan.unknown)} 项待确认；"
        f"材料要交 {count.bring} 份（逐项交要 {count.asked} 次，少 {count.share:.0f}%）",
        f"from {plan.start}; {len(plan.scheduled)} items ({hosted} handled in others), {len(plan.unknown)} not known yet; "
        f"{count.bring} papers to bring (asked for {count.asked} times, {count.share:.0f}% fewer)"))
    data = plan_as_dict(plan, name, lang)["days"]
    out.say(Said(
        f"关键路径 {data['working']} 个工作日，其中机关 {data['government_on_critical_path']}，企业与市场 {data['enterprise_and_market_on_critical_path']}",
        f"critical path {data['working']} working days: government {data['government_on_critical_path']}, "
        f"enterprise and market {data['enterprise_and_market_on_critical_path']}"))
    for span in mechanism.spans.values():
        if not any(plan.items[i].status == "applies" for i in span.items):
            continue
        promise = plan.total if plan.total and plan.total.span == span.id else None
        title = span.name.get(lang) or span.name["zh-Hans"]
        kept = Said(f"（公布 {promise.at_most} {UNITS[promise.unit]['zh-Hans']}{'，已分摊' if plan.apportioned else ''}）",
                    f" (published: {promise.at_most} {UNITS[promise.unit]['en']}{', apportioned' if plan.apportioned else ''})") if promise else Said("", "")
        n = plan.span(span) if not promise else plan.span_in(span, promise.unit)
        out.say(f"{title} {_days(n, promise.unit if promise else span.unit, lang)}{kept.to(lang)}")
    if plan.provisional:
        out.say(Said(f"暂定：{plan.mechanism.calendar.published_until} 以后的放假安排未公布，暂按周末和法定节日推算",
                     f"provisional: no holiday notice after {plan.mechanism.calendar.published_until}; weekends and statutory days are assumed"))


def _items(out: Page, plan: Plan) -> None:
    lang, mechanism = out.lang, plan.mechanism
    columns = [Said("事项", "item"), Said("主办", "decided by"), Said("受理", "accepted"), Said("办结", "decided"), Said("天数", "days"),
               Said("备料", "own prep."), Said("余量", "slack"), Said("等", "waits for"), Said("说明", "notes")]
    for stage in mechanism.stages:
        here = [p for p in plan.scheduled if p.stage == stage.id]
        if not here:
            continue
        out.heading(f"{stage.title(lang)} · {Said('机关', 'government').to(lang)} {_days(plan.stage_days(stage.id), 'working', lang)}")
        out.table(columns, [_row(p, plan, lang) for p in here], ["bold" if p.critical else "" for p in here])


def _row(p: PlannedItem, plan: Plan, lang: str) -> list[str]:
    mechanism = plan.mechanism
    notes = [MARKS[m].to(lang) for m in marks(p, mechanism)]
    if p.critical:
        notes.insert(0, Said("关键", "critical").to(lang))
    if p.formal_from:
        notes.append(Said(f"模拟，{p.formal_from} 转正", f"simulated, formal from {p.formal_from}").to(lang))
    if p.host:
        host = plan.items[p.host].item.title(lang)
        return [f"└ {p.item.title(lang)}", "", _date(p.start), _date(p.finish), "", "", "", "", Said(f"并入“{host}”", f'handled in "{host}"').to(lang)]
    waits = [plan.items[w.item].item.title(lang) for w in p.waits if w.binding]
    if not waits and p.own_days:
        waits = [Said("自备材料", "own preparation").to(lang)]
    who = Said("企业", "enterprise").to(lang) if p.item.actor == "enterprise" else p.authority + ("" if p.authority_certain else "？")
    return [p.item.title(lang), who, _date(p.start), _date(p.finish), _days(p.days, p.unit, lang), _days(p.own_days, p.own_unit, lang) if p.own_days else "",
            str(p.slack), "、".join(waits) if lang == "zh-Hans" else ", ".join(waits), " ".join(notes)]


def _rest(out: Page, plan: Plan) -> None:
    lang, table = out.lang, plan.mechanism.table
    out.heading(Said("关键路径", "Critical path"))
    out.say(" → ".join(plan.items[i].item.title(lang) for i in plan.critical_path))
    out.heading(Said("节点", "Milestones"))
    for gate, when in plan.milestones.items():
        name = plan.mechanism.gates[gate].name
        out.say(f"{when}  {name.get(lang) or name['zh-Hans']}")
    if plan.levers:
        out.heading(Said("已用的提速办法", "Relaxations in force"))
        for lever in plan.levers:
            brings = lever.brings.get(lang) or lever.brings.get("zh-Hans", "")
            out.say(f"{lever.title(lang)}：{brings}" if lang == "zh-Hans" else f"{lever.title(lang)}: {brings}")
    for miss in late_misses(plan):
        out.say(Said(f"注意：“{miss.name}”最迟 {miss.due} 补齐，按这张地图 {miss.there} 才有（{miss.maker.item.title('zh-Hans')}）",
                     f"note: {miss.name} must follow by {miss.due}, but is there only on {miss.there} ({miss.maker.item.title('en')})"))
    joint = "、" if lang == "zh-Hans" else ", "
    if found := bundles(plan):
        out.heading(Said("一件事：一张表单、一套材料", "Bundles: one form, one set of papers"))
        out.table([Said("一件事", "bundle"), Said("牵头", "lead"), Said("事项", "items"), Said("材料", "papers")],
                  [[b.bundle.name.get(lang) or b.bundle.name["zh-Hans"], b.bundle.lead, joint.join(p.item.title(lang) for p in b.items),
                    Said(f"交 {b.count.bring} 份（逐项要 {b.count.asked} 次）",
                         f"{b.count.bring} to bring (asked {b.count.asked} times)").to(lang)] for b in found])
    if steps := plan.mechanism.of_kind("steps"):
        out.heading(Said("方案公布的步骤：谁牵头、谁配合", "Published steps: who leads, who cooperates"))
        out.table([Said("步骤", "step"), Said("牵头", "lead"), Said("配合", "cooperating")],
                  [[s.name, joint.join(s.data.get("lead", ())) or "—", joint.join(s.data.get("support", ())) or "—"] for s in steps])
    if plan.unknown:
        out.heading(Said(f"还不能确定的 {len(plan.unknown)} 项（若都要办，{plan.finish_if_all_apply()} 办完）",
                         f"{len(plan.unknown)} items not known yet (if all apply, done on {plan.finish_if_all_apply()})"))
        out.table([Said("事项", "item"), Said("取决于", "depends on")], [[p.item.title(lang), reason(p.because, plan.mechanism, lang)] for p in plan.unknown])
        out.heading(Said("先问这几个", "Ask these first"))
        for key, _ in plan.questions()[:5]:
            ask = table[key].ask
            out.say(f"{ask.get(lang) or table[key].name(lang)}  [{key}]")


def _by(out: Page, case: Case, target: date) -> None:
    found = can_start_by(case, target)
    out.heading(Said(f"{target} 前能开工吗？", f"Can the works start by {target}?"))
    if found.start_of_works is None:
        out.say(Said("这个项目没有工程施工", "this project has no works"))
        return
    if found.possible and not found.with_levers:
        out.say(Said(f"能：{found.start_of_works} 就可以开工", f"yes: from {found.start_of_works}"))
    elif found.with_levers:
        names = "、".join(lever.title(out.lang) for lever in found.with_levers.levers)
        out.say(Said(f"用上 {names} 就能：{found.with_levers.start_of_works} 开工", f"yes, with {names}: from {found.with_levers.start_of_works}"))
    else:
        out.say(Said(f"不能：用上本地全部办法仍差 {found.short_by} 个工作日（现在 {found.start_of_works}）",
                     f"no: {found.short_by} working days short even with everything the place offers (now {found.start_of_works})"))
    back = backward_from(case, target)
    if back.begin_by:
        out.say(Said(f"倒排：最晚 {back.begin_by} 开始", f"backward: begin by {back.begin_by}"))
    else:
        out.say(Said("倒排：从今天开始也来不及，下面是本该的最晚日期",
                     "backward: too late even from the first day; these are the dates that would have been needed"))
    items = case.planner.mechanism.items
    out.table([Said("事项", "item"), Said("最晚受理", "accepted by"), Said("最晚办结", "decided by")],
              [[items[i].title(out.lang), a.isoformat(), b.isoformat()] for i, (a, b) in sorted(back.items.items(), key=lambda x: x[1])])


def _by_as_dict(case: Case, target: date) -> dict[str, object]:
    found = can_start_by(case, target)
    back: Backward | None = backward_from(case, target) if found.start_of_works else None
    return {"target": target.isoformat(), "possible": found.possible, "start_of_works": _date(found.start_of_works) or None,
            "with_levers": [lever.id for lever in found.with_levers.levers] if found.with_levers else [], "short_by_working_days": found.short_by,
            "begin_by": _date(back.begin_by) or None if back else None,
            "latest": {i: [a.isoformat(), b.isoformat()] for i, (a, b) in back.items.items()} if back else {}}


def run_explain(args: argparse.Namespace) -> int:
    """Print everything about one item of a map."""
    plan, _, _, _ = make_plan(args)
    mechanism, lang, out = plan.mechanism, args.lang, page(args)
    if args.item not in mechanism.items:
        by_name = [i.id for i in mechanism.items.values() if args.item in i.name.values()]
        if not by_name:
            hint = near(args.item, mechanism.items)
            refuse(None, f"没有事项“{args.item}”{hint.zh}", f'there is no item "{args.item}"{hint.en}')
        args.item = by_name[0]
    p = plan.items[args.item]
    item = p.item
    status = {"applies": Said("要办", "applies"), "does_not": Said("不用办", "does not apply"), "unknown": Said("还不能确定", "not known yet"),
              "relaxed": Said("免办", "not required")}[p.status]
    out.say(f"{item.title(lang)}  [{item.id}]  {status.to(lang)}", "bold")
    out.say(Said(f"因为：{reason(p.because, mechanism, 'zh-Hans')}", f"because: {reason(p.because, mechanism, 'en')}"))
    out.say(Said(f"条件：{sentence(item.applies.node, mechanism.table, 'zh-Hans')}（{item.said}）",
                 f"condition: {sentence(item.applies.node, mechanism.table, 'en')}"))
    for test, _, answer in p.because.reasons():
        source = mechanism.table[test.attribute].source
        known = {True: Said("是", "yes"), False: Said("否", "no"), None: Said("未知", "not known")}[answer]
        out.say(f"  · {say_test(test, mechanism.table, lang)}{'：' if lang == 'zh-Hans' else ': '}{known.to(lang)}{_aside(source, lang)}")
    out.say(Said(f"主办：{p.authority}", f"decided by: {p.authority}"))
    if p.status == "applies":
        out.say(Said(f"受理 {p.start}，办结 {p.finish}，最晚 {p.latest_finish}，余量 {p.slack} 个工作日{'，关键' if p.critical else ''}",
                     f"accepted {p.start}, decided {p.finish}, at the latest {p.latest_finish}, "
                     f"slack {p.slack} working days{', critical' if p.critical else ''}"))
    _limits(out, item.limits, mechanism)
    if p.waits:
        out.heading(Said("等谁", "Waits for"))
        joint = "、" if lang == "zh-Hans" else ", "
        out.table([Said("事项", "item"), Said("为什么", "why"), Said("办结", "decided"), Said("卡住开始的", "binding")],
                  [[plan.items[w.item].item.title(lang), joint.join(KIND[k].to(lang) for k in w.kinds) + _aside(joint.join(w.papers), lang),
                    _date(plan.items[w.item].finish), "●" if w.binding else ""] for w in p.waits])
    out.heading(Said("材料", "Papers"))
    needs = {n for n in paper_needs(plan) if item.id in n.asked_by}
    bring = Said("企业提供", "you bring it").to(lang)
    out.table([Said("材料", "paper"), Said("谁出", "from"), Said("形式", "form"), Said("可容缺", "may be late")],
              [[n.name if lang == "zh-Hans" else n.en or n.name, plan.items[n.made_by].item.title(lang) if n.made_by else bring,
                FORMS[n.form].to(lang), "●" if n.tolerable else ""] for n in sorted(needs, key=lambda n: n.name)])
    out.heading(Said("依据", "Law"))
    for law in item.law:
        out.say(f"{law}  {law.excerpt}".rstrip() + _aside(CONFIDENCE[law.confidence].to(lang), lang))
    if item.note:
        out.say(Said(f"注：{item.note}", f"note: {item.note}"))
    return 0


def _limits(out: Page, limits: tuple[Limit, ...], mechanism: Mechanism) -> None:
    out.heading(Said("时限", "Limits"))
    rows = []
    for x in limits:
        when = sentence(x.when.node, mechanism.table, out.lang) if x.when else ""
        late = "" if x.basis != "statutory" or x.confidence == "verified" else Said("未核的法定期限不作超期认定", "never makes an authority late").to(out.lang)
        rows.append([BASIS[x.basis].to(out.lang), _days(x.days, x.unit, out.lang), when, x.source or x.section, CONFIDENCE[x.confidence].to(out.lang), late])
    out.table([Said("口径", "basis"), Said("天数", "days"), Said("情形", "when"), Said("来源", "source"), Said("核实", "confidence"), ""], rows)


def run_levers(args: argparse.Namespace) -> int:
    """Print what each relaxation, and the best of them together, would save."""
    plan, file, facts, planner = make_plan(args)
    case = Case(planner, facts, plan.start, file.own_days)
    singles, together = each(case, args.all), best(case, 4, args.all)
    if args.format == "json":
        print(json.dumps({"base": {"finish": plan.finish.isoformat(), "construction_start": _date(plan.milestones.get("construction_start")) or None},
                          "each": [_saving(s) for s in singles], "best": [_saving(s) for s in together]}, ensure_ascii=False, indent=1))
        return 0
    out = page(args)
    works = _date(plan.milestones.get("construction_start")) or "—"
    out.say(Said(f"{file.title('zh-Hans')} · {plan.mechanism.title('zh-Hans')}：现在 {works} 开工，{plan.finish} 办完",
                 f"{file.title('en')} · {plan.mechanism.title('en')}: works from {works}, done on {plan.finish}"), "bold")
    if plan.levers:
        out.say(Said("已生效：", "in force: ").to(out.lang) + "、".join(x.title(out.lang) for x in plan.levers))
    columns = [Said("办法", "lever"), Said("早开工(工作日)", "works sooner (wd)"), Said("早办完(工作日)", "done sooner (wd)"), Said("少交材料", "fewer papers"),
               Said("后补材料", "later papers"), Said("带来的条件", "what it brings")]
    if not singles:
        out.say(Said("本地方案没有别的提速办法可用", "the place's plan offers nothing more for this project"))
        return 0
    out.heading(Said("逐个看", "One by one"))
    out.table(columns, [_lever_row(s, out.lang) for s in singles])
    if together:
        out.heading(Said("最好的组合", "Best together"))
        out.table(columns[:5], [_lever_row(s, out.lang)[:5] for s in together])
    return 0


def _lever_row(s: Saving, lang: str) -> list[str]:
    doubt = "" if s.certain else Said("（视情况）", " (if it fits)").to(lang)
    brings = s.levers[0].brings.get(lang) or s.levers[0].brings.get("zh-Hans", "")
    return [" + ".join(x.title(lang) for x in s.levers) + doubt, str(s.to_start), str(s.to_finish), str(s.papers), str(s.late_papers), brings]


def _saving(s: Saving) -> dict[str, object]:
    return {"levers": [x.id for x in s.levers], "working_days_to_start": s.to_start, "working_days_to_finish": s.to_finish, "papers": s.papers,
            "late_papers": s.late_papers, "construction_start": _date(s.start_of_works) or None, "finish": s.finish.isoformat(), "certain": s.certain,
            "brings": [dict(x.brings) for x in s.levers]}
