"""Plan -> the one drawing of the approval map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from luodi.engine.conditions.words import say_test
from luodi.engine.drawing.axis import Axis, make_axis
from luodi.engine.drawing.calendar import (
    FLAG_WORDS,
    HEAD,
    INK,
    INK_2,
    INK_3,
    SEAL,
    Flag,
    axis_words,
    break_words,
    ground,
    month_words,
    placed,
    provisional_words,
    running_through,
)
from luodi.engine.drawing.layout import MARK, NAME, SMALL, Bar, Box, Lane, in_lanes, made_bars, stack, upright
from luodi.engine.drawing.legend import legend
from luodi.engine.drawing.text import clean, element, label, measure, safe, shorten, wrap
from luodi.engine.drawing.words import Words
from luodi.engine.plan import Plan, PlannedItem
from luodi.engine.source import near, refuse

NARROWEST, WIDEST = 640, 8000
MARGIN = 20.0
TODAY = ""
"""What stands for today where a gate has its id."""
TALL = 520.0
"""From this height on the months stand below the map too."""
EARLIER = 21
"""Calendar days by which the axis begins earlier to show today."""
FONTS = "Noto Sans SC,Source Han Sans SC,Noto Sans CJK SC,PingFang SC,Microsoft YaHei,sans-serif"
BLUE, PALE, PALE_EDGE = "#1d4f91", "#9dbde4", "#5d86ba"
PATTERNS = (
    '<pattern id="luodi-own" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" fill="#f6f8fb"/>'
    '<path d="M-1 1l2-2M0 6l6-6M5 7l2-2" stroke="#8fa6c2" stroke-width="1.3"/></pattern>'
    '<pattern id="luodi-own-critical" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" fill="#dbe6f4"/>'
    '<path d="M-1 1l2-2M0 6l6-6M5 7l2-2" stroke="#1d4f91" stroke-width="2"/></pattern>'
    '<pattern id="luodi-simulated" width="5" height="5" patternUnits="userSpaceOnUse"><rect width="5" height="5" fill="#fff"/>'
    '<circle cx="2.5" cy="2.5" r="1.2" fill="#1d4f91"/></pattern>'
    '<pattern id="luodi-provisional" width="16" height="16" patternUnits="userSpaceOnUse">'
    '<circle cx="4" cy="4" r=".6" fill="#cfc3a2"/><circle cx="12" cy="12" r=".6" fill="#cfc3a2"/></pattern>'
    '<pattern id="luodi-provisional-band" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" fill="#fffdf6"/>'
    '<path d="M-1 7l2 2M0 0l8 8M7-1l2 2" stroke="#e6dbbd" stroke-width="1"/></pattern>')


@dataclass(frozen=True)
class _Shown:
    """What is drawn: items with a bar of their own, and those handled within them."""

    bars: Sequence[PlannedItem]
    hosted: dict[str, list[PlannedItem]]

    @property
    def count(self) -> int:
        return len(self.bars) + sum(map(len, self.hosted.values()))


def draw(plan: Plan, lang: str = "zh-Hans", today: date | None = None, only: Sequence[str] | None = None, width: int = 1440) -> str:
    """The approval map as one SVG text.

    `lang`: zh-Hans, en, ja or ko. `today`: drawn as a dashed line where the map reaches it. `only`: ids of the items to draw; one
    handled within another is drawn with that one. `width`: pixels; the height follows. A bar runs from the middle of the day of
    acceptance to the middle of the day of decision. Every bar is a `<g class="bar …" data-item="id">` with its story in `<title>`;
    colours are presentation attributes, so that a style sheet may change them.
    Raises Refused for an unknown item and for a width outside 640 to 8000.
    """
    if not NARROWEST <= width <= WIDEST:
        refuse(None, f"图宽 {width} 不在 {NARROWEST} 至 {WIDEST} 像素之内", f"the width {width} is outside {NARROWEST} to {WIDEST} pixels")
    words = Words(lang)
    shown = _chosen(plan, only)
    if not shown.bars:
        return _nothing(plan, words, float(width))
    return _map(plan, words, shown, today, only is not None, float(width))


def _chosen(plan: Plan, only: Sequence[str] | None) -> _Shown:
    for name in only or ():
        if name not in plan.items:
            hint = near(name, plan.items)
            refuse(None, f"没有名为“{name}”的事项{hint.zh}", f'there is no item "{name}"{hint.en}')
    wanted = None if only is None else set(only) | {plan.items[name].host for name in only}
    bars, hosted = [], dict[str, list[PlannedItem]]()
    for planned in plan.scheduled:
        if planned.host and plan.items[planned.host].status == "applies":
            if wanted is None or planned.host in wanted:
                hosted.setdefault(planned.host, []).append(planned)
        elif wanted is None or planned.id in wanted:
            bars.append(planned)
    return _Shown(bars, hosted)


def _map(plan: Plan, words: Words, shown: _Shown, today: date | None, partly: bool, width: float) -> str:
    calendar = plan.mechanism.calendar
    column = min(150.0, max(112.0, width * 0.085))
    axis = _axis(plan, shown, today, MARGIN + column, width - MARGIN)
    bars = made_bars(shown.bars, shown.hosted, axis, words)
    titles = {s.id: wrap(clean(s.title(words.lang)), 13, column - 14, 3) for s in plan.mechanism.stages}
    lanes = in_lanes(plan.mechanism.stages, titles, bars, not partly)

    flags = _flags(plan, words, axis, today)
    heading, sentence = _sentence(plan, words, shown, partly)
    head = 76.0 if axis.last > calendar.published_until else 60.0
    top = head + HEAD + 4
    foot = stack(lanes, placed(flags, axis, top))
    boxes = [bar.words_box for bar in bars] + [flag.words_box for flag in flags] + [_empty(lane, axis, words)[2] for lane in lanes if not lane.rows]

    out = [_heading(heading, width),
           label(shorten(sentence, 12.5, width - 2 * MARGIN), MARGIN, 51.0, 12.5, class_="sentence", fill=INK_2)]
    out += provisional_words(axis, calendar, words, head - 4)
    out += [element("rect", class_="lane", x=MARGIN, y=lane.y, width=width - 2 * MARGIN, height=lane.height, fill=_ground_of(k))
            for k, lane in enumerate(lanes)]
    out += ground(axis, calendar, head, top, foot, boxes)
    out += _lane_titles(lanes, axis, words, width)
    out += axis_words(axis, calendar, words, head)
    out += break_words(axis, bars, words, head)
    out += [element("path", class_="dependency", d=path, fill="none", stroke="#6d7f96", stroke_width=1) for path in _dependencies(plan, bars, boxes)]
    out += [_flag(flag, foot, boxes) for flag in flags]
    out += [_bar(plan, bar, words, axis) for lane in lanes for row in lane.rows for bar in row.bars]
    if foot - top > TALL:
        out += month_words(axis, words, foot)
        foot += 18
    drawn, height = legend(words, bars, axis, calendar, MARGIN, width - MARGIN, foot + 26)
    out += drawn
    if plan.unknown:
        names = words("comma").join(clean(p.item.title(words.lang)) for p in plan.unknown)
        out.append(label(shorten(words("open_names", names=names), 11, width - 2 * MARGIN), MARGIN, height + 12, 11.0, class_="open", fill=INK_3))
        height += 20
    path = " → ".join(plan.items[i].item.title(words.lang) for i in plan.critical_path)
    story = words("stop").join([sentence, *(flag.words for flag in flags), words("path", x=path)])
    return _document(words, heading, story, width, height + 8, out)


def _axis(plan: Plan, shown: _Shown, today: date | None, left: float, right: float) -> Axis:
    events = [day for p in shown.bars for day in (p.own_from, p.start, p.formal_from, p.finish) if day]
    calendar = plan.mechanism.calendar
    first, last = min(events) - timedelta(1), max(events) + timedelta(1)
    if today and 0 < (first - today).days <= EARLIER:
        first = today
    ends = (max(first, calendar.dates[0]), min(last, calendar.dates[-1]))
    return make_axis([*events, *ends], calendar.dates[-1], left, right)


def _flags(plan: Plan, words: Words, axis: Axis, today: date | None) -> list[Flag]:
    """The gates, but for one that opens before an earlier gate does: it would tell of a start that cannot be; and today."""
    flags: list[Flag] = []
    for gate, day in plan.milestones.items():
        if axis.draws(day) and not any(flag.day > day for flag in flags):
            title = plan.mechanism.gates[gate].name
            name = shorten(clean(title.get(words.lang) or title["zh-Hans"]), 11, (axis.right - axis.left) * FLAG_WORDS)
            said = f"{name} {words.day(day)}".strip()
            flags.append(Flag(gate, day, said, axis.at(day)))
    if today and axis.draws(today):
        flags.append(Flag(TODAY, today, f"{words('today')} {words.day(today)}", axis.at(today), SEAL))
    return flags


def _sentence(plan: Plan, words: Words, shown: _Shown, partly: bool) -> tuple[str, str]:
    place, name = (clean(m.get(words.lang) or m["zh-Hans"]) for m in (plan.mechanism.place, plan.mechanism.name))
    merged = sum(1 for p in plan.scheduled if p.host)
    parts = [words("to_do", n=len(plan.scheduled))]
    if partly:
        parts.append(words("only", n=shown.count))
    if merged:
        parts.append(words("merged", n=merged))
    critical = sum(1 for p in plan.scheduled if p.critical and not p.host)
    parts += [words("critical_count", n=critical)] if critical else []
    parts += [words("open", n=len(plan.unknown))] if plan.unknown else []
    parts.append(words("by", name=name))
    first, last = words.day(plan.start), words.day(plan.finish)
    return words("title", place=place, first=first, last=last), words("also").join(parts)


def _ground_of(k: int) -> str:
    return "#f7f9fb" if k % 2 else "#ffffff"


def _lane_titles(lanes: Sequence[Lane], axis: Axis, words: Words, width: float) -> list[str]:
    out = []
    for lane in lanes:
        if lane.rows:
            spans = [label(line, MARGIN + 4, lane.y + 20 + 17 * k, 13.0, font_weight=600, fill=INK) for k, line in enumerate(lane.title)]
        else:
            title, said, (_, right, _, _) = _empty(lane, axis, words)
            spans = [label(title, MARGIN + 4, lane.y + 18, 13.0, font_weight=600, fill=INK_3),
                     label(said, right - measure(said, 11), lane.y + 18, 11.0, fill=INK_3)]
        spans.append(element("line", x1=MARGIN, x2=width - MARGIN, y1=lane.y + lane.height, y2=lane.y + lane.height, stroke="#cfd7e0", stroke_width=1))
        out.append(element("g", [element("title", safe(lane.stage.title(words.lang))), *spans], class_="stage", data_stage=lane.stage.id))
    return out


def _empty(lane: Lane, axis: Axis, words: Words) -> tuple[str, str, Box]:
    """The title of a lane without items, which may run on into the map, what the lane says, and where both stand."""
    title = shorten(clean(lane.stage.title(words.lang)), 13, (axis.left + axis.right) / 2 - MARGIN)
    x = max(axis.left + 8, MARGIN + 4 + measure(title, 13) + 14)
    said = shorten(words("empty_stage"), 11, axis.right - x)
    return title, said, (MARGIN, x + measure(said, 11), lane.y + 6, lane.y + 22)


def _dependencies(plan: Plan, bars: Sequence[Bar], boxes: Sequence[Box]) -> list[str]:
    """The paths of the binding waits of critical items; they leave words free."""
    by_id = {bar.planned.id: bar for bar in bars}
    pairs = {(w.item, b.planned.id): None for b in bars if b.planned.critical for w in b.planned.waits if w.binding and plan.items[w.item].critical}
    pairs |= dict.fromkeys(pairwise(plan.critical_path))
    out = []
    for before, after in pairs:
        a, b = by_id.get(before), by_id.get(after)
        if a and b and abs(a.y - b.y) > 1:
            x, to = a.end, b.start if a.end > b.own + 1 else b.own
            down = 1 if b.y > a.y else -1
            y1, y2 = a.y + 8 * down, b.y if to - x > 3 else b.y - 7 * down
            out.append(upright(x, min(y1, y2), max(y1, y2), boxes) + (f"M{x:.1f} {y2:.1f}H{to:.1f}" if to - x > 3 else ""))
    return [path for path in out if path]


def _flag(flag: Flag, foot: float, boxes: Sequence[Box]) -> str:
    side, top = -1 if flag.left else 1, flag.y - 9
    is_today = flag.id == TODAY
    others = [box for box in boxes if box != flag.words_box]
    return element("g", [
        element("title", safe(flag.words)),
        element("path", d=upright(flag.x, top, foot, others), stroke=flag.colour, stroke_width=1.2 if is_today else 0.9,
                stroke_dasharray="5 4" if is_today else None),
        element("path", d=f"M{flag.x:.1f} {top:.1f}l{7 * side} 4.5l{-7 * side} 4.5z", fill=flag.colour),
        label(flag.words, flag.x + 10 * side, flag.y, 11.0, text_anchor="end" if flag.left else None, fill=flag.colour),
    ], class_="today" if is_today else "milestone", data_gate=None if is_today else flag.id, data_date=flag.day)


def _bar(plan: Plan, bar: Bar, words: Words, axis: Axis) -> str:
    p = bar.planned
    out = [element("title", safe(_story(plan, bar, words)))]
    if bar.start - bar.own > 0.5:
        out.append(element("rect", class_="own", x=bar.own, y=bar.y - 5, width=bar.start - bar.own, height=10.0, rx=2, fill="url(#luodi-own)",
                           stroke="#8fa6c2", stroke_width=.7))
    long = bar.end > bar.start
    if long:
        out += _time(bar, axis)
    else:
        out.append(element("path", class_="time instant", d=f"M{bar.start:.1f} {bar.y - MARK:.1f}l{MARK} {MARK}l-{MARK} {MARK}l-{MARK} -{MARK}z",
                           fill="#fff" if p.days_unknown else BLUE if p.critical else PALE, stroke=BLUE if p.critical else PALE_EDGE,
                           stroke_dasharray="2 1.5" if p.days_unknown else None))
    if p.critical:
        x, wide = (bar.start, bar.end - bar.start) if long else (bar.start - MARK, 2 * MARK)
        out.append(element("rect", class_="underline", x=x, y=bar.y + 8.5, width=wide, height=2.5, fill=SEAL))
    solid = bar.inside and not bar.enterprise and not p.formal_from
    if bar.inside and not solid:
        a, b = bar.box
        out.append(element("rect", class_="plate", x=a - 3, y=bar.y - 6.5, width=b - a + 6, height=13.0, rx=2, fill="#ffffff"))
    ink, quiet = ("#ffffff", "#ffffff") if solid and p.critical else (INK, INK) if solid else (INK, SEAL if p.critical else INK_3)
    parts = [element("tspan", safe(bar.name), class_="name"), " ", element("tspan", safe(bar.said), class_="days", font_size=SMALL + 1, fill=quiet)]
    end = None if bar.anchor == "start" else "end"
    out.append(element("text", parts, class_="label", x=bar.label_x, y=bar.y + 4.3, font_size=NAME, fill=ink, text_anchor=end))
    if bar.second:
        out.append(label(bar.second, bar.label_x, bar.y + 18, SMALL, class_="merged", fill=INK_3, text_anchor=end))
    kinds = ["bar", "own" if bar.enterprise else "gov"]
    kinds += [name for name, on in (("critical", p.critical), ("instant", not long), ("simulated", p.formal_from), ("unknown", p.days_unknown)) if on]
    return element("g", out, class_=" ".join(kinds), data_item=p.id, data_start=p.start, data_finish=p.finish)


def _time(bar: Bar, axis: Axis) -> list[str]:
    critical = bar.planned.critical
    fill = ("url(#luodi-own-critical)" if critical else "url(#luodi-own)") if bar.enterprise else BLUE if critical else PALE
    edge = BLUE if critical else PALE_EDGE
    out = [element("rect", class_="time", x=bar.start, y=bar.y - 7, width=bar.end - bar.start, height=14.0, rx=min(2.5, (bar.end - bar.start) / 2),
                   fill=fill, stroke=edge, stroke_width=.8)]
    if bar.formal - bar.start > 0.5:
        out.append(element("rect", class_="simulated", x=bar.start, y=bar.y - 7, width=bar.formal - bar.start, height=14.0, rx=2.5,
                           fill="url(#luodi-simulated)", stroke=edge, stroke_width=.8))
    for s in axis.breaks:
        if bar in running_through(s, [bar]):
            x = s.x + s.width / 2
            out.append(element("path", class_="cut", d=f"M{x - 4:.1f} {bar.y + 9:.1f}l4 -18h6l-4 18z", fill="#fff"))
            out.append(element("path", class_="cut", d=f"M{x - 4:.1f} {bar.y + 9:.1f}l4 -18M{x + 2:.1f} {bar.y + 9:.1f}l4 -18", fill="none", stroke=INK_2,
                               stroke_width=1))
    return out


def _story(plan: Plan, bar: Bar, words: Words) -> str:
    """Everything about an item in words, one thing a line."""
    p = bar.planned
    table = plan.mechanism.table
    assert p.start is not None
    assert p.finish is not None
    days = words("days_unknown") if p.days_unknown else words.days(p.days, p.unit) if p.days else words("instant")
    dates = words("own_from_to" if bar.enterprise else "from_to", first=words.day(p.start), last=words.day(p.finish))
    out = [p.item.title(words.lang), f"{dates}{words('also')}{days}" + (f"{words('also')}{words('apportioned')}" if p.apportioned else "")]
    if p.own_from:
        out.append(words("prepare", first=words.day(p.own_from), days=words.days(p.own_days, p.own_unit)))
    if p.formal_from:
        out.append(words("formal", day=words.day(p.formal_from)))
    if bar.merged:
        out.append(words("with", names=words("comma").join(m.item.title(words.lang) for m in bar.merged)))
    out.append(words("no_slack") if p.critical and not p.slack else words("slack", n=p.slack or 0))
    out.append(words("stage", x=plan.mechanism.stage_of[p.item.stage].title(words.lang)))
    if p.authority:
        out.append(words("authority", x=p.authority))
    reasons = dict.fromkeys(say_test(test, table, words.lang, negated) for test, negated, _ in p.because.reasons())
    out.append(words("because", x=words("also").join(reasons) or words("always")))
    return "\n".join(clean(line) for line in out)


def _heading(words: str, width: float) -> str:
    """The title, in smaller letters where the picture is narrow."""
    room = width - 2 * MARGIN
    size = max(12.0, min(19.0, int(19 * room / measure(words, 19))))
    return label(shorten(words, size, room), MARGIN, 30.0, size, class_="title", font_weight=600, fill=INK)


def _nothing(plan: Plan, words: Words, width: float) -> str:
    place = clean(plan.mechanism.place.get(words.lang) or plan.mechanism.place["zh-Hans"])
    heading = words("none_chosen" if plan.scheduled else "nothing_yet" if plan.unknown else "nothing", place=place)
    out = [_heading(heading, width)]
    if plan.unknown:
        names = words("comma").join(clean(p.item.title(words.lang)) for p in plan.unknown)
        out.append(label(shorten(words("open_names", names=names), 12, width - 2 * MARGIN), MARGIN, 54.0, 12.0, class_="open", fill=INK_2))
    return _document(words, heading, words("open", n=len(plan.unknown)) if plan.unknown else heading, width, 76.0, out)


def _document(words: Words, heading: str, story: str, width: float, height: float, inside: Sequence[str]) -> str:
    return element("svg", [
        element("title", safe(heading)), element("desc", safe(story)), f"<defs>{PATTERNS}</defs>",
        element("rect", class_="paper", width=width, height=height, fill="#ffffff"), *(f"\n{part}" for part in inside), "\n",
    ], xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {width:.0f} {height:.0f}", width=width, height=round(height), role="img",
        aria_label=heading, lang=words.lang, class_="approval-map", font_family=FONTS) + "\n"
