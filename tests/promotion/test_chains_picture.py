"""What holds of every chain: no circle, a picture that is whole, spans without a gap."""

from __future__ import annotations

from datetime import date, timedelta
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from luodi.promotion import graph
from luodi.promotion.actions.chains.keep import way
from luodi.promotion.cadence import later, turn_of


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=25))
def test_whatever_is_tied_there_is_never_a_circle(pairs: list[tuple[int, int]]) -> None:
    gives: dict[int, list[int]] = {}
    for one, other in pairs:
        if not way(gives, other, one):
            gives.setdefault(one, []).append(other)
    seen: list[int] = []
    while free := [one for one in range(7) if one not in seen and not any(one in held for key, held in gives.items() if key not in seen)]:
        seen += free
    assert sorted(seen) == list(range(7)), "there is always one to which nothing is delivered any more"


@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from(sorted(graph.MARKS)), st.text(max_size=30)), max_size=12), st.data())
def test_a_picture_is_sound_xml_and_leaves_nothing_out(drawn: list[tuple[int, str, str]], data: st.DataObject) -> None:
    cards = [graph.Card(key, place, strength, name or "无名", strength) for key, (place, strength, name) in enumerate(drawn)]
    keys = st.integers(0, max(len(cards) - 1, 0))
    pairs = data.draw(st.lists(st.tuples(keys, keys).filter(lambda pair: pair[0] != pair[1]), max_size=20, unique=True)) if len(cards) > 1 else []
    for picture in (graph.wide(cards, pairs, ["上游", "中游", "下游"]), graph.narrow(cards, pairs, ["上游", "中游", "下游"])):
        root = ElementTree.fromstring(picture)
        width, height = (float(one) for one in root.attrib["viewBox"].split()[2:])
        boxes = [(float(one.attrib["x"]), float(one.attrib["y"]), float(one.attrib["width"]), float(one.attrib["height"])) for one in root.iter("rect")]
        assert len(boxes) == len(cards)
        assert len([one for one in root.iter("path") if "tie" in one.attrib.get("class", "")]) == len(pairs)
        assert all(x >= 0 and x + w <= width and y + h <= height + .5 for x, y, w, h in boxes)
        assert not any(a[0] < b[0] + b[2] and b[0] < a[0] + a[2] and a[1] < b[1] + b[3] and b[1] < a[1] + a[3] for n, a in enumerate(boxes) for b in boxes[:n])


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(1, 13), st.integers(0, 3000), st.integers(0, 3000))
def test_spans_follow_one_another_and_each_day_lies_in_one(since: date, months: int, one: int, other: int) -> None:
    first, second = sorted((since + timedelta(days=one), since + timedelta(days=other)))
    turn, then = turn_of(since, months, first), turn_of(since, months, second)
    assert since <= turn <= first
    assert turn <= then
    assert first < later(since, (turn.year - since.year) * 12 + turn.month - since.month + months), "the next span has not begun"
    assert turn_of(since, months, turn) == turn
