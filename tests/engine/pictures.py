"""The drawing of the approval map, taken apart again for its tests: bars, words, ticks."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import luodi
from luodi.engine.drawing import draw
from luodi.engine.mechanism import load
from luodi.engine.plan import Plan, Planner, read_project

EXAMPLES = Path(luodi.__file__).parent / "examples"
START = date(2026, 11, 23)
FACTORY, HOSPITAL, PLANT, CHEMICAL = "factory-100mu", "government-hospital", "leased-plant", "chemical-plant"
SVG = "{http://www.w3.org/2000/svg}"


@cache
def planner(place: str = "national") -> Planner:
    return Planner(load(place, START))


@cache
def plan_of(example: str, start: date = START, levers: tuple[str, ...] = (), place: str = "national") -> Plan:
    project = read_project(EXAMPLES / f"{example}.yaml")
    return planner(place).plan(planner(place).read_facts(project.facts), start, levers, project.own_days)


@dataclass
class Text:
    """A line of text with its box, measured by a plain rule of thumb: a Chinese character one em, any other 0.5."""

    words: str
    kind: str
    owner: str
    x: float
    y: float
    width: float
    size: float

    def overlaps(self, left: float, top: float, right: float, foot: float) -> bool:
        return self.x < right and left < self.x + self.width and self.y - 0.75 * self.size < foot and top < self.y + 0.1 * self.size


class Picture:
    """A drawing read back."""

    def __init__(self, svg: str) -> None:
        self.svg = svg
        self.root = ElementTree.fromstring(svg)
        self.width, self.height = (float(n) for n in self.root.attrib["viewBox"].split()[2:])

    def of(self, kind: str) -> list[ElementTree.Element]:
        return [e for e in self.root.iter() if kind in e.get("class", "").split()]

    @property
    def bars(self) -> Mapping[str, ElementTree.Element]:
        return {e.attrib["data-item"]: e for e in self.of("bar")}

    def time(self, item: str) -> tuple[float, float]:
        """The ends of an item's bar; of one that takes no time, the middle of its mark."""
        for e in self.bars[item]:
            if "instant" in e.get("class", "").split():
                x = float(re.findall(r"[-\d.]+", e.attrib["d"])[0])
                return x, x
            if e.get("class") == "time":
                return float(e.attrib["x"]), float(e.attrib["x"]) + float(e.attrib["width"])
        raise AssertionError(item)

    @property
    def ticks(self) -> list[tuple[date, float]]:
        return [(date.fromisoformat(e.attrib["data-date"]), float(e.attrib["x1"])) for e in self.of("tick")]

    @property
    def texts(self) -> list[Text]:
        return list(self._texts(self.root, 0.0, 0.0, ""))

    def _texts(self, e: ElementTree.Element, dx: float, dy: float, owner: str) -> Iterator[Text]:
        moved = re.match(r"translate\(([-\d.]+) ([-\d.]+)\)", e.get("transform", ""))
        if moved:
            dx, dy = dx + float(moved[1]), dy + float(moved[2])
        owner = e.get("data-item", owner)
        if e.tag == f"{SVG}text":
            size = float(e.attrib["font-size"])
            inner = [(e.text or "", size)] + [part for t in e for part in ((t.text or "", float(t.get("font-size", size))), (t.tail or "", size))]
            width = sum(s * sum(1.0 if ord(c) > 0x2E7F else 0.5 for c in words) for words, s in inner)
            x = float(e.attrib["x"]) + dx - {"end": width, "middle": width / 2}.get(e.get("text-anchor", ""), 0.0)
            yield Text("".join(words for words, _ in inner), e.get("class", ""), owner, x, float(e.attrib["y"]) + dy, width, size)
        for inside in e:
            yield from self._texts(inside, dx, dy, owner)


@cache
def picture(example: str, lang: str = "zh-Hans", width: int = 1440, today: date | None = None, start: date = START, place: str = "national") -> Picture:
    return Picture(draw(plan_of(example, start, place=place), lang, today, width=width))


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(k) for k in range((last - first).days + 1)]
