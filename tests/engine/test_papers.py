"""Papers: asked once, results used again, an item's own form stays its own, what may follow later."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luodi.engine.catalog import Paper
from luodi.engine.plan.papers import PaperNeed, due_later, late_misses, paper_count, paper_needs
from luodi.engine.promises import examples
from tests.engine.builders import after, item, lever, paper, plan, planned, shipped, there, world

WORDS = {"申请表": {"en": "Form", "form": True}, "图": {"en": "Drawings"}, "施工图": {"same_as": "图"}, "证": {"en": "Licence"}}
ITEMS = {
    "first": item(2, papers={"申请表": paper(), "图": paper(tolerable=True)}),
    "second": item(2, after=after("first"), papers={"申请表": paper(), "施工图": paper(), "证": paper("first")}),
    "third": item(2, after=after("second"), papers={"许可": paper("second", "absent"), "证": paper("first"), "表": paper(when="a")}),
    "absent": item(1, applies="b"),
}

LEVERS = {"later": lever({"late": ["second"], "papers": ["施工图"], "days": 10})}


def needs(**facts: Any) -> dict[tuple[str, str], PaperNeed]:
    """The papers of that world, by name and maker."""
    small = world(ITEMS, papers=WORDS, levers=LEVERS)
    return {(n.name, n.made_by or n.asked_by[0]): n for n in paper_needs(plan(small, levers=["later"], **facts))}


def test_a_paper_is_asked_for_once_whatever_each_item_calls_it() -> None:
    found = needs(a=False, b=False)
    assert found["图", "first"].asked_by == ("first", "second")
    assert found["图", "first"].en == "Drawings"


def test_each_item_has_its_own_form() -> None:
    found = needs(a=False, b=False)
    assert (found["申请表", "first"].asked_by, found["申请表", "second"].asked_by) == (("first",), ("second",))


@pytest.mark.mechanism("FZ-08b")
def test_a_result_serves_every_item_that_needs_it_and_is_not_brought() -> None:
    found = needs(a=False, b=False)
    assert found["证", "first"].asked_by == ("second", "third")
    assert found["许可", "second"].asked_by == ("third",)
    assert [n.name for n in found.values() if not n.made_by] == ["申请表", "图", "申请表"]


def test_a_paper_under_a_condition_is_asked_for_unless_ruled_out() -> None:
    assert ("表", "third") in needs(a=True)
    assert ("表", "third") in needs()
    assert ("表", "third") not in needs(a=False)


def test_a_paper_may_be_missing_only_where_every_item_that_asks_tolerates_it() -> None:
    assert needs(a=False)["图", "first"].tolerable is False
    assert paper_needs(plan(world(ITEMS, papers=WORDS)), ["first"])[1].tolerable is True


def test_a_paper_that_may_follow_says_how_long() -> None:
    found = needs(a=False)["图", "first"]
    assert (found.late_days, found.late_unit) == (10, "working")


def test_jimos_construction_drawings_may_follow_one_month_later_and_no_other_paper_may() -> None:
    before, after_it = (paper_needs(planned("factory-100mu", "jimo-2021", levers=levers)) for levers in ((), ("drawings_later",)))
    assert [n.name for n in before if n.late_days] == []
    late = [n for n in after_it if n.late_days]
    assert late
    assert all(("construction_permit" in n.asked_by, n.late_days, n.late_unit) == (True, 1, "month") for n in late)


def test_the_papers_of_some_items_can_be_listed_alone() -> None:
    small = plan(world(ITEMS, papers=WORDS))
    assert [n.name for n in paper_needs(small, ["first"])] == ["申请表", "图"]
    assert paper_needs(small, []) == ()


def test_the_count_tells_apart_results_repeats_and_what_is_brought() -> None:
    count = paper_count(needs(a=False, b=False).values())
    assert (count.asked, count.results, count.repeated, count.bring, count.saved) == (7, 3, 1, 3, 4)
    assert round(count.share, 1) == 57.1
    assert paper_count([]).share == 0


@settings(max_examples=60, deadline=None)
@given(st.lists(st.builds(
    PaperNeed, st.text(max_size=2), st.just(""), st.just("copy"), st.booleans(), st.lists(st.sampled_from("xyz"), min_size=1).map(tuple),
    st.sampled_from(["", "x"]), st.booleans())))
def test_what_is_asked_is_what_results_serve_what_is_repeated_and_what_is_brought(listed: list[PaperNeed]) -> None:
    count = paper_count(listed)
    assert count.asked == count.results + count.repeated + count.bring == sum(len(n.asked_by) for n in listed)
    assert min(count.results, count.repeated, count.bring) >= 0


@pytest.mark.mechanism("FZ-08b")
@pytest.mark.parametrize("name", examples())
def test_in_every_example_no_paper_is_listed_twice_and_every_ask_of_an_item_is_served(name: str) -> None:
    found = planned(name)
    listed = paper_needs(found)
    assert len({(n.name, n.made_by or (n.asked_by[0] if n.own_form else "")) for n in listed}) == len(listed)
    for n in listed:
        assert not n.made_by or found.items[n.made_by].status == "applies"
    words = shipped().paper_words

    def asked(p: Paper) -> str:
        return words[p.name].same_as if p.name in words else p.name

    by_name = {(asked(x), p.id) for p in found.scheduled for x in p.item.papers if x.when is None and not x.made_by}
    assert by_name <= {(n.name, i) for n in listed for i in n.asked_by}


def test_every_paper_of_the_national_catalog_has_words_in_english() -> None:
    words = shipped().paper_words
    assert {p.name for i in shipped().items.values() for p in i.papers} <= set(words)
    assert all(words[words[name].same_as].en for name in words)


def test_merged_items_bring_one_form() -> None:
    merged = plan(world({**ITEMS, "second": ITEMS["second"] | {"after": {}}}, papers=WORDS, levers={
        "merge": lever({"merge": ["second"], "into": "third"}, kind="merge")}), levers=["merge"])
    assert [p.id for p in merged.scheduled if p.host] == ["second"]


@pytest.mark.mechanism("FL-13", "FL-09")
def test_a_company_is_set_up_on_one_form_with_each_paper_asked_once() -> None:
    found, bundle = planned("factory-100mu"), shipped().bundles["enterprise_setup"]
    listed = paper_needs(found, bundle.items)
    count = paper_count(listed)
    apart = sum(len(paper_needs(found, [i])) for i in bundle.items)
    assert len({(n.name, n.made_by) for n in listed if not n.own_form}) == sum(not n.own_form for n in listed)
    assert count.asked == apart
    assert count.bring < apart
    assert next(n for n in listed if n.made_by == "ent_setup").asked_by >= ("ent_bank",)
    assert bundle.lead


@pytest.mark.mechanism("FL-13", "FL-09")
def test_a_simple_exit_asks_each_paper_once() -> None:
    found, bundle = planned("leased-plant", enterprise_status="closing"), shipped().bundles["enterprise_exit"]
    listed = paper_needs(found, bundle.items)
    count = paper_count(listed)
    assert count.bring < count.asked
    assert any(len(n.asked_by) == 2 for n in listed)


def test_what_may_follow_later_but_comes_too_late_on_the_map_is_said() -> None:
    tight = planned("factory-100mu", "jimo-2021", levers=["drawings_later"])
    miss, = late_misses(tight)
    assert (miss.item.id, miss.maker.id) == ("construction_permit", "drawing_commitment")
    assert there(miss.item.finish) < miss.due < miss.there == there(miss.maker.finish)
    assert late_misses(planned("factory-100mu", "jimo-2021")) == ()


@pytest.mark.parametrize(("day", "n", "unit", "due"), [
    (date(2026, 1, 30), 1, "month", date(2026, 2, 28)), (date(2026, 11, 30), 3, "month", date(2027, 3, 1)), (date(2026, 6, 1), 1, "month", date(2026, 7, 1)),
    (date(2026, 6, 1), 3, "working", date(2026, 6, 4)), (date(2026, 6, 1), 5, "calendar", date(2026, 6, 8))])
def test_a_month_later_is_the_same_day_or_the_last_and_never_a_rest_day(day: date, n: int, unit: str, due: date) -> None:
    assert due_later(day, n, unit, shipped().calendar) == due
