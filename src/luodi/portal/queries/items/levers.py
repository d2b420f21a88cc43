"""The levers that touch an item, and what each does to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from luodi.engine.catalog import Effect, Item, Lever
from luodi.engine.conditions import ALWAYS, sentence
from luodi.engine.plan.words import CONFIDENCE
from luodi.portal.queries.items.standing import Standing
from luodi.portal.queries.items.words import CHINESE, comma, label, length, listed, spoken


@dataclass(frozen=True)
class LeverHere:
    """A lever with its effects on one item. `offered`: this place has it; `standing`: in force for every project it fits."""

    name: SafeString
    offered: bool
    standing: bool
    effects: Sequence[SafeString]
    when: SafeString
    brings: SafeString
    said: SafeString
    source: SafeString
    sure: str
    confidence: str


def levers_of(here: Standing, item: Item, lang: str) -> list[LeverHere]:
    """Every lever that touches an item, those of this place first."""
    return [_lever(here, lever, item, lang) for lever in here.levers_of.get(item.id, ())]


def _lever(here: Standing, lever: Lever, item: Item, lang: str) -> LeverHere:
    when = "" if lever.when.node == ALWAYS else sentence(lever.when.node, here.mechanism.table, lang)
    return LeverHere(
        label(lever.name, lang), lever.offered, lever.standing, list(_effects(here, lever.effects, item, lang)), spoken(when, lang, lang),
        label(lever.brings, lang), spoken(lever.said, lang), spoken(lever.section or lever.source, lang),
        CONFIDENCE[lever.confidence].to(lang), lever.confidence)


def _effects(here: Standing, effects: Iterable[Effect], item: Item, lang: str) -> Iterator[SafeString]:
    def names(keys: Iterable[str]) -> SafeString:
        return listed([label(here.mechanism.items[key].name, lang) for key in keys], comma(lang))

    for effect in effects:
        time = length(effect.days, effect.unit)
        mine = item.id in effect.items
        if mine and effect.kind == "limit":
            yield format_html(gettext("办理天数变为 {time}"), time=time) if effect.days else SafeString(gettext("变为即办"))
        elif mine and effect.kind == "skip":
            yield SafeString(gettext("不用单独办"))
        elif mine and effect.kind == "late":
            yield format_html(gettext("办结后 {time}内补交：{papers}"), time=time, papers=listed((_paper(here, x, lang) for x in effect.papers), comma(lang)))
        elif effect.kind == "drop":
            if mine:
                yield format_html(gettext("不用等“{item}”"), item=names([effect.other]))
            elif effect.other == item.id:
                yield format_html(gettext("“{items}”不用等它"), items=names(effect.items))
        elif effect.kind == "merge":
            if mine:
                yield format_html(gettext("并入“{item}”一起办"), item=names([effect.other]))
            elif effect.other == item.id:
                yield format_html(gettext("“{items}”并进来一起办"), items=names(effect.items))
        elif effect.kind == "simulate":
            if mine:
                yield format_html(gettext("先出模拟意见，“{item}”之后 {time}内转为正式决定"), item=names([effect.other]), time=time)
            elif effect.other == item.id:
                yield format_html(gettext("它办结以前，“{items}”可以先模拟审批"), items=names(effect.items))


def _paper(here: Standing, name: str, lang: str) -> SafeString:
    known = here.mechanism.paper_words.get(name)
    return spoken(known.en, lang, "en") if lang != CHINESE and known and known.en else spoken(name, lang)
