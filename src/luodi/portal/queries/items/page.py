"""The page of one item in one place: everything the catalog knows of it, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from luodi.engine.catalog import Item, Paper
from luodi.engine.conditions import ALWAYS, Condition, sentence
from luodi.engine.mechanism.graph import Edge
from luodi.engine.plan.words import CONFIDENCE, FORMS, KIND
from luodi.engine.source import Map
from luodi.portal.queries.items.catalog import stage_name
from luodi.portal.queries.items.changes import Version, versions
from luodi.portal.queries.items.conditions import Clause, clause_of
from luodi.portal.queries.items.levers import LeverHere, levers_of
from luodi.portal.queries.items.limits import Days, Line, days_in_words, days_of, entry_of, more_days, pauses
from luodi.portal.queries.items.standing import Standing
from luodi.portal.queries.items.words import ACTORS, CHINESE, KINDS, MODES, NOTHING, label, spoken

ORDER = ("law", "paper", "gate", "usual", "prepare")


@dataclass(frozen=True)
class Link:
    """Another item."""

    id: str
    name: SafeString


@dataclass(frozen=True)
class PaperHere:
    """A paper: whose result it is (any one of `makers` will do), else the enterprise's; `form_own`: the item's own form to fill in."""

    name: SafeString
    makers: Sequence[Link]
    form_own: bool
    form: str
    when: SafeString
    tolerable: bool


@dataclass(frozen=True)
class Wait:
    """Why one item waits for another: `items` are alternatives where there are several; each reason with the papers it is about."""

    items: Sequence[Link]
    reasons: Sequence[tuple[str, Sequence[SafeString]]]
    when: SafeString


@dataclass(frozen=True)
class LawHere:
    """A legal basis."""

    name: SafeString
    excerpt: SafeString
    sure: str
    confidence: str
    direct: bool
    as_of: str
    note: SafeString


@dataclass(frozen=True)
class Handler:
    """A unit that decides the item here, in which case, by what power. `otherwise`: the national catalog's, where no route fits."""

    unit: SafeString
    when: SafeString
    powers: SafeString
    section: SafeString
    said: SafeString
    otherwise: bool


@dataclass(frozen=True)
class BundleOf:
    """A bundle (一件事) that the item is part of."""

    name: SafeString
    lead: SafeString
    others: Sequence[Link]
    when: SafeString
    said: SafeString


@dataclass(frozen=True)
class Joint:
    """Items handled in this one, the ones it may be handled in, and the order that falls away by that."""

    members: Sequence[Link]
    into: Sequence[Link]
    hosts: Sequence[Link]
    relaxed: Sequence[SafeString]


@dataclass(frozen=True)
class Team:
    """A team (专班) of this place for the item's stage: its name and the unit that leads it."""

    name: SafeString
    lead: SafeString
    section: SafeString


@dataclass(frozen=True)
class Page:
    """One item in one place."""

    id: str
    title: str
    name: SafeString
    answer: SafeString
    kind: str
    stage: SafeString
    stage_key: str
    stage_lead: SafeString
    actor: str
    modes: Sequence[str]
    said: SafeString
    sentence: SafeString
    clause: Clause
    days: Sequence[Days]
    more_days: Sequence[Line]
    pauses: Sequence[Line]
    papers: Sequence[PaperHere]
    papers_sure: str
    results: Sequence[SafeString]
    waits_for: Sequence[Wait]
    waited_for_by: Sequence[Wait]
    order_sure: str
    joint: Joint | None
    law: Sequence[LawHere]
    handlers: Sequence[Handler]
    teams: Sequence[Team]
    levers: Sequence[LeverHere]
    levers_elsewhere: Sequence[LeverHere]
    bundles: Sequence[BundleOf]
    open: Sequence[Line]
    versions: Sequence[Version]
    sources: Sequence[SafeString]
    note: SafeString
    own: Sequence[str]

    @property
    def coming(self) -> Version | None:
        """The next version, where one is written already."""
        return next((v for v in reversed(self.versions) if v.coming), None)


