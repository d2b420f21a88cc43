"""The days of an item: promised here, by law and published elsewhere side by side, what may lengthen them and what does not count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from luodi.engine.catalog import Item, Limit, version_on
from luodi.engine.conditions import sentence
from luodi.engine.plan.words import BASIS, CONFIDENCE
from luodi.engine.source import Map, Mark
from luodi.portal.queries.items.standing import BASES, Standing
from luodi.portal.queries.items.words import NOTHING, STARTS, length, listed, spoken, unit_name

SHOWN = ("promised", "statutory", "reference", "assumed")
"""The basis whose days are told first: the first that the item has."""
SIDE_BY_SIDE = SHOWN[:3]


@dataclass(frozen=True)
class Case:
    """A limit for some projects only: which, and how long."""

    which: SafeString
    days: str


@dataclass(frozen=True)
class Days:
    """The limit of one basis; `missing`: what is said where there is none. `span`: the days with all cases. `used`: the map plans with it."""

    basis: str
    name: str
    number: str = ""
    unit: str = ""
    span: str = ""
    since: SafeString = NOTHING
    source: SafeString = NOTHING
    confidence: str = ""
    sure: str = ""
    remarks: Sequence[SafeString] = ()
    cases: Sequence[Case] = ()
    missing: str = ""
    used: bool = False
    compared: str = ""


@dataclass(frozen=True)
class Line:
    """A labelled remark; `sure`: how sure, in words, with `confidence` as its key."""

    name: str
    words: SafeString
    source: SafeString = NOTHING
    sure: str = ""
    confidence: str = ""


def days_of(here: Standing, item: Item, lang: str) -> list[Days]:
    """What stands side by side: promised, statutory, elsewhere; an assumption where there is one."""
    used = next((basis for basis in BASES if any(x.basis == basis for x in item.limits)), "")
    bases = [basis for basis in SIDE_BY_SIDE if item.actor in ("government", "utility") or any(x.basis == basis for x in item.limits)]
    if any(x.basis == "assumed" for x in item.limits):
        bases.append("assumed")
    return [_days(here, item, basis, used, lang) for basis in bases]


def _days(here: Standing, item: Item, basis: str, used: str, lang: str) -> Days:
    name = BASIS[basis].to(lang)
    limits = [x for x in item.limits if x.basis == basis]
    spoken_only = _spoken_cases(here, item, basis, lang)
    if not limits and not spoken_only:
        return Days(basis, name, missing={
            "promised": gettext("本地方案没有写这一项的承诺时限。") if here.mechanism.parent else gettext("承诺由各地自己作出。"),
            "statutory": gettext("没有查到法律规定的办理天数。"),
            "reference": gettext("没有收录外地公布的天数。")}.get(basis, ""))
    main = next((x for x in limits if x.when is None), limits[-1] if limits else None)
    cases = [Case(_which(here, x, lang), length(x.days, here.unit_of(x))) for x in limits if x.when is not None] + spoken_only
    if main is None:
        return Days(basis, name, span=span_of(here, item, basis), cases=cases, used=basis == used)
    unit, span = here.unit_of(main), span_of(here, item, basis)
    unit_words = unit_name(main.days, unit)
    number = span.removesuffix(unit_words).strip() if cases and unit_words and span.endswith(unit_words) else str(main.days) if main.days else gettext("即办")
    return Days(
        basis, name, number, unit_words, span,
        _since(main, lang),
        spoken(main.source or main.section, lang), main.confidence, CONFIDENCE[main.confidence].to(lang), _remarks(here, main, unit, lang), cases,
        used=basis == used, compared=_compared(here, item, main) if basis == "promised" else "")


def _since(limit: Limit, lang: str) -> SafeString:
    if limit.counted_from in STARTS:
        return spoken(str(STARTS[limit.counted_from]), lang, lang)
    return format_html(gettext("从{start}起算，当天不计"), start=spoken(limit.counted_from, lang))


def _compared(here: Standing, item: Item, promised: Limit) -> str:
    statutory = item.limit("statutory")
    if statutory is None or here.unit_of(statutory) != here.unit_of(promised) or statutory.days <= promised.days:
        return ""
    n = statutory.days - promised.days
    return gettext("比法定少 %(length)s") % {"length": length(n, here.unit_of(promised))}


def _which(here: Standing, limit: Limit, lang: str) -> SafeString:
    words = sentence(limit.when.node, here.mechanism.table, lang) if limit.when else ""
    return spoken(limit.said, lang) if limit.said and lang == "zh-Hans" else spoken(words, lang, lang)


def _remarks(here: Standing, limit: Limit, unit: str, lang: str) -> list[SafeString]:
    out = [spoken(f"“{limit.said}”", lang)] if limit.said else []
    if limit.written == "日" and "“日”" not in limit.note:
        out.append(spoken(gettext("条文只写“日”，这里按工作日数。") if unit == "working" else gettext("条文只写“日”，这里按自然日数。"), lang, lang))
    if limit.note:
        out.append(spoken(limit.note, lang))
    return out


def span_of(here: Standing, item: Item, basis: str) -> str:
    """The days of a basis over all its cases, with their unit: one number, "7–20", or every one of them where units differ."""
    found = sorted({(here.unit_of(x), x.days) for x in item.limits if x.basis == basis} | {(unit, days) for _, days, unit in _told(here, item, basis)})
    if not found:
        return ""
    if len({unit for unit, days in found if days}) > 1:
        return " / ".join(length(days, unit) for unit, days in found)
    (_, low), (unit, high) = min(found, key=lambda x: x[1]), max(found, key=lambda x: x[1])
    if low == high or not high:
        return length(high, unit)
    return f"{low}–{length(high, unit)}" if low else gettext("即办至 %(length)s") % {"length": length(high, unit)}


def _spoken_cases(here: Standing, item: Item, basis: str, lang: str) -> list[Case]:
    return [Case(spoken(said, lang), length(days, unit)) for said, days, unit in _told(here, item, basis)]


def _told(here: Standing, item: Item, basis: str) -> list[tuple[str, int, str]]:
    """Cases that the data tells in words only, with days and unit; the map cannot choose among them, a reader can."""
    limit = entry_of(here, item).get("limit")
    cases = limit.get(f"{basis}_variants") if isinstance(limit, Map) else None
    return [(str(case.get("said", "")), int(case.get("days", 0)), str(case.get("unit", "working")))
            for case in cases or () if isinstance(case, Map) and "when" not in case]


def entry_of(here: Standing, item: Item) -> Map:
    """An item's entry as it is written for the day, with what only a reader needs."""
    return version_on(here.mechanism.raw["items"][item.id], item.id, here.mechanism.day, [])


