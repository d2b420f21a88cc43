"""A chain as a picture: its links in three columns from up to down the stream, what they deliver as lines; or one column under another for a phone.

Words are measured, shortened and made safe as in the approval map. Colours come from the page, so that the picture follows it into the dark.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.safestring import SafeString, mark_safe

from luodi.engine.drawing.text import element, label, safe, shorten, wrap

WIDE, COLUMN = 1040.0, 284.0
NARROW, GUTTER = 340.0, 46.0
HEIGHT, APART, HEAD = 74.0, 16.0, 34.0
NAME, SMALL, PAD = 15.0, 12.5, 15.0
LANE = 9.0
MARKS = {"present": "●", "weak": "◐", "missing": "○"}
"""How strong a link is, without colour."""


@dataclass(frozen=True)
class Card:
    """A link in the picture. `place`: the number of its column; `said`: what stands below its name; `url`: where a click leads."""

    key: int
    place: int
    strength: str
    name: str
    said: str
    url: str = ""


_Port = tuple[int, int, bool]
"""An end of a line: who gives, who takes, whether it is the giver's end."""


@dataclass
class _Box:
    card: Card
    x: float = 0.0
    y: float = 0.0
    wide: float = COLUMN
    ports: dict[bool, list[_Port]] = field(default_factory=lambda: {False: [], True: []})
    """Where lines end, at the left edge and at the right one (True), from the top."""

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.wide

    def at(self, port: _Port) -> float:
        """How far down an end of a line stands: those of one edge stand apart."""
        there = next(some for some in self.ports.values() if port in some)
        return self.y + HEIGHT * (there.index(port) + 1) / (len(there) + 1)


def columns(cards: Sequence[Card], ties: Sequence[tuple[int, int]], count: int = 3) -> list[list[Card]]:
    """The cards by column: after those of its own column that it takes from, and near those of the columns before, so that few lines cross."""
    at = {card.key: card.place for card in cards}
    deep = _depths([(giver, taker) for giver, taker in ties if giver in at and taker in at and at[giver] == at[taker]])
    takes: dict[int, list[int]] = {}
    for giver, taker in ties:
        takes.setdefault(taker, []).append(giver)
    out: list[list[Card]] = []
    stands: dict[int, float] = {}
    for place in range(count):
        here = [card for card in cards if card.place == place]
        rank = {card.key: float(number) for number, card in enumerate(here)}
        near = {card.key: [stands[one] for one in takes.get(card.key, ()) if one in stands] for card in here}
        here.sort(key=lambda card: (deep.get(card.key, 0), sum(near[card.key]) / len(near[card.key]) if near[card.key] else rank[card.key], rank[card.key]))
        stands |= {card.key: float(number) for number, card in enumerate(here)}
        out.append(here)
    return out


def _depths(ties: Sequence[tuple[int, int]]) -> dict[int, int]:
    """How many steps each card stands behind the first one that leads to it. Ends for circles as well, though no chain has any."""
    deep: dict[int, int] = {}
    for _round in range(len({key for pair in ties for key in pair})):
        for giver, taker in ties:
            deep[taker] = max(deep.get(taker, 0), min(deep.get(giver, 0) + 1, len(ties)))
    return deep


def wide(cards: Sequence[Card], ties: Sequence[tuple[int, int]], titles: Sequence[str]) -> SafeString:
    """Three columns side by side."""
    held = columns(cards, ties, len(titles))
    step = (WIDE - 2 - COLUMN) / (len(titles) - 1)
    boxes = {card.key: _Box(card, 1 + number * step, HEAD + row * (HEIGHT + APART)) for number, column in enumerate(held) for row, card in enumerate(column)}
    foot = HEAD + max((len(column) for column in held), default=0) * (HEIGHT + APART)
    ties = [(giver, taker) for giver, taker in ties if giver in boxes and taker in boxes]
    _joined(boxes, ties, len(titles) - 1)
    lines = [_line(boxes[giver], boxes[taker], held, boxes) for giver, taker in ties]
    heads = [label(title, number * step + 2, 18.0, 14.0, class_="place") for number, title in enumerate(titles)]
    return _picture("wide", WIDE, foot, [*heads, *lines, *(_card(box) for box in boxes.values())])


def narrow(cards: Sequence[Card], ties: Sequence[tuple[int, int]], titles: Sequence[str]) -> SafeString:
    """One column under another; lines run beside them."""
    held, boxes, heads, y = columns(cards, ties, len(titles)), {}, [], 0.0
    for title, column in zip(titles, held, strict=True):
        if not column:
            continue
        heads.append(label(title, 2.0, y + 18, 14.0, class_="place"))
        y += HEAD - 6
        for card in column:
            boxes[card.key] = _Box(card, 1.0, y, NARROW - GUTTER)
            y += HEIGHT + APART - 4
        y += 6
    spans = sorted(((one, other) for one, other in ties if one in boxes and other in boxes), key=lambda pair: abs(boxes[pair[0]].y - boxes[pair[1]].y))
    lanes: list[list[tuple[float, float]]] = []
    lines = []
    for giver, taker in spans:
        one, other = boxes[giver], boxes[taker]
        out, into = one.y + HEIGHT * .68, other.y + HEIGHT * .32
        low, high = min(out, into), max(out, into)
        lane = next((number for number, taken in enumerate(lanes) if all(high < a or b < low for a, b in taken)), len(lanes))
        if lane == len(lanes):
            lanes.append([])
        lanes[lane].append((low, high))
        x, turn = min(one.right + 12 + LANE * lane, NARROW - 2), 5.0 if into > out else -5.0
        lines.append(_path(f"M{one.right:.1f} {out:.1f}H{x - 5:.1f}Q{x:.1f} {out:.1f} {x:.1f} {out + turn:.1f}V{into - turn:.1f}"
                           f"Q{x:.1f} {into:.1f} {x - 5:.1f} {into:.1f}H{other.right + 2:.1f}", one, other, "narrow"))
    return _picture("narrow", NARROW, y, [*heads, *lines, *(_card(box) for box in boxes.values())])


