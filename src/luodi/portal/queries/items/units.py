"""Families of departments: every place names its units in its own way, a visitor looks for "housing" or "market supervision"."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from luodi.engine.catalog import Item

OWN, UTILITY, OTHER = "own", "utility", "other"
FAMILIES: Mapping[str, tuple[Promise, tuple[str, ...]]] = {
    "approval": (_("行政审批、政务服务"), ("行政审批", "政务服务", "在线平台")),
    "housing": (_("住房和城乡建设"), ("住建", "住房城乡建", "住房和城乡建", "审图机构", "城建档案")),
    "land": (_("自然资源和规划"), ("自然资源", "不动产登记")),
    "market": (_("市场监管"), ("市场监管",)),
    "ecology": (_("生态环境"), ("生态环境",)),
    "emergency": (_("应急管理、矿山安监"), ("应急", "矿山安监", "矿山安全")),
    "development": (_("发展改革"), ("发改", "发展改革", "发展和改革")),
    "water": (_("水利、水务"), ("水利", "水务")),
    "transport": (_("交通运输、港口"), ("交通运输", "港口")),
    "police": (_("公安、国家安全"), ("公安", "国家安全", "政法")),
    "health": (_("卫生健康"), ("卫健",)),
    "drugs": (_("药品监管"), ("药监",)),
    "city": (_("城市管理、园林绿化"), ("城管", "园林", "绿化")),
    "forest": (_("林业"), ("林业",)),
    "heritage": (_("文化和旅游、文物"), ("文物", "文旅")),
    "air_defence": (_("人防"), ("人防",)),
    "nature": (_("气象、地震"), ("气象", "地震")),
    "labour": (_("人力资源社会保障、公积金"), ("人社", "公积金")),
    "tax": (_("税务、银行"), ("税务", "银行")),
    "commerce": (_("商务、工信、通信管理"), ("商务", "工信", "通信管理")),
    "tender": (_("招标投标、公共资源交易"), ("招标投标", "公共资源")),
    "fire": (_("消防救援"), ("消防救援",)),
    "village": (_("乡镇、土地所有权人"), ("乡镇", "土地所有权人")),
    UTILITY: (_("水电气热和通信企业"), ()),
    OWN: (_("企业、市场机构自己办"), ()),
    OTHER: (_("其他单位"), ()),
}


def families(item: Item, units: tuple[str, ...]) -> tuple[str, ...]:
    """The families of the units that may decide an item; an enterprise's own item has no other."""
    if item.actor in ("enterprise", "market"):
        return (OWN,)
    if item.actor == "utility":
        return (UTILITY,)
    found = tuple(key for key, (_label, words) in FAMILIES.items() if any(word in unit for unit in units for word in words))
    return found or (OTHER,)
