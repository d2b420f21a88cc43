"""Where everything of the map stands: lanes, rows, bars and their labels, none over another and none outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from luodi.engine.drawing.axis import Axis
from luodi.engine.drawing.text import clean, measure, shorten
from luodi.engine.drawing.words import Words
from luodi.engine.mechanism import Stage
from luodi.engine.plan import PlannedItem

NAME, SMALL = 12.0, 10.0
THINNEST = 3.0
MARK = 6.0
"""Half the width of the diamond of an item that takes no time."""
GAP, APART = 7.0, 18.0
"""Between a bar and its label, and between two neighbours in a row."""
MANY = 26
"""So many rows of one item each; with more, items that leave room for each other share rows."""

Box = tuple[float, float, float, float]
"""Left, right, top, foot."""


@dataclass
class Bar:
    """An item on the map, in pixels: preparation from `own`, handling from `start` (formal from `formal`) to `end`; its label and row."""

    planned: PlannedItem
    merged: Sequence[PlannedItem]
    own: float
    start: float
    formal: float
    end: float
    name: str = ""
    said: str = ""
    second: str = ""
    label_x: float = 0.0
    anchor: str = "start"
    inside: bool = False
    box: tuple[float, float] = (0.0, 0.0)
    y: float = 0.0

    @property
    def enterprise(self) -> bool:
        """Whether the enterprise or the market does it, not an authority or a utility."""
        return self.planned.item.actor in ("enterprise", "market")

    @property
    def left(self) -> float:
        """The left end of what is drawn, without the label."""
        return self.own if self.end > self.start else min(self.own, self.start - MARK)

    @property
    def right(self) -> float:
        """The right end of what is drawn, without the label."""
        return self.end if self.end > self.start else self.start + MARK

    @property
    def words_box(self) -> Box:
        """The label, with its second line: left, right, top, foot."""
        return (*self.box, self.y - 8, self.y + (21 if self.second else 8))

    @property
    def reach(self) -> tuple[float, float]:
        """From the left end of bar and label to the right end of both."""
        return min(self.left, self.box[0]), max(self.right, self.box[1])


@dataclass
class Row:
    """Bars side by side. `height` in pixels; `y` is the top."""

    bars: list[Bar] = field(default_factory=list)
    y: float = 0.0
    height: float = 0.0

    def has_room(self, bar: Bar) -> bool:
        """Whether a bar and its label stand clear of the others."""
        a, b = bar.reach
        return all(b + APART <= other.reach[0] or other.reach[1] + APART <= a for other in self.bars)


@dataclass
class Lane:
    """A stage with its rows; `title` in lines."""

    stage: Stage
    title: list[str]
    rows: list[Row]
    y: float = 0.0
    height: float = 0.0


def made_bars(shown: Sequence[PlannedItem], hosted: Mapping[str, Sequence[PlannedItem]], axis: Axis, words: Words) -> list[Bar]:
    """A bar for each item, with its label where there is room for it."""
    bars = []
    for planned in shown:
        begin, end = _dates(planned)
        start, finish = axis.at(begin), axis.at(end)
        if 0 < finish - start < THINNEST:
            finish = start + THINNEST
        bar = Bar(planned, hosted.get(planned.id, ()), min(start, axis.at(planned.own_from or begin)), start,
                  axis.at(planned.formal_from or begin), finish)
        _label(bar, axis, words)
        bars.append(bar)
    return bars


def _dates(planned: PlannedItem) -> tuple[date, date]:
    assert planned.start is not None
    assert planned.finish is not None
    return planned.start, planned.finish


def _label(bar: Bar, axis: Axis, words: Words) -> None:
    planned = bar.planned
    parts = [words("days_unknown") if planned.days_unknown else words.days(planned.days, planned.unit) if planned.days else words("instant")]
    if planned.formal_from:
        parts.append(words("simulated"))
    if planned.critical:
        parts.append(words("critical"))
    name, said = clean(planned.item.title(words.lang)), " · ".join(parts)
    tail = measure(" " + said, SMALL + 1)
    full = measure(name, NAME) + tail
    left, right = bar.left - GAP - axis.left - 4, axis.right - 4 - bar.right - GAP
    within = bar.end - bar.start - 12
    if full <= right:
        side, room = "right", right
    elif full <= left:
        side, room = "left", left
    elif full <= within:
        side, room = "inside", within
    else:
        room, side = max((right, "right"), (left, "left"), (within, "inside"))
    bar.said, bar.name = said, shorten(name, NAME, room - tail)
    width = measure(bar.name, NAME) + tail
    if bar.merged:
        bar.second = _contained(bar.merged, min(room, max(width, 380.0)), words)
        width = max(width, measure(bar.second, SMALL))
    bar.inside = side == "inside"
    if side == "left":
        bar.label_x, bar.anchor, bar.box = bar.left - GAP, "end", (bar.left - GAP - width, bar.left - GAP)
    else:
        bar.label_x = bar.start + 6 if bar.inside else bar.right + GAP
        bar.box = (bar.label_x, bar.label_x + width)


def _contained(merged: Sequence[PlannedItem], room: float, words: Words) -> str:
    names = [clean(p.item.title(words.lang)) for p in merged]
    for n in range(len(names), 0, -1):
        said = words("with" if n == len(names) else "with_more", names=words("comma").join(names[:n]), n=len(names))
        if measure(said, SMALL) <= room:
            return said
    return shorten(words("with", names=words("comma").join(names)), SMALL, room)


def in_lanes(stages: Sequence[Stage], titles: Mapping[str, list[str]], bars: Sequence[Bar], empty_too: bool) -> list[Lane]:
    """The lanes in the place's order, with their bars in rows: each in its own, or sharing rows where the map would grow too tall."""
    shared = len(bars) > MANY
    lanes = []
    for stage in stages:
        lane = Lane(stage, titles[stage.id], [])
        last = -1
        for bar in (b for b in bars if b.planned.stage == stage.id):
            # The first row below the last bar, else from the top: what follows steps down, as time does.
            order = [*range(last + 1, len(lane.rows)), *range(last + 1)] if shared else []
            last = next((k for k in order if lane.rows[k].has_room(bar)), len(lane.rows))
            if last == len(lane.rows):
                lane.rows.append(Row())
            lane.rows[last].bars.append(bar)
        if lane.rows or empty_too:
            lanes.append(lane)
    return lanes


