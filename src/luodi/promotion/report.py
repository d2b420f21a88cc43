"""What an assessment says, in words and figures: the same for its page and for the report that is filed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from luodi.frame.templatetags.luodi import days, long_day, plain_moment, words
from luodi.handbook.letter import Letter, Part
from luodi.handbook.letter import write as written
from luodi.handbook.model import Column, Table
from luodi.projects.models import Project
from luodi.promotion.models import Assessment
from luodi.promotion.queries.assessments import Opinion, Row, Sheet

State = Assessment.State


@dataclass(frozen=True)
class Next:
    """What is to be done next. `who`: change, score, decide, take, or begin; `said`: in words."""

    who: str
    said: str


@dataclass(frozen=True)
class Drawn:
    """One line of the drawing of a result: figures from 0 to 100 as they stand in an SVG."""

    name: str
    mean: str
    lowest: str
    highest: str
    width: str
    all: bool = False


def answer(sheet: Sheet, project: Project, today: date, lang: str) -> str:
    """Where it stands, in one sentence."""
    found, scheme = sheet.assessment, sheet.rules.scheme
    park = found.park.name if found.park else ""
    match found.state:
        case State.OPEN:
            return ngettext("%(n)s 人评，%(handed)s 人已交。交齐后出结果。", "%(n)s 人评，%(handed)s 人已交。交齐后出结果。", len(sheet.assessors)) % {
                "n": len(sheet.assessors), "handed": sheet.handed}
        case State.WITHDRAWN:
            return _("这次评估撤回了。")
        case State.VETOED:
            return _("一票否决：%(names)s。项目到此为止；情况变了可以重新评估。") % {"names": _("、").join(row.name for row in sheet.vetoes if row.against)}
    result = _("评估 %(points)s 分，%(passed)s合格线 %(passing)s 分") % {
        "points": found.result, "passing": scheme.passing, "passed": _("达到") if sheet.passed else _("没有达到")}
    handover = sheet.handover
    match found.state:
        case State.SCORED:
            return _("%(result)s；接下来推荐承接单位。") % {"result": result}
        case State.PROPOSED:
            return _("%(result)s；推荐“%(park)s”承接，等领导决定。") % {"result": result, "park": park}
        case State.REFUSED:
            return _("%(result)s；领导不同意由“%(park)s”承接。") % {"result": result, "park": park}
    if handover and handover.taken_on:
        return _("%(result)s；“%(park)s”已于 %(day)s 接收。") % {"result": result, "park": handover.taker.name, "day": long_day(handover.taken_on, lang)}
    return _("%(result)s；同意由“%(park)s”承接，等它接收。") % {"result": result, "park": park}


def next_step(sheet: Sheet) -> Next:
    """What is to be done next, and by whom."""
    found, handover = sheet.assessment, sheet.handover
    match found.state:
        case State.OPEN:
            waiting = _("、").join(one.name for one in sheet.assessors if one.handed_in_at is None)
            return Next("score", _("等 %(names)s 交。") % {"names": waiting})
        case State.SCORED:
            return Next("change", _("推荐一个承接单位，报领导决定。"))
        case State.PROPOSED:
            leader = found.clock.assignee.name if found.clock and found.clock.assignee else ""
            return Next("decide", _("等%(name)s决定。") % {"name": leader})
        case State.AGREED if handover and handover.taken_on is None:
            return Next("take", _("等“%(unit)s”接收。") % {"unit": handover.taker.name})
        case State.AGREED:
            return Next("", _("评估和移交都办完了。"))
        case _:
            return Next("begin", _("情况变了，可以重新开始一次评估。"))


def drawn(sheet: Sheet) -> tuple[Drawn, ...]:
    """The result and its spread, then every dimension; nothing before all have handed in."""
    if sheet.result is None:
        return ()
    whole = sheet.result.all
    lines = [Drawn(_("总分"), *_figures(whole.mean, whole.lowest, whole.highest), all=True)]
    return tuple(lines + [Drawn(row.name, *_figures(row.mean, row.lowest, row.highest)) for row in sheet.rows
                          if row.mean is not None and row.lowest is not None and row.highest is not None])


def _figures(mean: Decimal, lowest: Decimal, highest: Decimal) -> tuple[str, str, str, str]:
    return format(mean, "f"), format(lowest, "f"), format(highest, "f"), format(highest - lowest, "f")


def parts(sheet: Sheet, lang: str) -> tuple[Part, ...]:
    """The whole of it, part by part, as page and report have it; of what assessors said nothing before all have handed in."""
    return tuple(_parts(sheet, lang))


def _parts(sheet: Sheet, lang: str) -> Iterator[Part]:
    found, scheme, over = sheet.assessment, sheet.rules.scheme, sheet.result is not None
    if over and sheet.vetoes:
        yield Part(_("一票否决项"), tables=(_vetoes(sheet),))
    if over:
        yield Part(_("各项得分"), tables=(_points(sheet),))
        said = tuple((f"{row.name} · {one.name}", _opinion(one)) for row in (*sheet.vetoes, *sheet.rows) for one in row.opinions
                     if one.reason or one.points is not None)
        if said:
            yield Part(_("评审人的理由"), said)
    yield Part(_("评审人"), tables=(_assessors(sheet, over),))
    decided = [(_("推荐承接"), found.park.name if found.park else ""), (_("由谁接收"), found.receiver.name if found.receiver else ""),
               (_("推荐意见"), found.advice)]
    if found.decided_on:
        decided += [(_("领导决定"), _("同意") if found.state == State.AGREED else _("不同意")), (_("决定意见"), found.decision),
                    (_("谁定的"), found.decided_by.name if found.decided_by else ""), (_("哪天定的"), long_day(found.decided_on, lang))]
    if sheet.handover:
        taken = sheet.handover.taken_on
        decided += [(_("移交"), f"{sheet.handover.giver.name} → {sheet.handover.taker.name}，{long_day(sheet.handover.handed_on, lang)}"),
                    (_("接收"), " · ".join(filter(None, (long_day(taken, lang), sheet.handover.taken_by.name if sheet.handover.taken_by else "",
                                                       sheet.handover.answer))) if taken else _("还没有接收"))]
    if any(said for _name, said in decided):
        yield Part(_("推荐、决定、移交"), tuple((name, said) for name, said in decided if said))
    counted = _("每项 0 到 100 分，按权重加起来是一个人的总分；各人总分平均就是结果，四舍五入到两位小数。项目情况按开始那天的算。")
    yield Part(_("按什么评"), ((_("评估方案"), scheme.title(lang)), (_("依据"), scheme.source), (_("期限"), days(scheme.days)),
                            (_("开始"), " · ".join((long_day(found.begun_on, lang), found.by.name))), (_("怎样算"), counted)))


def _opinion(one: Opinion) -> str:
    """Points, or that it is against, with the reason."""
    said = _("否，一票否决") if one.against else "" if one.points is None else _("%(points)s 分") % {"points": format(one.points, "f")}
    return _("：").join(filter(None, (said, one.reason)))


def _vetoes(sheet: Sheet) -> Table:
    n = len(sheet.assessors)
    rows = tuple((row.name, row.ask, _("有 %(n)s 人选“否”") % {"n": row.against} if row.against else _("%(n)s 人都选“是”") % {"n": n}) for row in sheet.vetoes)
    return Table("vetoes", _("一票否决项"), (Column("name", _("问什么"), share=1.2), Column("ask", _("看什么"), share=2), Column("said", _("结果"))), rows)


def _points(sheet: Sheet) -> Table:
    columns = (Column("name", _("评估项"), share=1.3), Column("weight", _("权重"), "number", .6), Column("mean", _("平均分"), "number", .7),
               Column("lowest", _("最低"), "number", .7), Column("highest", _("最高"), "number", .7), Column("how", _("怎样得出"), share=2.6))
    rows: list[tuple[str, ...]] = [(row.name, row.weight, *(format(one, "f") if one is not None else "—" for one in (row.mean, row.lowest, row.highest)),
                                    _how(row)) for row in sheet.rows]
    if sheet.result:
        whole = sheet.result.all
        rows.append((_("总分"), "100", format(whole.mean, "f"), format(whole.lowest, "f"), format(whole.highest, "f"),
                     _("合格线 %(passing)s 分") % {"passing": sheet.rules.scheme.passing}))
    return Table("points", _("各项得分"), columns, tuple(rows))


def _how(row: Row) -> str:
    if not row.by_hand:
        return _("%(fact)s；%(how)s") % {"fact": row.fact, "how": words(row.how) if row.how else ""}
    return _("%(fact)s，开始时还不知道，由评审人判断") % {"fact": row.fact.partition("：")[0]} if row.fact else _("由评审人判断")


def _assessors(sheet: Sheet, over: bool) -> Table:
    columns = (Column("name", _("评审人"), share=1), Column("unit", _("单位"), share=1.6), Column("state", _("交了没有"), share=1.2),
               *([Column("total", _("总分"), "number", .7)] if over else []))
    rows = tuple((one.name, one.unit, plain_moment(one.handed_in_at) if one.handed_in_at else _("还没交"),
                  *([format(one.total, "f") if one.total is not None else ""] if over else [])) for one in sheet.assessors)
    return Table("assessors", _("评审人"), columns, rows)


def write(sheet: Sheet, project: Project, today: date, lang: str) -> bytes:
    """The report as .docx."""
    first = Part("", ((_("项目"), project.name), (_("项目码"), project.code), (_("企业"), project.enterprise.name if project.enterprise else "—"),
                      (_("结论"), answer(sheet, project, today, lang))))
    return written(Letter(lang, _("评估报告"), project.region.name, today, (first, *parts(sheet, lang)), above=project.code,
                          signed=(project.unit.name, long_day(today, lang))))