def page(here: Standing, key: str, today: date, lang: str) -> Page:
    """The page of an item. Raises KeyError for an item that the place does not have."""
    mechanism = here.mechanism
    item = mechanism.items[key]
    days = days_of(here, item, lang)
    handlers = _handlers(here, item, lang)
    levers = levers_of(here, item, lang)
    return Page(
        item.id, item.title(lang), label(item.name, lang), _answer(item, days, handlers), str(KINDS[item.kind]), stage_name(here, item, lang),
        here.stage_of(item).id, spoken(here.stage_of(item).lead, lang), str(ACTORS.get(item.actor, "")), [str(MODES[mode]) for mode in item.modes],
        spoken(item.said, lang), spoken(sentence(item.applies.node, mechanism.table, lang), lang, lang), clause_of(item.applies.node, mechanism.table, lang),
        days, more_days(here, item, lang), pauses(here, item, lang), [_paper(here, item, paper, lang) for paper in item.papers],
        _sure(item, "papers", lang), [spoken(result, lang) for result in item.results],
        _waits(here, here.waits_for.get(key, ()), key, lang), _waits(here, here.waited_for_by.get(key, ()), key, lang), _sure(item, "order", lang),
        _joint(here, item, lang), _laws(item, lang), handlers, _teams(here, item, lang),
        [x for x in levers if x.offered], [x for x in levers if not x.offered], _bundles(here, item, lang), _open(here, item, lang),
        versions(here, item, today, lang), [spoken(source, lang) for source in item.sources], spoken(item.note, lang), _own(here, item))


def _answer(item: Item, days: Sequence[Days], handlers: Sequence[Handler]) -> SafeString:
    """The sentence at the head: who decides in how many days."""
    if item.actor in ("enterprise", "market"):
        return format_html(gettext("由{unit}完成，不是行政审批；天数自己定。"), unit=handlers[0].unit)
    if item.actor == "utility":
        return format_html(gettext("由{unit}办理，{days}。"), unit=handlers[0].unit, days=days_in_words(days))
    return format_html(gettext("由{unit}决定，{days}。"), unit=handlers[0].unit, days=days_in_words(days))


def _sure(item: Item, part: str, lang: str) -> str:
    """A warning where a part of an item was not checked against a document."""
    return CONFIDENCE["general"].to(lang) if item.confidence.get(part) == "general" else ""


def _link(here: Standing, key: str, lang: str) -> Link:
    return Link(key, label(here.mechanism.items[key].name, lang))


def _links(here: Standing, keys: Iterable[str], lang: str) -> list[Link]:
    return [_link(here, key, lang) for key in keys]


def _when(here: Standing, condition: Condition | None, lang: str) -> SafeString:
    """A condition in words; nothing where it always holds."""
    if condition is None or condition.node == ALWAYS:
        return NOTHING
    return spoken(sentence(condition.node, here.mechanism.table, lang), lang, lang)


def _paper_name(here: Standing, name: str, lang: str) -> SafeString:
    known = here.mechanism.paper_words.get(name)
    return spoken(known.en, lang, "en") if lang != CHINESE and known and known.en else spoken(name, lang)


def _paper(here: Standing, item: Item, paper: Paper, lang: str) -> PaperHere:
    known = here.mechanism.paper_words.get(paper.name)
    return PaperHere(
        _paper_name(here, paper.name, lang), _links(here, (x for x in paper.made_by if x != item.id), lang), bool(known and known.form),
        FORMS[paper.form].to(lang), _paper_when(here, paper, lang), paper.tolerable)


def _paper_when(here: Standing, paper: Paper, lang: str) -> SafeString:
    """When a paper is asked for: the catalog's short words in Chinese, elsewhere the condition's sentence first."""
    told, asked = spoken(paper.said, lang), _when(here, paper.when, lang)
    return (told or asked) if lang == CHINESE else (asked or told)


