"""The catalog: the items of a place, found by words and narrowed by stage, department and kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import groupby

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from luodi.engine.catalog import Item
from luodi.engine.conditions import sentence
from luodi.engine.plan.words import BASIS, MARKS
from luodi.portal.queries.items.limits import SHOWN, span_of
from luodi.portal.queries.items.standing import Standing
from luodi.portal.queries.items.units import FAMILIES, families
from luodi.portal.queries.items.words import ACTORS, CHINESE, KINDS, NOTHING, label, spoken
from luodi.portal.queries.search import MAX_TYPED, Hit, index_of

FACETS = ("stage", "unit", "kind")


@dataclass(frozen=True)
class Row:
    """One item in the list. `facets`: its values by facet; `days`: its limit; `basis`: where that is from."""

    id: str
    name: SafeString
    stage: SafeString
    kind: str
    who: SafeString
    who_varies: bool
    days: str
    basis: str
    basis_kind: str
    doubt: str
    condition: SafeString
    facets: Mapping[str, tuple[str, ...]]
    found_in: str = ""


@dataclass(frozen=True)
class Choice:
    """One value of a filter: how many of the items found have it; `inner`: a part of the choice before it."""

    value: str
    name: str
    count: int
    chosen: bool
    inner: bool = False


@dataclass(frozen=True)
class Filters:
    """What a visitor asked for. `unknown`: by facet, a value that this place does not have."""

    q: str = ""
    stage: str = ""
    unit: str = ""
    kind: str = ""
    cut: bool = False
    unknown: Mapping[str, str] = field(default_factory=dict)

    @property
    def chosen(self) -> dict[str, str]:
        """The facets that are set."""
        return {facet: value for facet in FACETS if (value := str(getattr(self, facet)))}

    @property
    def query(self) -> dict[str, str]:
        """What stands in the address."""
        return ({"q": self.q} if self.q else {}) | self.chosen

    def without(self, facet: str) -> Filters:
        """The same with one facet no longer asked for."""
        stage, unit, kind = ("" if name == facet else self.chosen.get(name, "") for name in FACETS)
        return Filters(self.q, stage, unit, kind)


@dataclass(frozen=True)
class Catalog:
    """The page of a catalog. `groups`: rows under the stage they belong to, or under no heading when they are ranked."""

    filters: Filters
    total: int
    promised: int
    groups: Sequence[tuple[str, SafeString, Sequence[Row]]]
    choices: Mapping[str, Sequence[Choice]]
    near: Sequence[Row]
    unfiltered: int

    @property
    def count(self) -> int:
        """How many items are shown."""
        return sum(len(rows) for _, _, rows in self.groups)


def catalog(here: Standing, lang: str, asked: Mapping[str, str]) -> Catalog:
    """The catalog of a place for what was asked: q, stage, unit, kind."""
    everything = rows(here, lang)
    names = _names(here, lang)
    filters = read(asked, names)
    hits = index_of(here.mechanism).search(filters.q) if filters.q else []
    by_id = {row.id: row for row in everything}
    found: Sequence[Row] = [replace(by_id[hit.item], found_in=_found_in(hit, filters.q)) for hit in hits] if filters.q else everything
    shown = [row for row in found if _fits(row, filters.chosen)]
    choices = {facet: _choices(facet, names[facet], found, filters) for facet in FACETS}
    grouped = [(base, spoken_name, list(part)) for (base, spoken_name), part in groupby(
        shown, key=lambda row: (row.facets["stage"][-1], row.stage))] if not filters.q else [("", NOTHING, shown)] if shown else []
    near = [by_id[item] for item in index_of(here.mechanism).near(filters.q)] if filters.q and not found else []
    return Catalog(filters, len(everything), sum(row.basis_kind == "promised" for row in everything), grouped, choices, near, len(found))


def read(asked: Mapping[str, str], names: Mapping[str, Mapping[str, str]]) -> Filters:
    """The filters as they can be used; a value that is not known is kept aside to be told."""
    typed = "".join(c if c.isprintable() else " " for c in asked.get("q", "")[:MAX_TYPED * 2]).strip()
    values = {facet: asked.get(facet, "").strip() for facet in FACETS}
    unknown = {facet: value[:40] for facet, value in values.items() if value and value not in names[facet]}
    return Filters(q=typed[:MAX_TYPED], cut=len(asked.get("q", "").strip()) > MAX_TYPED, unknown=unknown,
                   **{facet: "" if facet in unknown else value for facet, value in values.items()})


@lru_cache(maxsize=128)
def rows(here: Standing, lang: str) -> tuple[Row, ...]:
    """Every item of a place in a language, in the order of its stages. Kept: nothing in it hangs on the visitor."""
    order = {base: n for n, base in enumerate(base for stage in here.mechanism.stages for base in stage.covers)}
    return tuple(_row(here, item, lang) for item in sorted(here.mechanism.items.values(), key=lambda item: order[item.stage]))


def _row(here: Standing, item: Item, lang: str) -> Row:
    deciders = here.deciders(item)
    stage = here.stage_of(item)
    basis = next((basis for basis in SHOWN if any(x.basis == basis for x in item.limits)), "")
    doubtful = basis != "assumed" and any(x.confidence == "general" for x in item.limits if x.basis == basis)
    name = stage_name(here, item, lang)
    own = item.actor in ("enterprise", "market")
    return Row(
        item.id, label(item.name, lang), name, str(KINDS[item.kind]),
        spoken(str(ACTORS[item.actor]), lang, lang) if own else spoken(deciders[0].unit, lang), not own and len(deciders) > 1,
        span_of(here, item, basis), gettext("自定") if own else BASIS[basis].to(lang) if basis else "", "own" if own else basis,
        MARKS["unverified"].to(lang) if doubtful else "",
        condition=condition_line(here, item, lang),
        facets={"stage": (stage.id, f"{stage.id}.{item.stage}"), "unit": families(item, tuple(d.unit for d in deciders)), "kind": (item.kind,)})


def stage_name(here: Standing, item: Item, lang: str) -> SafeString:
    """The stage of an item as drawn here; with the national stage where that holds many."""
    stage = here.stage_of(item)
    name = label(stage.name, lang)
    return name if len(stage.covers) < 2 else format_html("{} · {}", name, label(here.base_name(item.stage), lang))


def condition_line(here: Standing, item: Item, lang: str) -> SafeString:
    """For which projects, in one line: the catalog's own short words, or the condition's sentence where those are Chinese only."""
    return spoken(item.said, lang) if item.said and lang == CHINESE else spoken(sentence(item.applies.node, here.mechanism.table, lang), lang, lang)


def _found_in(hit: Hit, typed: str) -> str:
    """Why an item is in the list although its name does not show it."""
    words = {"result": gettext("办成得到的证件里有“%(q)s”"), "said": gettext("适用条件里有“%(q)s”"), "unit": gettext("决定单位里有“%(q)s”"),
             "paper": gettext("要交的材料里有“%(q)s”"), "law": gettext("法律依据里有“%(q)s”")}.get(hit.where, "")
    return words % {"q": typed} if words else ""


def _fits(row: Row, chosen: Mapping[str, str]) -> bool:
    return all(value in row.facets[facet] for facet, value in chosen.items())


@lru_cache(maxsize=128)
def _names(here: Standing, lang: str) -> Mapping[str, Mapping[str, str]]:
    """By facet, the values that the items of this place have, with their names, in order."""
    have = {facet: Counter(value for row in rows(here, lang) for value in row.facets[facet]) for facet in FACETS}
    stages: dict[str, str] = {}
    for stage in here.mechanism.stages:
        stages[stage.id] = stage.title(lang)
        if len(stage.covers) > 1:
            for base in stage.covers:
                names = here.base_name(base)
                stages[f"{stage.id}.{base}"] = names.get(lang) or names[CHINESE]
    return {"stage": {key: name for key, name in stages.items() if key in have["stage"] or "." not in key},
            "unit": {key: str(name) for key, (name, _) in FAMILIES.items() if key in have["unit"]},
            "kind": {key: str(name) for key, name in KINDS.items() if key in have["kind"]}}


def _choices(facet: str, names: Mapping[str, str], found: Iterable[Row], filters: Filters) -> list[Choice]:
    others = {key: value for key, value in filters.chosen.items() if key != facet}
    counts = Counter(value for row in found if _fits(row, others) for value in row.facets[facet])
    chosen = filters.chosen.get(facet, "")
    return [Choice(key, name, counts[key], key == chosen, "." in key) for key, name in names.items()]
