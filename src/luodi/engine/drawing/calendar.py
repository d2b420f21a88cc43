"""The calendar of the map: months, weeks, rest days, what is provisional, what is left out, and the days to remember."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby

from luodi.engine.drawing.axis import Axis, Stretch
from luodi.engine.drawing.layout import Bar, Box, pieces, upright
from luodi.engine.drawing.text import clean, element, label, measure, safe, shorten
from luodi.engine.drawing.words import Words
from luodi.engine.workdays import Calendar

INK, INK_2, INK_3, LINE, SEAL, AMBER = "#17212e", "#4a5868", "#5f6b79", "#c9d2dc", "#b0302a", "#8a5a00"
FLAG_WORDS = 0.3
"""The part of the axis that the name of a gate may take."""
MONTHS, WEEKS, MARKS, HEAD = 15.0, 30.0, 43.0, 49.0
"""The feet of the three lines of the axis below its top, and its whole height."""
FLAG = 17.0


@dataclass
class Flag:
    """A day to remember: a line through the map with words at its head. `row` counts from the axis down; `y` is the row's foot."""

    id: str
    day: date
    words: str
    x: float
    colour: str = INK
    left: bool = False
    row: int = 0
    y: float = 0.0

    @property
    def words_box(self) -> Box:
        """The words: left, right, top, foot."""
        return (*self.box, self.y - 10, self.y + 3)

    @property
    def box(self) -> tuple[float, float]:
        """From where to where the words reach."""
        width = measure(self.words, 11) + 12
        return (self.x - width, self.x) if self.left else (self.x, self.x + width)


def placed(flags: Sequence[Flag], axis: Axis, top: float) -> float:
    """Give each flag a row below `top` and a side, so that no words meet words, nor, if it can be, a pole; the foot of the rows."""
    done: list[Flag] = []
    for flag in sorted(flags, key=lambda f: -f.x):
        rows = sorted(range(-len(flags), len(flags) + 1), key=lambda row: (abs(row), -row))
        tries = [replace(flag, row=row, left=left) for row in rows for left in (False, True) if _fits(flag, left, axis)]
        free = [t for t in tries if not any(t.row == o.row and t.box[0] < o.box[1] + 4 and o.box[0] < t.box[1] + 4 for o in done)]
        done.append(next((t for t in free if not _crossed(t, done)), free[0]))
    lowest, highest = min((f.row for f in done), default=0), max((f.row for f in done), default=-1)
    for flag in flags:
        mine = next(f for f in done if f.id == flag.id)
        flag.left, flag.row = mine.left, highest - mine.row
        flag.y = top + flag.row * FLAG + 12
    return top + (highest - lowest + 1) * FLAG + 6 if flags else top


def _fits(flag: Flag, left: bool, axis: Axis) -> bool:
    """Whether the words have room on that side; with no room on either, the broader side must do."""
    width = flag.box[1] - flag.box[0]
    sides = {False: axis.right - flag.x, True: flag.x - axis.left}
    return sides[left] >= width or (sides[not left] < width and sides[left] >= sides[not left])


def _crossed(flag: Flag, done: Sequence[Flag]) -> bool:
    """Whether a pole would run through words: it runs down from its own row (rows count from below here) to the foot of the map."""
    return any((flag.row > o.row and o.box[0] < flag.x < o.box[1]) or (flag.row < o.row and flag.box[0] < o.x < flag.box[1]) for o in done)


def ground(axis: Axis, calendar: Calendar, head: float, top: float, foot: float, boxes: Sequence[Box]) -> list[str]:
    """What lies behind the bars: rest days, the provisional part, months, and the stretches left out. Lines leave `boxes` free."""
    out = []
    for s in (s for s in axis.stretches if not s.broken):
        kinds = [calendar.explain(s.first + timedelta(k)) for k in range(s.days)]
        for kind, run in groupby(kinds, key=lambda d: "" if d.works else "holiday" if d.kind == "holiday" else "weekend"):
            days = [d.day for d in run]
            if kind:
                out.append(element("rect", class_=f"rest {kind}", data_from=days[0], data_to=days[-1], x=axis.x(days[0]), y=top,
                                   width=len(days) * axis.per_day, height=foot - top, fill="#dfe5ec" if kind == "holiday" else "#edf0f4"))
    firm = calendar.published_until + timedelta(1)
    if axis.last >= firm:
        x = axis.x(firm)
        out.append(element("rect", class_="provisional", x=x, y=top, width=axis.right - x, height=foot - top, fill="url(#luodi-provisional)"))
    out += [element("path", class_="month", d=upright(axis.x(day), head + 4, foot, boxes), stroke=LINE, stroke_width=1)
            for day in axis.days() if day.day == 1 or day == axis.first]
    for s in axis.breaks:
        out.append(element("rect", class_="break", x=s.x, y=top, width=s.width, height=foot - top, fill="#fff", fill_opacity=".8"))
        out += [element("path", class_="break", d=_wave(x, head + 2, foot, boxes), fill="none", stroke="#8c99a8", stroke_width=1) for x in (s.x, s.right)]
    return out


