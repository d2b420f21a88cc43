"""The legend: what the marks on this map mean, no more than are on it."""

from __future__ import annotations

from collections.abc import Sequence

from luodi.engine.drawing.axis import Axis
from luodi.engine.drawing.calendar import AMBER, INK_2, INK_3, SEAL
from luodi.engine.drawing.layout import Bar
from luodi.engine.drawing.text import element, label, measure
from luodi.engine.drawing.words import Words
from luodi.engine.workdays import Calendar

SIZE, LINE, SWATCH = 11.0, 20.0, 24.0


def legend(words: Words, bars: Sequence[Bar], axis: Axis, calendar: Calendar, left: float, right: float, top: float) -> tuple[list[str], float]:
    """The legend in as many lines as the width asks for, from the foot of its first line; and where it ends."""
    x, y, out = left, top, []
    for key, swatch in _entries(words, bars, axis, calendar):
        said = words(key)
        wide = (SWATCH + 6 if swatch else 0) + measure(said, SIZE) + 18
        if x + wide - 18 > right and x > left:
            x, y = left, y + LINE
        out.append(element("g", [element("g", swatch, transform=f"translate({x:.1f} {y - 4:.1f})") if swatch else "",
                                 label(said, x + (SWATCH + 6 if swatch else 0), y, SIZE, fill=INK_2 if swatch else INK_3)], class_="legend"))
        x += wide
    return out, y + 8


def _box(fill: str, stroke: str = "#8fa6c2", height: float = 12.0) -> str:
    return element("rect", x=0.0, y=-height / 2, width=SWATCH, height=height, rx=2, fill=fill, stroke=stroke, stroke_width=.8)


def _entries(words: Words, bars: Sequence[Bar], axis: Axis, calendar: Calendar) -> list[tuple[str, str]]:
    items = [b.planned for b in bars]
    long = [b for b in bars if b.end > b.start]
    kinds = {calendar.explain(day).kind for day in axis.days()}
    diamond = "M12 -6l6 6l-6 6l-6 -6z"
    chosen = (
        ("legend_critical", any(b.planned.critical and not b.enterprise for b in long), _box("#1d4f91", "#1d4f91")),
        ("legend_gov", any(not b.planned.critical and not b.enterprise for b in long), _box("#9dbde4", "#5d86ba")),
        ("legend_own", any(b.enterprise for b in long) or any(p.own_from for p in items), _box("url(#luodi-own)")),
        ("legend_underline", any(p.critical for p in items), element("rect", x=0.0, y=-1.0, width=SWATCH, height=2.5, fill=SEAL)),
        ("legend_simulated", any(p.formal_from for p in items), _box("url(#luodi-simulated)", "#1d4f91")),
        ("legend_instant", any(b.end == b.start and not b.planned.days_unknown for b in bars), element("path", d=diamond, fill="#9dbde4", stroke="#5d86ba")),
        ("legend_unknown", any(p.days_unknown for p in items), element("path", d=diamond, fill="#fff", stroke="#5d86ba", stroke_dasharray="2 1.5")),
        ("legend_rest", "weekend" in kinds, _box("#edf0f4", "#dde3ea")),
        ("legend_holiday", "holiday" in kinds, _box("#dfe5ec", "#c9d2dc")),
        ("legend_makeup", "makeup" in kinds, label(words("makeup"), 12.0, 4.0, 10.0, text_anchor="middle", fill=AMBER)),
        ("legend_provisional", axis.last > calendar.published_until, _box("url(#luodi-provisional-band)", "#c9b98f")),
        ("legend_break", bool(axis.breaks), label("≈", 12.0, 5.0, 15.0, text_anchor="middle", fill=INK_2)),
        ("note", True, ""),
    )
    return [(key, swatch) for key, there, swatch in chosen if there]