def more_days(here: Standing, item: Item, lang: str) -> list[Line]:
    """Extension, floor, the applicant's own deadline, the enterprise's own work."""
    out = []
    if x := item.extension:
        by = _written(here, item, "extension", "by")
        words = gettext("最多再加 %(length)s，只能一次") % {"length": length(x.days, x.unit)}
        out.append(Line(gettext("可以延长"), listed([words, *([spoken(by, lang)] if by else [])], " · "), spoken(x.source, lang),
                        *_sure(x, lang)))
    if x := item.minimum:
        until = str((entry_of(here, item).get("minimum") or {}).get("until", ""))
        span = [spoken(part, lang) for part in (x.counted_from if x.counted_from not in STARTS else "", until) if part]
        out.append(Line(gettext("最短不得少于"), listed([length(x.days, x.unit), *([listed(span, " → ")] if span else [])], " · "), spoken(x.source, lang),
                        *_sure(x, lang)))
    if x := item.applicant_deadline:
        within = gettext("之后 %(length)s内办") % {"length": length(x.days, x.unit)}
        since = [] if x.counted_from in STARTS else [spoken(x.counted_from, lang)]
        out.append(Line(gettext("申请人自己的期限"), listed([*since, within], " · "), spoken(x.source, lang), *_sure(x, lang)))
    if x := item.own_days:
        out.append(Line(gettext("企业备料"), spoken(gettext("约 %(length)s") % {"length": length(x.days, x.unit)}, lang, lang), spoken(x.source, lang),
                        *_sure(x, lang)))
    return out


def _sure(limit: Limit, lang: str) -> tuple[str, str]:
    return CONFIDENCE[limit.confidence].to(lang), limit.confidence


def _written(here: Standing, item: Item, part: str, key: str) -> str:
    limit = entry_of(here, item).get("limit")
    found = limit.get(part) if isinstance(limit, Map) else None
    return str(found.get(key, "")) if isinstance(found, Map) else ""


def pauses(here: Standing, item: Item, lang: str) -> list[Line]:
    """What happens without counting: by law (Licensing Law art. 45), or only towards the place's own promise."""
    rules = (here.mechanism.raw.get("clock") or Map(Mark("clock.yaml"))).get("pauses") or {}
    out = []
    for key, words in item.pauses.items():
        rule = rules.get(key)
        if isinstance(rule, Map):
            stops = {"statutory": gettext("法定和承诺的时限都不计"), "promised": gettext("只是承诺的时限不计"), "none": gettext("记下来，但时限照走")}
            told = gettext("须书面告知申请人") if rule.get("needs_paper") else ""
            out.append(Line(words, listed([part for part in (stops.get(str(rule.get("excludes")), ""), told) if part], " · "),
                            spoken(str(rule.get("source", "")), lang), *_known(rule, lang)))
        else:
            out.append(Line(words, spoken(gettext("目录写为不计入；法律依据没有列出"), lang, lang)))
    return [Line(spoken(line.name, lang), line.words, line.source, line.sure, line.confidence) for line in out]


def _known(rule: Map, lang: str) -> tuple[str, str]:
    confidence = str(rule.get("confidence", "general"))
    return (CONFIDENCE[confidence].to(lang), confidence) if confidence in CONFIDENCE else ("", "")


def days_in_words(days: Sequence[Days]) -> str:
    """The answer of the page in one clause: the days the place promises, else those of the law, else the best that is known."""
    told = next((x for basis in SHOWN for x in days if x.basis == basis and x.span), None)
    if told is None:
        return gettext("没有公布办理天数")
    return gettext("%(basis)s %(length)s办结") % {"basis": told.name, "length": told.span} if told.unit or told.cases else gettext("%(basis)s即办") % {
        "basis": told.name}