def _waits(here: Standing, edges: Iterable[Edge], key: str, lang: str) -> list[Wait]:
    """Reasons for waiting, one line for each other item (or group of alternatives)."""
    found: dict[tuple[str, ...], list[Edge]] = {}
    for edge in edges:
        found.setdefault(edge.before if edge.after == key else (edge.after,), []).append(edge)
    out = []
    for items, group in found.items():
        always = any(edge.when is None or edge.when.node == ALWAYS for edge in group)
        papers = [_paper_name(here, name, lang) for name in dict.fromkeys(edge.paper for edge in group if edge.paper)]
        kinds = sorted(dict.fromkeys(edge.kind for edge in group), key=ORDER.index)
        out.append((kinds[0] in ("usual", "prepare"), Wait(
            _links(here, items, lang), [(KIND[kind].to(lang), papers if kind == "paper" else ()) for kind in kinds],
            NOTHING if always else _when(here, group[0].when, lang))))
    return [wait for _, wait in sorted(out, key=lambda pair: pair[0])]


def _joint(here: Standing, item: Item, lang: str) -> Joint | None:
    items = here.mechanism.items
    hosts = [host.id for host in items.values() if item.id in host.members]
    into = [*item.merge_into]
    if not (item.members or into or hosts):
        return None
    written = entry_of(here, item).get("relaxes") or {}
    relaxed = [format_html(gettext("一并办理时，“{after}”不必等“{before}”先办完。"), after=_link(here, after, lang).name, before=_link(here, before, lang).name)
               + (format_html(" {}", spoken(str(written[after].get("said", "")), lang)) if isinstance(written.get(after), Map) else NOTHING)
               for after, before in item.relaxes.items()]
    return Joint(_links(here, item.members, lang), _links(here, into, lang), _links(here, hosts, lang), relaxed)


def _laws(item: Item, lang: str) -> list[LawHere]:
    return [LawHere(spoken(str(law), lang), spoken(law.excerpt, lang), CONFIDENCE[law.confidence].to(lang), law.confidence, law.support == "direct",
                    law.text_as_of, spoken(law.note, lang)) for law in item.law]


def _handlers(here: Standing, item: Item, lang: str) -> list[Handler]:
    out = []
    for decider in here.deciders(item):
        route = decider.route
        out.append(Handler(
            spoken(decider.unit, lang), _when(here, decider.when, lang), spoken(route.powers, lang) if route else NOTHING,
            spoken(route.section, lang) if route else NOTHING, spoken(route.said, lang) if route else NOTHING, route is None))
    return out


def _teams(here: Standing, item: Item, lang: str) -> list[Team]:
    """Teams that say they cover the item's stage and who leads them."""
    def written(value: object) -> str:
        return "、".join(str(x) for x in value) if isinstance(value, list) else str(value or "")

    return [Team(spoken(record.name, lang), spoken(written(record.data.get("lead_unit") or record.data.get("lead")), lang), spoken(record.section, lang))
            for record in here.mechanism.of_kind("teams") if item.stage in (record.data.get("covers") or ())]


def _bundles(here: Standing, item: Item, lang: str) -> list[BundleOf]:
    return [BundleOf(label(bundle.name, lang), spoken(bundle.lead, lang), _links(here, (x for x in bundle.items if x != item.id), lang),
                     _when(here, bundle.when, lang), spoken(bundle.said, lang))
            for bundle in here.mechanism.bundles.values() if item.id in bundle.items]


def _open(here: Standing, item: Item, lang: str) -> list[Line]:
    """What this place leaves open about the item and the levers it offers for it, and what stands until then; the baseline leaves nothing open."""
    if not here.mechanism.parent:
        return []
    names = [item.id, *(lever.id for lever in here.levers_of.get(item.id, ()))]
    of = CHINESE if lang == CHINESE else "en"
    return [Line(spoken(gap.asks.to(lang), lang, of), spoken(gap.until_then.to(lang), lang, of)) for name in names for gap in here.open.get(name, ())]


def _own(here: Standing, item: Item) -> list[str]:
    """Which parts of the item this place has written itself, rather than taken over."""
    entry = here.mechanism.raw["items"][item.id]
    parts = {"limit": gettext("时限"), "papers": gettext("材料"), "applies": gettext("适用条件"), "authority": gettext("决定单位"), "law": gettext("法律依据"),
             "members": gettext("联合办理的组成"), "after": gettext("先后")}

    def own(value: object, where: object) -> bool:
        if isinstance(value, Map):
            return any(own(part, value.at(key)) for key, part in value.items())
        return str(where).startswith(f"{here.mechanism.slug}/")
    return [name for key, name in parts.items() if key in entry and own(entry[key], entry.at(key))]
