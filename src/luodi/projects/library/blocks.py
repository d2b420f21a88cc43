"""The picture of the places: blocks as large as the projects that they hold, divided by light. Drawn in whole pixels, without scripts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from luodi.engine.drawing.text import measure, shorten

LIGHTS: Final = (("red", ("red",)), ("yellow", ("yellow",)), ("green", ("green",)), ("paused", ("paused", "waiting", "")))
"""The marks of the picture, the worst first, each with the lights that it stands for."""
SIZES: Final = {"wide": (1200, 360), "middle": (720, 400), "narrow": (320, 460)}
"""How wide and high the picture is drawn for a window; a page shows the one that fits."""
HEAD: Final = 26
SIZE: Final = 13
"""The height of a block's first line, and of its letters, in pixels."""
GAP: Final = 3
TOUCH: Final = 24
"""What is smaller than this cannot be pointed at."""

Box = tuple[float, float, float, float]
"""Left, top, width and height."""


@dataclass(frozen=True)
class Spot:
    """A place in a tree: `above` are its ids from the root down, the own one last."""

    pk: int
    name: str
    above: tuple[int, ...]
    depth: int


@dataclass(frozen=True)
class Branch:
    """A place with all below it. `own`: the place in which the others lie, without them; `leaf`: nothing below it has projects."""

    spot: Spot
    lights: Counter[str]
    own: bool
    leaf: bool

    @property
    def all(self) -> int:
        """How many projects it has."""
        return self.lights.total()

    @property
    def marks(self) -> list[tuple[str, int]]:
        """How many it has of each mark, the worst first."""
        return marks(self.lights)


@dataclass(frozen=True)
class Part:
    """A part of a block: its mark, how many, and where; `says`: whether the number fits."""

    kind: str
    count: int
    x: int
    y: int
    width: int
    height: int
    says: bool


@dataclass(frozen=True)
class Block:
    """A place in the picture. `name`: as much of it as fits, nothing where none does; `reached`: whether it can be pointed at."""

    branch: Branch
    name: str
    x: int
    y: int
    width: int
    height: int
    parts: list[Part]
    reached: bool


def marks(lights: Mapping[str, int]) -> list[tuple[str, int]]:
    """How many there are of each mark, the worst first; those that are not there are left out."""
    held = [(kind, sum(lights.get(light, 0) for light in some)) for kind, some in LIGHTS]
    return [(kind, count) for kind, count in held if count]


def bar(lights: Mapping[str, int]) -> list[tuple[str, int, int]]:
    """The marks as pieces of a bar: how many, and after how many they begin."""
    held = marks(lights)
    return [(kind, count, sum(before for _, before in held[:at])) for at, (kind, count) in enumerate(held)]


def branches(held: Mapping[int, Counter[str]], tree: Mapping[int, Spot]) -> list[Branch]:
    """The places that part the held ones first, the largest before: what lies deeper is counted in them."""
    chains = {key: tree[key].above for key in held}
    shared = len(list(takewhile(lambda level: len(set(level)) == 1, zip(*chains.values(), strict=False))))
    out: dict[int, Counter[str]] = {}
    deep: set[int] = set()
    for key, above in chains.items():
        at = above[min(shared, len(above) - 1)]
        out.setdefault(at, Counter()).update(held[key])
        if at != key:
            deep.add(at)
    found = [Branch(tree[at], lights, len(out) > 1 and len(tree[at].above) <= shared, at not in deep) for at, lights in out.items()]
    return sorted(found, key=lambda one: (-one.all, one.spot.above))


def with_below(held: Mapping[int, Counter[str]], tree: Mapping[int, Spot]) -> dict[int, Counter[str]]:
    """What every place has with all that lies below it."""
    out: dict[int, Counter[str]] = {}
    for key, lights in held.items():
        for at in tree[key].above:
            out.setdefault(at, Counter()).update(lights)
    return out


def picture(found: Sequence[Branch], width: int, height: int) -> list[Block]:
    """Blocks that fill a space, the largest first; every size is in proportion to the number of projects."""
    return [_block(branch, *_pixels(box)) for branch, box in zip(found, divided([one.all for one in found], (0, 0, width, height)), strict=True)]


def divided(sizes: Sequence[int], box: Box) -> list[Box]:
    """A space divided in proportion to some sizes: cut across its longer side into two halves as equal as can be, and these again."""
    if len(sizes) < 2:
        return [box] * len(sizes)
    whole = sum(sizes)
    at = min(range(1, len(sizes)), key=lambda place: abs(2 * sum(sizes[:place]) - whole))
    share = sum(sizes[:at]) / whole
    x, y, width, height = box
    if width >= height:
        one, other = (x, y, width * share, height), (x + width * share, y, width * (1 - share), height)
    else:
        one, other = (x, y, width, height * share), (x, y + height * share, width, height * (1 - share))
    return divided(sizes[:at], one) + divided(sizes[at:], other)


def _block(branch: Branch, x: int, y: int, width: int, height: int) -> Block:
    count = f" {branch.all}"
    head = height >= 2 * HEAD and width >= 2 * HEAD
    name = shorten(branch.spot.name, SIZE, width - 16 - measure(count, SIZE)) + count if head else ""
    inner = (x + GAP, y + HEAD, width - 2 * GAP, height - HEAD - GAP) if head else (x, y, width, height)
    return Block(branch, name, x, y, width, height, list(_parts(branch.marks, inner)), min(width, height) >= TOUCH)


def _parts(held: list[tuple[str, int]], box: Box) -> Iterable[Part]:
    for (kind, count), part in zip(held, divided([count for _, count in held], box), strict=True):
        x, y, width, height = _pixels(part)
        yield Part(kind, count, x, y, width, height, width >= 30 + measure(str(count), SIZE) and height >= TOUCH - 2)


def _pixels(box: Box) -> tuple[int, int, int, int]:
    """The space in whole pixels, with a gap to what stands beside it."""
    x, y, width, height = box
    left, top = round(x), round(y)
    return left, top, max(1, round(x + width) - left - GAP), max(1, round(y + height) - top - GAP)