def _wave(x: float, top: float, foot: float, boxes: Sequence[Box]) -> str:
    """A line in waves of six pixels; the same from whichever height it starts, so that pieces fit together."""
    out = ""
    for a, b in pieces(x, top, foot, boxes):
        steps = range(int((a - top) // 6) + 1, int((b - top) // 6) + 1)
        out += "".join(f"{'L' if k > steps.start else 'M'}{x + (1.5 if k % 2 else -1.5):.1f} {top + 6 * k:.1f}" for k in steps)
    return out


def axis_words(axis: Axis, calendar: Calendar, words: Words, top: float) -> list[str]:
    """The lines of the axis: months; Mondays by number; make-up days and holidays by name. Every Monday has its tick."""
    out = month_words(axis, words, top)
    weeks = next(k for k in (1, 2, 4, 8, 52) if k * 7 * axis.per_day >= 21 or k == 52)
    free = axis.left
    for day in axis.days():
        if day.weekday() == 0:
            x = axis.x(day)
            out.append(element("line", class_="tick", data_date=day, x1=x, x2=x, y1=top + HEAD - 5, y2=top + HEAD, stroke="#9aa7b5", stroke_width=1))
            wide = measure(str(day.day), 10)
            if day.toordinal() // 7 % weeks == 0 and x >= free and x + wide < axis.stretch(day).right - 2:
                out.append(label(str(day.day), x, top + WEEKS, 10.0, class_="week", fill=INK_3))
                free = x + wide + 4
    return out + _marks(axis, calendar, words, top)


def month_words(axis: Axis, words: Words, top: float) -> list[str]:
    """The names of the months, with the year where it begins or changes."""
    starts: list[date] = []
    for s in (s for s in axis.stretches if not s.broken):
        days = [s.first + timedelta(k) for k in range(s.days)]
        firsts = [d for d in days if d.day == 1]
        ahead = axis.x(firsts[0]) if firsts else s.right
        if s.first.day != 1 and axis.x(s.first) + measure(words.day(s.first, "month"), 12) + 6 <= ahead:
            starts.append(s.first)
        starts += firsts
    out, free, year = [], 0.0, 0
    for day in starts:
        x = axis.x(day) + 3
        for key in ("year_month", "month") if day.year != year else ("month",):
            said = words.day(day, key)
            end = x + measure(said, 12)
            following = next((axis.x(s) for s in starts if s > day and key == "year_month"), axis.right)
            if x >= free and end <= min(axis.right, following, next((b.x for b in axis.breaks if b.x > x), axis.right)):
                out.append(label(said, x, top + MONTHS, 12.0, class_="month", font_weight=600, fill=INK_2))
                free, year = end + 1, day.year if key == "year_month" else year
                break
    return out


def _marks(axis: Axis, calendar: Calendar, words: Words, top: float) -> list[str]:
    """Make-up days, then the holidays there is room to name; each within its stretch of the axis."""
    marks: list[tuple[bool, float, str, Stretch]] = []
    kinds = [calendar.explain(day) for day in axis.days()]
    for (kind, name), run in groupby(kinds, key=lambda d: (d.kind, d.name if d.kind == "holiday" else "")):
        days = [d.day for d in run]
        if kind == "makeup":
            marks += [(False, axis.at(d), words("makeup"), axis.stretch(d)) for d in days]
        elif kind == "holiday":
            marks.append((True, (axis.x(days[0]) + axis.x(days[-1], 1)) / 2, clean(words.holiday(name)), axis.stretch(days[0])))
    out: list[str] = []
    taken: list[tuple[float, float]] = []
    for named, x, said, s in sorted(marks, key=lambda mark: mark[:2]):
        half = measure(said, 9) / 2
        middle = min(max(x, s.x + half + 1), s.right - half - 3)
        if middle - half >= s.x and not any(middle - half < d + 2 and c < middle + half + 2 for c, d in taken):
            taken.append((middle - half, middle + half))
            out.append(label(said, middle, top + MARKS, 9.0, class_="holiday" if named else "makeup", text_anchor="middle", fill=INK_3 if named else AMBER))
    return out


def break_words(axis: Axis, bars: Sequence[Bar], words: Words, top: float) -> list[str]:
    """What each broken stretch leaves out: how many days, and what goes on meanwhile."""
    out = []
    for s in axis.breaks:
        running = [clean(b.planned.item.title(words.lang)) for b in running_through(s, bars)]
        short = running[0] if len(running) == 1 else words("going_on", n=len(running)) if running else ""
        story = words("break_story", first=words.day(s.first), last=words.day(s.last), n=s.days, names=words("comma").join(running) or words("none"))
        middle = s.x + s.width / 2
        out.append(element("g", [
            element("title", safe(story)),
            label(shorten(words("break", n=s.days), 11, s.width - 4), middle, top + MONTHS, 11.0, text_anchor="middle", font_weight=600, fill=INK_2),
            label(shorten(short, 10, s.width - 8), middle, top + WEEKS, 10.0, text_anchor="middle", fill=INK_3) if short else "",
        ], class_="break-words", data_from=s.first, data_to=s.last))
    return out


def running_through(stretch: Stretch, bars: Sequence[Bar]) -> list[Bar]:
    """The bars that run right through a stretch."""
    return [b for b in bars if b.own < stretch.x and b.end > stretch.right]


def provisional_words(axis: Axis, calendar: Calendar, words: Words, y: float) -> list[str]:
    """A band above the provisional part of the axis that says what it leans on."""
    firm = calendar.published_until + timedelta(1)
    if axis.last < firm:
        return []
    x = axis.x(firm)
    said = words("provisional" if axis.last.year == firm.year else "provisional_years", year=firm.year)
    width = measure(said, 10)
    at = x + 6 if x + 6 + width <= axis.right else max(axis.right - width, 0.0)
    return [element("g", [
        element("rect", x=x, y=y - 11, width=axis.right - x, height=15.0, fill="url(#luodi-provisional-band)", stroke="#c9b98f", stroke_width=.5),
        element("rect", x=at - 3, y=y - 10, width=width + 6, height=13.0, fill="#fffdf6"),
        label(said, at, y, 10.0, fill=AMBER)], class_="provisional-words")]
