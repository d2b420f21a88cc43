"""Reasons of a map in words, and the map as data for JSON."""

from __future__ import annotations

from typing import Any

from luodi.engine.catalog import Limit
from luodi.engine.conditions import Trace, sentence
from luodi.engine.conditions.words import say_test
from luodi.engine.mechanism import Mechanism
from luodi.engine.plan.papers import bundles, paper_count, paper_needs
from luodi.engine.plan.result import Plan, PlannedItem
from luodi.engine.source import Said

UNITS = {"working": {"zh-Hans": "工作日", "en": "wd"}, "calendar": {"zh-Hans": "自然日", "en": "cal. days"}, "month": {"zh-Hans": "个月", "en": "months"}}
"""Units of days, in words."""
MARKS = {
    "default": Said("默认值", "default", "既定値", "기본값"),
    "unverified": Said("未核", "unverified", "未確認", "미확인"),
    "assumed": Said("假设", "assumed", "仮定", "가정"),
    "apportioned": Said("分摊", "apportioned", "配分", "배분"),
    "unknown": Said("天数未知", "days unknown", "日数不明", "일수 미상"),
    "relaxed": Said("已提速", "relaxed", "短縮済み", "단축됨"),
}
KIND = {
    "law": Said("法定先后", "by law", "法定の順序", "법정 순서"),
    "paper": Said("要它的结果", "needs its result", "その結果が必要", "결과 필요"),
    "gate": Said("法定关口", "legal gate", "法定の関門", "법정 관문"),
    "usual": Said("通常先后", "customary", "通常の順序", "통상 순서"),
    "prepare": Said("备料等它", "preparation waits", "準備が待つ", "준비가 기다림"),
}
BASIS = {
    "promised": Said("承诺", "promised", "約束", "약속"),
    "reference": Said("外地公布", "published elsewhere", "他地域の公表値", "타 지역 공표"),
    "statutory": Said("法定", "statutory", "法定", "법정"),
    "assumed": Said("测算假设", "assumed", "試算の仮定", "산정 가정"),
}
FORMS = {
    "electronic": Said("电子", "electronic", "電子", "전자"),
    "original": Said("原件", "original", "原本", "원본"),
    "copy": Said("复印件", "copy", "写し", "사본"),
    "original_or_electronic": Said("原件或电子", "original or electronic", "原本または電子", "원본 또는 전자"),
}
CONFIDENCE = {
    "verified": Said("已核条文", "verified", "条文確認済み", "조문 확인"),
    "document": Said("见于文件", "in a document", "文書に記載", "문서에 있음"),
    "general": Said("未核", "unverified", "未確認", "미확인"),
    "assumed": Said("测算假设", "assumed", "試算の仮定", "산정 가정"),
}
_UNKNOWN = {"zh-Hans": "还不知道“{}”", "en": '"{}" is not known yet', "ja": "「{}」が未確定", "ko": "‘{}’ 미확인"}
_STOP = {"zh-Hans": "；", "ja": "；"}


def reason(trace: Trace, mechanism: Mechanism, lang: str) -> str:
    """Why a condition holds, does not, or is not decided, in words: only the facts that carry the answer."""
    parts = []
    for test, _, answer in trace.reasons():
        if answer is None:
            parts.append(_UNKNOWN[lang].format(mechanism.table[test.attribute].name(lang)))
        else:
            parts.append(say_test(test, mechanism.table, lang, negated=not answer))
    return _STOP.get(lang, "; ").join(dict.fromkeys(parts)) or sentence(trace.node, mechanism.table, lang)


def confidence_of(planned: PlannedItem) -> str:
    """How sure the dates of an item are: the confidence of the limit they rest on."""
    return planned.limit.confidence if planned.limit else "general" if planned.days_unknown else "document"


def marks(planned: PlannedItem, mechanism: Mechanism) -> tuple[str, ...]:
    """What a reader must know about an item's days: default · unverified · assumed · apportioned · unknown · relaxed."""
    out = []
    limit = planned.limit
    if planned.days_unknown:
        out.append("unknown")
    if planned.apportioned:
        out.append("apportioned")
    elif limit is not None and not planned.relaxed_by:
        if limit.basis == "assumed":
            out.append("assumed")
        elif not mechanism.is_own(limit.where):
            out.append("default")
        if limit.basis != "assumed" and limit.confidence == "general":
            out.append("unverified")
    if planned.relaxed_by:
        out.append("relaxed")
    return tuple(out)


def _limit(limit: Limit | None, mechanism: Mechanism) -> dict[str, Any] | None:
    if limit is None:
        return None
    return {"days": limit.days, "unit": limit.unit, "basis": limit.basis, "source": limit.source or limit.section, "confidence": limit.confidence,
            "default": not mechanism.is_own(limit.where)}


