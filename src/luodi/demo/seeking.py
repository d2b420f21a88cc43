"""What the invented district does to find projects: two chains, projects made ready for investors, events."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Final

from luodi.ledger.actions import By
from luodi.promotion.actions import chains, events, packaged
from luodi.promotion.models import Event, Invitation, Link

if TYPE_CHECKING:
    from luodi.demo.story import Calls
    from luodi.demo.town import Town

CHAINS: Final = (
    ("新能源汽车", "leader", ("team", "invest1", "invest2"), (
        ("正负极材料", "up", "present", "两家在产"), ("隔膜与电解液", "up", "weak", "只有中试线"), ("车规级芯片", "up", "missing", "全部外购"),
        ("电芯与电池包", "mid", "present", "本地主导"), ("电机电控", "mid", "weak", "配套半径超过三百公里"), ("热管理", "mid", "missing", "整车厂提出就近配套"),
        ("整车", "down", "present", "链主企业所在"), ("充换电与回收", "down", "weak", "网点不足")),
     ((0, 3), (1, 3), (2, 4), (3, 6), (4, 6), (5, 6), (6, 7)),
     ((2, "target", "远川半导体有限公司", "有车规产线，正在选第二基地"), (2, "target", "北屏微电子有限公司", "整车厂推荐"),
      (5, "target", "青禾热控有限公司", "订单已到，缺近地产能"),
      (3, "there", "云岭晨光电池有限公司", "龙头"), (6, "there", "云岭远景汽车有限公司", "链主"),
      (1, "target", "白石新材料有限公司", "中试成功，找落地"))),
    ("冷链食品", "leader2", ("team2", "town1"), (
        ("种养基地", "up", "present", "三个镇已成规模"), ("包装材料", "up", "weak", "环保包材靠外购"), ("中央厨房", "mid", "present", ""),
        ("速冻与预制", "mid", "weak", "产能到顶"), ("冷库与干线", "down", "missing", "旺季缺库容"), ("检测与溯源", "down", "missing", "出口检测送外地")),
     ((0, 2), (1, 3), (2, 3), (3, 4), (3, 5)),
     ((4, "target", "海川冷链物流有限公司", "已在邻市建库"), (5, "target", "明检检测技术有限公司", "出口检测资质齐"),
      (2, "there", "云岭锦程食品有限公司", ""))),
)
"""Name, leader, team, links (name, place, strength, note), ties by place in the list, firms (link, kind, name, why)."""
PACKAGED: Final = (
    ("invest1", "车规级功率芯片封测基地", 250_000, 180, "年封测 8 亿只，含可靠性实验室。", "设备投入按技改政策申报",
     "标准厂房 6 万平方米已建成，双回路供电", "有车规产线的封测企业", 2),
    ("invest2", "热管理系统总成工厂", 120_000, 95, "水冷板、热泵、集成阀岛。", "首台套政策", "净地 95 亩，蒸汽到边", "整车配套企业", 5),
    ("park1", "智能机床产业园二期", 210_000, 260, "数控系统、主轴、整机。", "园区标准地，承诺即开工", "区域评估已完成", "行业前十整机厂", None),
    ("park3", "生物制药中试平台", 60_000, 40, "六条中试线，共享检测。", "", "废水可接入专管", "创新药企业", None),
    ("town1", "冷链分拨中心", 35_000, 120, "5 万吨冷库和分拣线。", "", "铁路专线旁", "冷链龙头", None),
)
"""Who made it ready, name, investment in 10,000 yuan, land in mu, content, policy, supplies, aims, link of the first chain."""
EVENTS: Final = (
    ("invest1", -75, "新能源汽车产业链专场推介会", "云岭会议中心", "请链上下游企业看现场。",
     ("远川半导体有限公司", "北屏微电子有限公司", "青禾热控有限公司", "白石新材料有限公司", "长汀电控有限公司")),
    ("park1", -30, "标准地开放日", "开发区展示厅", "看地、看厂房、当场解答审批地图。",
     ("启明装备有限公司", "望海电子有限公司", "海川冷链物流有限公司")),
    ("invest2", 16, "长三角生物医药恳谈会", "外地设场", "小范围，一对一。", ("知行生物有限公司", "翠屏制药有限公司", "明检检测技术有限公司")),
)
"""Who holds it, on which day from today, name, place, what it is about, who is invited."""


def seek(town: Town, calls: Calls) -> None:
    """Write down on which days it is done."""
    length = (calls.today - calls.first).days

    def chain(day: date, number: int) -> None:
        name, leader, team, links, ties, firms = CHAINS[number]
        keeper = By(town.person("team", day))
        made = chains.add_chain(keeper, town.units["invest"], chains.About(name, town.people[leader], None, [town.people[one] for one in team]), day, day)
        rows = [chains.add_link(keeper, made, chains.AboutLink(*link)) for link in links]
        for giver, taker in ties:
            chains.tie(keeper, rows[giver], rows[taker])
        for place, kind, firm, why in firms:
            chains.put_firm(keeper, rows[place], chains.OnLink(kind, firm, "", why))

    def ready(day: date) -> None:
        links = list(Link.objects.filter(chain__name=CHAINS[0][0]).order_by("pk"))
        for login, name, wan, mu, content, policy, supplies, aims, link in PACKAGED:
            packaged.add_packaged(By(town.person(login, day)), town.unit_of(login), packaged.About(
                day.year, name, Decimal(wan), content, land_area_mu=Decimal(mu), policy=policy, supplies=supplies, aims=aims,
                link=links[link] if link is not None and links else None), town.people[login], day)

    def invited(day: date, place: int) -> None:
        login, off, name, where, text, firms = EVENTS[place]
        by = By(town.person(login, day))
        event = events.add_event(by, town.unit_of(login), events.About(name, calls.today + timedelta(days=off), where, text), town.people[login], day)
        events.invite(by, event, [events.Guest(firm, "手工填写") for firm in firms])

    def held(day: date, place: int) -> None:
        login, _off, name, *_rest = EVENTS[place]
        by, event = By(town.person(login, day)), Event.objects.get(name=name)
        events.hold_event(by, event, day)
        rows = Invitation.objects.filter(event=event).order_by("pk")
        events.note_answers(by, event, {row.pk: events.Mark("yes" if number % 3 != 2 else "no", number % 3 != 2) for number, row in enumerate(rows)}, day)

    for number in range(len(CHAINS)):
        calls.on(calls.first + timedelta(days=length * (number + 1) // 10), partial(chain, number=number))
    calls.on(calls.first + timedelta(days=length // 3), ready)
    for place, (_login, off, *_rest) in enumerate(EVENTS):
        on = calls.today + timedelta(days=off)
        calls.on(min(on, calls.today - timedelta(days=5)) - timedelta(days=14), partial(invited, place=place))
        if off < 0:
            calls.on(on, partial(held, place=place))
