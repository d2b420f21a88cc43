"""What a place's plan leaves open and its administrator must still supply: adoption as a checklist."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from luodi.engine.catalog import Limit
from luodi.engine.mechanism.model import Mechanism
from luodi.engine.source import Map, Said

KINDS = {
    "limit": Said("事项承诺时限", "promised limits of items"),
    "span": Said("总时限口径", "what published totals count"),
    "counting": Said("计时口径", "counting of days"),
    "setting": Said("区域参数", "settings of the place"),
    "authority": Said("由谁决定", "who decides"),
    "joint": Said("联合与合并", "joint and merged items"),
    "lever": Said("提速办法的细则", "details of relaxations"),
    "light": Said("亮灯与催办", "lights and chasing"),
    "cadence": Said("会议与调度周期", "cadences"),
    "decision": Said("决策与评估", "decisions and assessment"),
    "promise": Said("公开承诺", "published promises"),
    "calendar": Said("工作日历", "the calendar"),
}


@dataclass(frozen=True)
class Gap:
    """One thing to supply, and what is used until then."""

    kind: str
    id: str
    asks: Said
    until_then: Said


def gaps(mechanism: Mechanism) -> list[Gap]:
    """Everything the place itself has not said, in the order of the checklist."""
    return [*_limits(mechanism), *_counting(mechanism), *_authorities(mechanism), *_joint(mechanism), *_levers(mechanism),
            *_records(mechanism), *_promises(mechanism), *_calendar(mechanism)]


def _used(limit: Limit | None) -> Said:
    if limit is None:
        return Said("没有任何公布的天数，按 0 天排，标为未知", "no published days at all; scheduled as 0 and marked unknown")
    basis = {"promised": Said("承诺", "promise"), "reference": Said("外地公布值", "another place's value"), "statutory": Said("法定期限", "statutory limit"),
             "assumed": Said("测算假设", "planning assumption")}[limit.basis]
    unit = Said("个工作日", "working days") if limit.unit == "working" else Said("个自然日", "calendar days")
    return Said(f"{basis.zh} {limit.days} {unit.zh}（{limit.source}）", f"{basis.en}: {limit.days} {unit.en} ({limit.source})")


def _limits(mechanism: Mechanism) -> Iterator[Gap]:
    for item in mechanism.items.values():
        if item.actor == "government" and not any(x.basis == "promised" and mechanism.is_own(x.where) for x in item.limits):
            found = next((x for basis in ("promised", "reference", "statutory", "assumed") if (x := item.limit(basis))), None)
            yield Gap("limit", item.id, Said(f"“{item.title('zh-Hans')}”承诺几日办结、单位、从何时起算、哪些时间不计",
                                             f'"{item.title("en")}": days promised, unit, start, what does not count'), _used(found))


def _counting(mechanism: Mechanism) -> Iterator[Gap]:
    for span in mechanism.spans.values():
        if span.default:
            yield Gap("span", span.id, Said(f"“{span.name['zh-Hans']}”计哪些事项、从哪里到哪里",
                                            f'which items "{span.name.get("en", span.id)}" counts, from where to where'),
                      Said(f"默认 {len(span.items)} 项；{span.note}", f"default: {len(span.items)} items"))
    if mechanism.ambiguous_day_default:
        yield Gap("counting", "ambiguous_day", Said("法律只写“日”的，本地按工作日还是自然日", "whether 日 in laws counts as working or calendar days here"),
                  Said("按字面，自然日", "literally: calendar days"))
    for setting in mechanism.settings:
        if setting.default:
            label = mechanism.table[setting.attribute]
            yield Gap("setting", setting.attribute, Said(f"本地的“{label.name('zh-Hans')}”", f'"{label.name("en")}" here'),
                      Said(f"{label.value_name(setting.value, 'zh-Hans')}（{setting.said}）", label.value_name(setting.value, "en")))
    if not any(rule.attribute == "low_risk" for rule in mechanism.table.derivations):
        yield Gap("setting", "low_risk", Said("简易低风险的认定条件", "what counts as simple low-risk"),
                  Said("由填报人自己声明", "stated by the person who asks"))


def _authorities(mechanism: Mechanism) -> Iterator[Gap]:
    routed = {i for route in mechanism.routes for i in route.items}
    stages = {s for route in mechanism.routes for s in route.stages}
    for item in mechanism.items.values():
        if item.actor == "government" and item.id not in routed and item.stage not in stages:
            yield Gap("authority", item.id, Said(f"“{item.title('zh-Hans')}”由哪个单位决定，园区、镇街有没有权限、从哪天起",
                                                 f'which unit decides "{item.title("en")}", and what parks and towns may decide since when'),
                      Said(f"国家基准：{item.authority}", "the national baseline's authority"))


def _joint(mechanism: Mechanism) -> Iterator[Gap]:
    items = mechanism.raw.get("items") or {}
    for item in mechanism.items.values():
        source = items.get(item.id)
        if item.members and isinstance(source, Map) and not mechanism.is_own(source.at("members")):
            names = "、".join(mechanism.items[m].title("zh-Hans") for m in item.members)
            asks = Said(f"“{item.title('zh-Hans')}”包含哪些事项", f'which items "{item.title("en")}" takes in')
            yield Gap("joint", item.id, asks, Said(f"通行组成：{names}", "the usual members"))


def _levers(mechanism: Mechanism) -> Iterator[Gap]:
    for lever in mechanism.levers.values():
        raw = (mechanism.raw.get("levers") or {}).get(lever.id)
        if not isinstance(raw, Map) or not lever.offered or not mechanism.is_own(raw.at("offered")):
            continue
        if not mechanism.is_own(raw.at("effects")):
            yield Gap("lever", lever.id, Said(f"“{lever.title('zh-Hans')}”适用哪些事项、几日、可缺哪些材料、逾期怎么办",
                                              f'"{lever.title("en")}": which items, how many days, which papers may follow, and what if they do not'),
                      Said("国家基准里的通行做法" + ("（测算假设）" if lever.confidence == "assumed" else ""), "the usual practice of the baseline"))
        elif not lever.effects:
            yield Gap("lever", lever.id,
                      Said(f"“{lever.title('zh-Hans')}”没有写明作用于哪些事项和材料", f'"{lever.title("en")}" names no items or papers'),
                      Said("不产生作用，不省天数", "has no effect, saves no days"))


def _records(mechanism: Mechanism) -> Iterator[Gap]:
    clock = mechanism.raw.get("clock")
    lights = clock.at("lights") if isinstance(clock, Map) else None
    if not mechanism.is_own(lights):
        yield Gap("light", "lights", Said("黄灯、红灯的天数界限和逐级催办的阶梯", "when lights turn yellow and red, and the ladder of chasing"),
                  Said("剩余不超过总天数的五分之一（至少1天）亮黄灯，过期亮红灯", "yellow at one fifth of the limit left (at least one day), red when overdue"))
    for kind, key, said in (
            ("cadences", "every", Said("多久一次", "how often")), ("decision_levels", "rule", Said("按金额和类型的分级", "levels by amount and kind")),
            ("assessment", "weights", Said("权重与合格线", "weights and pass marks")), ("deadlines", "from", Said("从何时起算", "from when it counts"))):
        for record in mechanism.of_kind(kind):
            value = record.data.get(key)
            if value in (None, "", "未写明") or (kind == "decision_levels" and "未写" in str(value)):
                yield Gap("cadence" if kind in ("cadences", "deadlines") else "decision", f"{kind}.{record.id}",
                          Said(f"“{record.name}”{said.zh}（{record.section}）", f'"{record.name}": {said.en}'), Said("空着", "left empty"))


def _promises(mechanism: Mechanism) -> Iterator[Gap]:
    for key, entry in (mechanism.raw.get("promises") or {}).items():
        missing = entry.get("missing") if isinstance(entry, Map) else None
        if isinstance(missing, Map):
            yield Gap("promise", key, Said(str(missing.get("zh-Hans", "")), str(missing.get("en", ""))),
                      Said("这项承诺无法计算", "the promise cannot be computed"))


def _calendar(mechanism: Mechanism) -> Iterator[Gap]:
    year = mechanism.calendar.published_until.year + 1
    asks = Said(f"{year} 年放假安排（国务院通知发布后录入）", f"the State Council's holiday notice for {year}")
    yield Gap("calendar", str(year), asks,
              Said("周末加法定节日暂算，结果都标“暂定”", "weekends and statutory days; results are marked provisional"))