def stack(lanes: Sequence[Lane], top: float) -> float:
    """Give every lane and row its place from `top` down, the rows the lower the more there are; the foot of the last lane."""
    count = sum(len(lane.rows) for lane in lanes)
    base = 32.0 if count <= 14 else 28.0 if count <= 24 else 25.0 if count <= 36 else 22.5
    y = top
    for lane in lanes:
        lane.y = y
        y += 4
        for row in lane.rows:
            row.y, row.height = y, base + (12 if any(bar.second for bar in row.bars) else 0)
            for bar in row.bars:
                bar.y = y + base / 2
            y += row.height
        y = max(y + 4, lane.y + (17 * len(lane.title) + 12 if lane.rows else 26))
        lane.height = y - lane.y
    return y


def pieces(x: float, top: float, foot: float, boxes: Sequence[Box]) -> list[tuple[float, float]]:
    """An upright line in the pieces that leave words free: from and to."""
    out = []
    for a, b in sorted((t, f) for left, right, t, f in boxes if left - 2 < x < right + 2 and t < foot and f > top):
        if a > top:
            out.append((top, a))
        top = max(top, b)
    return [*out, (top, foot)] if top < foot else out


def upright(x: float, top: float, foot: float, boxes: Sequence[Box]) -> str:
    """The path of an upright line that leaves words free."""
    return "".join(f"M{x:.1f} {a:.1f}V{b:.1f}" for a, b in pieces(x, top, foot, boxes))
