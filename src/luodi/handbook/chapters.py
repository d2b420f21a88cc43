"""The chapters after the items: papers, days, what is open, what is faster, who handles it, the law, what the words mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from luodi.engine.conditions import Trace
from luodi.engine.levers import Case, Saving, best, each
from luodi.engine.mechanism import Record
from luodi.engine.plan.papers import bundles, paper_count
from luodi.engine.plan.words import BASIS, CONFIDENCE, FORMS, MARKS
from luodi.handbook.items import View, late, source_of
from luodi.handbook.model import Block, Cell, Column, Event, Pairs, Paragraph, Section, Table

MOST_TOGETHER = 3
MARKS_MEAN = {
    "default": ("本地方案没有写，用国家基准或外地公布的天数推算。", "The place's plan is silent; days of the national baseline or of another place are used."),
    "unverified": ("来源还没有逐条核对，不据此认定超期。", "The source has not been checked word by word; nobody is held late by it."),
    "assumed": ("没有公开来源，只为排出日期而假设。", "No public source; assumed only so that dates can be worked out."),
    "apportioned": ("本地公布了总时限，按比例分摊到这一事项。", "The place publishes a total; this is the item's share of it."),
    "unknown": ("没有查到公布的天数，推算时不占时间。", "No published days were found; it is planned as taking no time."),
    "relaxed": ("用了提速办法，条件见“还能更快”一章。", "A relaxation is in force; its conditions are in the chapter on what is faster."),
}
BASIS_MEAN = {
    "promised": ("本地方案对外公布的天数。", "Days that the place's own plan publishes."),
    "statutory": ("法律、法规、规章规定的最长期限。", "The longest that law or regulation allows."),
    "reference": ("本地没有公布，参考其他地方公布的天数。", "Not published here; taken from what another place publishes."),
    "assumed": ("没有公开来源，只为排出日期而假设。", "No public source; assumed only so that dates can be worked out."),
}
CONFIDENCE_MEAN = {
    "verified": ("与法律条文原文逐字核对过。", "Checked word by word against the text of the law."),
    "document": ("见于公开文件或清单，未与原始法条核对。", "Found in a public document; not checked against the law itself."),
    "general": ("凭通行做法列出，还没有核对条文，以当地窗口答复为准。", "Common practice, not yet checked; the counter's answer prevails."),
    "assumed": ("只为推算而假设。", "Assumed for planning only."),
}


def papers(view: View) -> Section:
    """The checklist: every paper once, with a box to tick."""
    say = view.say
    count = paper_count(view.needs)
    columns = (
        Column("tick", say("备好", "Ready"), "tick", 0.65), Column("number", say("序号", "No."), "number", 0.65), Column("who", say("谁提供", "From"), share=0),
        Column("paper", say("材料", "Paper"), share=3.6), Column("form", say("形式", "Form"), share=1),
        Column("late", say("可否后补", "May follow later"), share=1.2),
        Column("source", say("来自", "Source"), share=0), Column("items", say("用于事项（序号）", "Used by items (No.)"), share=2),
    )
    bring, results = say("企业准备", "The enterprise brings"), say("前面事项的结果，办成后直接用", "Results of earlier items, used as they are")
    ordered = [n for n in view.needs if not n.made_by] + [n for n in view.needs if n.made_by]
    rows = tuple(("", k, results if n.made_by else bring, view.paper(n), say.said(FORMS[n.form]), late(view, n), source_of(view, n),
                  say.join(str(view.numbers[i]) for i in n.asked_by)) for k, n in enumerate(ordered, 1))
    repeated = say(f"，{count.repeated} 次已经交过，不再要", f", and {count.repeated} times the paper has already been handed in") if count.repeated else ""
    blocks: list[Block] = [Paragraph(say(
        f"要备 {count.bring} 份材料。逐项去交要交 {count.asked} 次；其中 {count.results} 次由前面事项的结果代替{repeated}。",
        f"{count.bring} papers to bring. Item by item they would be asked for {count.asked} times: {count.results} times the result of an earlier item "
        f"serves instead{repeated}."), "lead")]
    blocks.append(Table("papers", say("材料清单", "Papers checklist"), columns, rows, "who"))
    if found := bundles(view.plan):
        blocks.append(Table("bundles", say("一件事：一张表单、一套材料", "Bundles: one form, one set of papers"), (
            Column("bundle", say("一件事", "Bundle"), share=2), Column("lead", say("牵头", "Lead"), share=1.4),
            Column("items", say("事项", "Items"), share=3.5),
            Column("bring", say("要交（份）", "To bring"), "number", 0.7), Column("asked", say("逐项要（次）", "Asked for"), "number", 0.8)), tuple(
            (say.of(b.bundle.name), b.bundle.lead, say.join(view.named(p.id) for p in b.items), b.count.bring, b.count.asked) for b in found)))
    return Section("papers", say("材料清单", "Papers checklist"), 1, tuple(blocks))


def events(view: View) -> tuple[Event, ...]:
    """The days to remember: the gates, the last days to hand in what the finish hangs on, and the finish."""
    say, plan = view.say, view.plan
    calendar = view.mechanism.calendar
    found: list[Event] = []
    for p in plan.scheduled:
        if p.critical and not p.host and not view.own(p) and p.latest_start:
            name, who = p.item.title(say.lang), view.who(p)
            found.append(Event(f"hand-in-{p.id}", p.latest_start, say(f"最迟提交：{name}", f"Hand in at the latest: {name}"),
                               say(f"{who}；在关键路径上，再晚全程就要晚", f"{who}; on the critical path: any later, and the whole is later"), False))
    for gate, day in plan.milestones.items():
        found.append(Event(f"gate-{gate}", day, say.of(view.mechanism.gates[gate].name), say("最早的日子", "the earliest day"), False))
    found.append(Event("finish", plan.finish, say("全部办完", "Everything done"), say("最后一个事项办结", "the last item is decided"), False))
    return tuple(Event(e.id, e.day, e.title, e.note, calendar.is_provisional(e.day)) for e in sorted(found, key=lambda e: e.day))


def days(view: View, told: tuple[Event, ...]) -> Section:
    """Milestones, and the days off that the dates step over."""
    say, plan = view.say, view.plan
    calendar = view.mechanism.calendar
    yes = say("暂定", "provisional")
    milestones = Table("milestones", say("节点", "Milestones"), (
        Column("day", say("日期", "Day"), "date", 1.35), Column("what", say("节点", "Milestone"), share=3.2),
        Column("note", say("说明", "Note"), share=3.8),
        Column("sure", say("放假安排", "Holidays"), share=0.9)), tuple(
        (e.day, e.title, e.note, yes if e.provisional else say("已公布", "published")) for e in told))
    rows: list[tuple[Cell, ...]] = []
    kinds = list(calendar.list(plan.start, plan.finish))
    for (name, kind), run in groupby(kinds, key=lambda k: (k.name, k.kind)):
        here = list(run)
        if kind == "holiday":
            n = len(here)
            rows.append((say.holiday(name), here[0].day, here[-1].day, n, say("放假", "days off"), yes if here[0].provisional else here[0].notice or ""))
        elif kind == "makeup":
            rows += [(say.holiday(name), k.day, k.day, 1, say("补班（算工作日）", "make-up day (works)"), k.notice or "") for k in here]
    rests = Table("rests", say("推算时避开的节假日和补班日", "Public holidays and make-up days in this time"), (
        Column("name", say("节日", "Holiday"), share=1.6), Column("from", say("从", "From"), "date", 1.2), Column("to", say("到", "To"), "date", 1.2),
        Column("count", say("天", "Days"), "number", 0.6), Column("kind", say("怎么算", "Counted as"), share=1.6),
            Column("notice", say("依据", "Notice"), share=2.6)), tuple(rows))
    blocks: list[Block] = [Paragraph(say(
        "每个日期都按工作日历推算，周六、周日不算，下面的节假日也不算，补班日算。",
        "Every date is worked out on the working-day calendar: weekends and the holidays below do not count, make-up days do.")), milestones]
    if rows:
        blocks.append(rests)
    if plan.provisional:
        until = say.day(calendar.published_until)
        blocks.append(Paragraph(say(
            f"{until}以后的放假安排还没有公布，暂按周末和法定节日推算；通知发布后日期可能前后移动几天。",
            f"The holidays after {until} are not yet published: weekends and statutory days are assumed, and dates may move by a few days."), "note"))
    return Section("days", say("时间表", "Calendar"), 1, tuple(blocks))


def open_items(view: View) -> Section:
    """What is not known yet, and the questions that settle it."""
    say, plan, table = view.say, view.plan, view.mechanism.table
    title = say("还要确认的事", "Still to be settled")
    questions = plan.questions()
    if not plan.unknown and not questions:
        return Section("open", title, 1, (Paragraph(say("没有了：现有情况足够定下要办的全部事项。", "Nothing: the facts settle every item."), "lead"),))
    blocks: list[Block] = []
    if plan.unknown:
        blocks.append(Paragraph(say(
            f"有 {len(plan.unknown)} 项还不能确定要不要办。若都要办，最晚 {say.day(plan.finish_if_all_apply())}全部办完。",
            f"It is not settled whether {len(plan.unknown)} items apply. If all of them do, everything is done on {say.day(plan.finish_if_all_apply())}."),
                "lead"))
        blocks.append(Table("open", say("待定事项", "Items not settled"), (
            Column("item", say("事项", "Item"), share=2.4), Column("who", say("主办单位", "Decided by"), share=1.8),
                Column("ask", say("要回答的问题", "The question"), share=4)),
            tuple((p.item.title(say.lang), p.authority, say.join(dict.fromkeys(_asked(view, p.because)))) for p in plan.unknown)))
    else:
        blocks.append(Paragraph(say("要办的事项已经定了；下面的问题还会影响先后、天数或由谁办。",
                                    "The items are settled; these questions still bear on order, days or who decides."), "lead"))
    if questions:
        blocks.append(Table("questions", say("先问这几个", "Ask these first"), (
            Column("number", say("序号", "No."), "number", 0.65), Column("ask", say("问题", "Question"), share=3.4),
                Column("why", say("为什么问", "Why we ask"), share=3.4),
            Column("answer", say("回答", "Answer"), "blank", 1.6)), tuple(
            (k, say.of(table[key].ask) or table[key].name(say.lang), say.of(table[key].why), "") for k, (key, _) in enumerate(questions, 1))))
    return Section("open", title, 1, tuple(blocks))


def _asked(view: View, trace: Trace) -> Iterable[str]:
    """The questions that a condition waits for."""
    for test, _, answer in trace.reasons():
        if answer is None:
            attribute = view.mechanism.table[test.attribute]
            yield view.say.of(attribute.ask) or attribute.name(view.say.lang)


def levers(view: View, case: Case) -> Section:
    """Relaxations in force, and what the others would save."""
    say, plan = view.say, view.plan
    blocks: list[Block] = []
    if plan.levers:
        blocks.append(Table("in_force", say("已经用上的办法", "In force on this map"), (
            Column("lever", say("办法", "Relaxation"), share=2), Column("brings", say("条件与责任", "What it brings with it"), share=3.6),
            Column("source", say("出处", "Source"), share=1.6)), tuple(
            (x.title(say.lang), say.of(x.brings), x.section or x.source) for x in plan.levers)))
    found = each(case)
    columns = (
        Column("lever", say("办法", "Relaxation"), share=2.3), Column("start", say("早开工（工作日）", "Works sooner (wd)"), "number", 0.9),
        Column("finish", say("早办完（工作日）", "Done sooner (wd)"), "number", 0.9), Column("papers", say("少交材料（份）", "Fewer papers"), "number", 0.8),
        Column("late", say("后补材料（份）", "Papers later"), "number", 0.8), Column("brings", say("条件与责任", "What it brings with it"), share=3.2))
    if found:
        blocks.append(Table("levers", say("还可以用的办法，逐个看", "One by one"), columns, tuple(_saving(view, s, True) for s in found)))
        if together := [s for s in best(case, MOST_TOGETHER) if len(s.levers) > 1]:
            blocks.append(Table("best", say("一起用，省得最多的组合", "The best together"), columns[:5], tuple(_saving(view, s, False) for s in together)))
        blocks.insert(0, Paragraph(_fastest(view, [*found, *together]), "lead"))
    else:
        blocks.insert(0, Paragraph(say("本地方案没有别的提速办法适用于这个项目。", "The place's plan offers nothing more for this project."), "lead"))
    blocks.append(Paragraph(say("提速办法都有条件；用不用由企业定，能不能用由主办单位定。",
                                "Every relaxation has its conditions: the enterprise chooses, the deciding unit agrees."), "note"))
    return Section("levers", say("还能更快", "What would be faster"), 1, tuple(blocks))


def _fastest(view: View, found: list[Saving]) -> str:
    say, top = view.say, max(found, key=lambda s: s.better)
    names = say.join(x.title(say.lang) for x in top.levers)
    if top.start_of_works and top.to_start > 0:
        return say(f"用上“{names}”，最快可以早 {top.to_start} 个工作日开工（{say.day(top.start_of_works)}）。",
                   f"With {names} the works may start {say.days(top.to_start, 'working')} sooner ({say.day(top.start_of_works)}).")
    if top.to_finish > 0:
        return say(f"用上“{names}”，最快可以早 {top.to_finish} 个工作日全部办完（{say.day(top.finish)}）。",
                   f"With {names} everything is done {say.days(top.to_finish, 'working')} sooner ({say.day(top.finish)}).")
    if top.papers > 0:
        return say(f"用上“{names}”，可以少交 {top.papers} 份材料。", f"With {names}, {top.papers} fewer papers are brought.")
    return say("下面的办法可以用，但不会让这个项目的日期提前。", "These may be used, but bring no date of this project forward.")


def _saving(view: View, s: Saving, brings: bool) -> tuple[Cell, ...]:
    say = view.say
    doubt = "" if s.certain else say.aside(say("视情况", "if it fits"))
    row = (" + ".join(x.title(say.lang) for x in s.levers) + doubt, s.to_start, s.to_finish, s.papers, s.late_papers)
    return (*row, say.of(s.levers[0].brings)) if brings else row


def contacts(view: View) -> Section:
    """Who handles what, by unit and role; never a person."""
    say, mechanism = view.say, view.mechanism
    units: dict[str, list[int]] = {}
    for p in view.plan.scheduled:
        if not p.host and p.item.actor != "enterprise":
            units.setdefault(p.authority, []).append(view.numbers[p.id])
    blocks: list[Block] = [
        Paragraph(say("这里只写单位和岗位，不写个人。咨询先到政务服务大厅；电话由本地单位填写后再发给企业。",
                      "Units and roles only, no persons. Ask at the government service hall first; the unit fills in its number before it hands this out.")),
        Table("units", say("办事单位", "Units"), (
            Column("unit", say("单位", "Unit"), share=3), Column("items", say("办哪些事项（序号）", "Items (No.)"), share=2.6),
            Column("contact", say("窗口与咨询电话（由单位填写）", "Counter and number (filled in by the unit)"), "blank", 2.6)),
            tuple((unit, say.join(str(n) for n in sorted(numbers)), "") for unit, numbers in sorted(units.items(), key=lambda x: min(x[1]))))]
    if steps := mechanism.of_kind("steps"):
        blocks.append(steps_table(view, "steps", steps))
    if teams := mechanism.of_kind("teams"):
        blocks.append(Table("teams", say("服务专班", "Service teams"), (
            Column("team", say("专班", "Team"), share=2.2), Column("lead", say("牵头单位", "Lead unit"), share=2),
            Column("covers", say("管哪一段", "Covers"), share=2), Column("duty", say("做什么", "What it does"), share=3.2)), tuple(
            (t.name, say.join(_list(t, "lead_unit") or _list(t, "lead")), say.join(view.stage_name(x) for x in _list(t, "covers")),
             say.join([*_list(t, "duty"), *_list(t, "service"), *_list(t, "applies_to")])) for t in teams)))
    said = [*mechanism.of_kind("services"), *mechanism.of_kind("platforms"), *mechanism.of_kind("roles")]
    if said:
        blocks.append(Table("services", say("窗口、平台与岗位", "Counters, platforms and roles"), (
            Column("name", say("名称", "Name"), share=2.2), Column("what", say("做什么", "What it does"), share=4.2),
            Column("section", say("方案出处", "Section of the plan"), share=2.4)),
            tuple((r.name, _told(view, r), r.section) for r in said)))
    return Section("contacts", say("找谁办", "Who handles it"), 1, tuple(blocks))


def steps_table(view: View, name: str, steps: Sequence[Record]) -> Table:
    """The steps that the plan publishes: who leads, who cooperates."""
    say = view.say
    return Table(name, say("方案公布的步骤：谁牵头、谁配合", "Published steps: who leads, who cooperates"), (
        Column("step", say("步骤", "Step"), share=2.6), Column("stage", say("阶段", "Stage"), share=1.2), Column("lead", say("牵头", "Lead"), share=2.8),
        Column("support", say("配合", "Cooperating"), share=2.8)), tuple(
        (s.name, view.stage_name(str(s.data.get("stage", ""))), say.join(_list(s, "lead")) or "—", say.join(_list(s, "support")) or "—") for s in steps))


def _list(record: Record, key: str) -> list[str]:
    value = record.data.get(key)
    return [str(x) for x in value] if isinstance(value, list) else [str(value)] if isinstance(value, str) and value else []


def _told(view: View, record: Record) -> str:
    parts = [x for key in ("where", "functions", "duty", "scope", "detail", "once", "to", "rule") for x in _list(record, key)]
    return view.say.join(dict.fromkeys(parts)) or record.said


def law(view: View) -> Section:
    """Every legal basis once, with its excerpt, how sure we are of it, and the items that rest on it."""
    say = view.say
    found: dict[tuple[str, str, str], list[int]] = {}
    for p in view.plan.scheduled:
        for x in p.item.law:
            found.setdefault((str(x), x.excerpt, x.confidence), []).append(view.numbers[p.id])
    rows = tuple((name, excerpt, say.said(CONFIDENCE[sure]), say.join(str(n) for n in sorted(set(numbers))))
                 for (name, excerpt, sure), numbers in sorted(found.items(), key=lambda x: (x[0][0].split("》")[0], min(x[1]))))
    note = say("条文摘录只为说明依据，以公布的法律文本为准。",
               "Excerpts only show what an item rests on; the published text prevails. Laws are named and quoted in Chinese.")
    return Section("law", say("依据", "Legal basis"), 1, (Paragraph(note), Table("law", say("法律依据", "Legal basis"), (
        Column("law", say("法律与条款", "Law and article"), share=2.6), Column("excerpt", say("摘录", "Excerpt"), share=4),
            Column("sure", say("核实", "Checked"), share=1),
        Column("items", say("事项（序号）", "Items (No.)"), share=1.2)), rows)))


def notes(view: View, version: tuple[tuple[str, str], ...]) -> Section:
    """What the words mean, where the data comes from, and what this handbook is not."""
    say = view.say
    columns = (Column("mark", say("标注", "Mark"), share=1), Column("means", say("意思", "Meaning"), share=5))

    def meanings(name: str, title: str, words: dict[str, tuple[str, str]], shown: dict[str, str]) -> Table:
        return Table(name, title, columns, tuple((shown[key], say(*words[key])) for key in words))

    sources = {s for p in view.plan.scheduled for s in p.item.sources} | {
        p.limit.source for p in view.plan.scheduled if p.limit and p.limit.source and p.limit.basis == "reference"}
    blocks: list[Block] = [
        Paragraph(say(
            "本手册按公开的法律和本地方案由计算得出，供准备和安排时间用，不是审批决定。日期从提交齐全材料起算；实际办理以主办单位的受理通知为准。",
            "This handbook is worked out from published law and the place's plan, for preparation and scheduling. It decides nothing: "
            "dates run from complete papers, and the deciding unit's notice of acceptance prevails.")),
        Pairs(version),
        meanings("marks", say("天数后面的标注", "Marks beside the days"), MARKS_MEAN, {k: say.said(w) for k, w in MARKS.items()}),
        meanings("basis", say("天数口径", "Basis of the days"), BASIS_MEAN, {k: say.said(w) for k, w in BASIS.items()}),
        meanings("confidence", say("依据的核实程度", "How far a basis is checked"), CONFIDENCE_MEAN, {k: say.said(w) for k, w in CONFIDENCE.items()}),
        Table("sources", say("数据来源", "Sources"), (Column("source", say("来源", "Source")),), tuple((s,) for s in sorted(sources))),
    ]
    return Section("notes", say("说明", "Notes"), 1, tuple(blocks))