def item_as_dict(plan: Plan, planned: PlannedItem, lang: str) -> dict[str, Any]:
    """One item of a map for JSON; dates are ISO."""
    mechanism = plan.mechanism
    item = planned.item
    government = item.actor in ("government", "utility")
    return {
        "id": planned.id, "name": item.title(lang), "status": planned.status, "stage": planned.stage, "kind": item.kind, "actor": item.actor,
        "authority": planned.authority, "authority_certain": planned.authority_certain,
        "start": _iso(planned.start), "finish": _iso(planned.finish), "latest_start": _iso(planned.latest_start),
        "latest_finish": _iso(planned.latest_finish), "slack_working_days": planned.slack,
        "government_days": planned.days if government and not planned.host else 0, "own_days": planned.own_days if government else planned.days,
        "unit": planned.unit, "own_from": _iso(planned.own_from), "critical": planned.critical, "host": planned.host or None,
        "formal_from": _iso(planned.formal_from),
        "after": [{"item": w.item, "kinds": list(w.kinds), "papers": list(w.papers), "binding": w.binding} for w in planned.waits],
        "because": reason(planned.because, mechanism, lang), "condition": sentence(item.applies.node, mechanism.table, lang),
        "law": [{"law": x.law, "article": x.article, "excerpt": x.excerpt, "confidence": x.confidence} for x in item.law],
        "limit": _limit(planned.limit, mechanism), "relaxed_by": list(planned.relaxed_by), "marks": list(marks(planned, mechanism)),
        "confidence": confidence_of(planned),
    }


def _iso(day: Any) -> str | None:
    return day.isoformat() if day is not None else None


def plan_as_dict(plan: Plan, name: str, lang: str = "zh-Hans") -> dict[str, Any]:
    """A whole map for JSON, in the shape of `plan.schema.json`."""
    mechanism, calendar = plan.mechanism, plan.mechanism.calendar
    count = paper_count(paper_needs(plan))
    path = [plan.items[i] for i in plan.critical_path]
    return {
        "schema": 1, "project": name, "mechanism": mechanism.slug, "mechanism_name": mechanism.title(lang), "lang": lang,
        "start": plan.start.isoformat(), "finish": plan.finish.isoformat(), "finish_if_all_unknown_apply": plan.finish_if_all_apply().isoformat(),
        "provisional": plan.provisional, "calendar_published_until": calendar.published_until.isoformat(),
        "totals": [{"id": span.id, "name": span.name.get(lang) or span.name["zh-Hans"], "days": plan.span(span), "unit": span.unit,
                    "since": span.since or None, "until": span.until or None, "default": span.default} for span in mechanism.spans.values()],
        "stages": [{"id": stage.id, "name": stage.title(lang), **_stage(plan, stage.id)} for stage in mechanism.stages],
        "published_total": None if plan.total is None else {
            "id": plan.total.id, "at_most": plan.total.at_most, "unit": plan.total.unit, "apportioned": bool(plan.apportioned), "section": plan.total.section},
        "days": {"calendar": (plan.finish - plan.start).days, "working": calendar.count(plan.start, plan.finish),
                 "government_on_critical_path": sum(_working(plan, p) for p in path if p.item.actor in ("government", "utility")),
                 "enterprise_and_market_on_critical_path": calendar.count(plan.start, plan.finish) - sum(
                     _working(plan, p) for p in path if p.item.actor in ("government", "utility"))},
        "critical_path": list(plan.critical_path), "milestones": {k: d.isoformat() for k, d in plan.milestones.items()},
        "levers": [lever.id for lever in plan.levers],
        "papers": {"asked": count.asked, "from_results": count.results, "repeated": count.repeated, "bring": count.bring,
                   "saved_percent": round(count.share, 1),
                   "list": [{"name": n.name, "en": n.en, "form": n.form, "asked_by": list(n.asked_by), "made_by": n.made_by or None,
                             "tolerable": n.tolerable, "late": f"{n.late_days} {n.late_unit}" if n.late_days else None} for n in paper_needs(plan)]},
        "bundles": [{"id": b.bundle.id, "name": b.bundle.name.get(lang) or b.bundle.name["zh-Hans"], "lead": b.bundle.lead, "items": [p.id for p in b.items],
                     "papers_asked": b.count.asked, "papers_bring": b.count.bring} for b in bundles(plan)],
        "steps": [{"id": s.id, "name": s.name, "stage": str(s.data.get("stage", "")), "lead": list(s.data.get("lead", ())),
                   "support": list(s.data.get("support", ())), "section": s.section} for s in mechanism.of_kind("steps")],
        "questions": [{"attribute": key, "score": round(score, 2)} for key, score in plan.questions()],
        "items": [item_as_dict(plan, p, lang) for p in plan.items.values()],
    }


def _working(plan: Plan, planned: PlannedItem) -> int:
    begin = planned.formal_from or planned.start
    return plan.mechanism.calendar.count(begin, planned.finish) if begin and planned.finish else 0


def _stage(plan: Plan, stage: str) -> dict[str, Any]:
    """A stage of a map: its dates, its items, and the government's days on its longest chain, side items included."""
    here = [p for p in plan.scheduled if p.stage == stage]
    if not here:
        return {"items": 0, "start": None, "finish": None, "government_days": 0}
    return {"items": len(here), "start": min(p.start for p in here if p.start).isoformat(), "finish": max(p.finish for p in here if p.finish).isoformat(),
            "government_days": plan.stage_days(stage)}