def _joined(boxes: Mapping[int, _Box], ties: Sequence[tuple[int, int]], last: int) -> None:
    """Give every end of a line its edge, and its place there: nearest to where the line goes, so that lines leave and come in that order.

    `last`: the last column. Within a column lines run on its right, in the last one on its left.
    """
    for giver, taker in ties:
        one, other = boxes[giver], boxes[taker]
        far = other.card.place - one.card.place
        same = one.card.place != last
        one.ports[far > 0 if far else same].append((giver, taker, True))
        other.ports[far < 0 if far else same].append((giver, taker, False))
    for box in boxes.values():
        for some in box.ports.values():
            some.sort(key=lambda port: (boxes[port[1] if port[2] else port[0]].y, port[2]))


def _line(one: _Box, other: _Box, held: Sequence[Sequence[Card]], boxes: Mapping[int, _Box]) -> str:
    key = (one.card.key, other.card.key)
    out, into = one.at((*key, True)), other.at((*key, False))
    far = other.card.place - one.card.place
    if not far:
        # Beside the column, on the side where there is room.
        last = one.card.place == len(held) - 1
        side, at, tip = (-34.0, one.x, -2.0) if last else (34.0, one.right, 2.0)
        return _path(f"M{at:.1f} {out:.1f}C{at + side:.1f} {out:.1f} {at + side:.1f} {into:.1f} {at + tip:.1f} {into:.1f}", one, other, "wide")
    start, end, bend = (one.right, other.x - 2, 40.0) if far > 0 else (one.x, other.right + 2, -40.0)
    if abs(far) == 1:
        return _path(f"M{start:.1f} {out:.1f}C{start + bend:.1f} {out:.1f} {end - bend:.1f} {into:.1f} {end:.1f} {into:.1f}", one, other, "wide")
    between = held[(one.card.place + other.card.place) // 2]
    free = [HEAD + number * (HEIGHT + APART) - APART / 2 for number in range(len(between) + 1)]
    y = min(free, key=lambda at: abs(at - (out + into) / 2))
    near, away = (_left(boxes, between), _right(boxes, between)) if between else ((start + end) / 2, (start + end) / 2)
    first, then = (near, away) if far > 0 else (away, near)
    return _path(f"M{start:.1f} {out:.1f}C{start + bend:.1f} {out:.1f} {first - bend:.1f} {y:.1f} {first:.1f} {y:.1f}H{then:.1f}"
                 f"C{then + bend:.1f} {y:.1f} {end - bend:.1f} {into:.1f} {end:.1f} {into:.1f}", one, other, "wide")


def _left(boxes: Mapping[int, _Box], column: Sequence[Card]) -> float:
    """The left edge of a column."""
    return boxes[column[0].key].x


def _right(boxes: Mapping[int, _Box], column: Sequence[Card]) -> float:
    """The right edge of a column."""
    return boxes[column[0].key].right


def _path(d: str, one: _Box, other: _Box, which: str) -> str:
    """A line; broken where either end is missing, for nothing is delivered there."""
    broken = "missing" in (one.card.strength, other.card.strength)
    return element("path", element("title", safe(f"{one.card.name} → {other.card.name}")), d=d, class_="tie broken" if broken else "tie",
                   marker_end=f"url(#tip-{which})")


def _card(box: _Box) -> str:
    card, room = box.card, box.wide - 2 * PAD
    lines = [line for line in wrap(card.name, NAME, room, 2) if line]
    top = box.y + (25 if len(lines) > 1 else 31)
    text = [label(line, box.x + PAD, top + number * 19, NAME, class_="name") for number, line in enumerate(lines)]
    text.append(label(shorten(f"{MARKS[card.strength]} {card.said}", SMALL, room), box.x + PAD, top + (len(lines) - 1) * 19 + 22, SMALL, class_="said"))
    inside = [element("title", safe(card.name)), element("rect", x=box.x, y=box.y, width=box.wide, height=HEIGHT, rx=8), *text]
    drawn = element("g", inside, class_=f"link {card.strength}")
    # Not a stop of the keyboard: the same link stands in the list below, and the picture is hidden from those who cannot see it.
    return element("a", drawn, href=card.url, tabindex="-1") if card.url else drawn


def _picture(which: str, width: float, height: float, inside: Sequence[str]) -> SafeString:
    tip = element("marker", element("path", d="M0 0L8 4L0 8z", class_="tip"), id=f"tip-{which}", viewBox="0 0 8 8", refX="7", refY="4", markerWidth="7",
                  markerHeight="7", orient="auto", markerUnits="userSpaceOnUse")
    # Every word in it has been made safe by `label` and `element`.
    return mark_safe(element("svg", [element("defs", tip), *inside], class_=f"chain-graph {which}", viewBox=f"0 0 {width:.0f} {max(height, 1):.0f}",
                             aria_hidden="true", focusable="false"))
