"""What a changed fact changes in the map is told before it is saved: nothing more and nothing less than the two plans differ in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luodi.engine.conditions import Attribute
from luodi.engine.mechanism import load
from luodi.engine.plan import Plan, Planner
from luodi.engine.plan.papers import paper_count, paper_needs
from luodi.engine.source import Refused
from luodi.people.models import Account
from luodi.people.rules import Rulebook, rulebook
from luodi.projects import actions
from luodi.projects.effects import Effects, effects
from luodi.projects.models import Project
from luodi.projects.rules import kept, stated
from luodi.rights.kernel import MACHINE, Role
from tests.people.country import TODAY, Country
from tests.projects.ladder import FACTORY, project

Somebody = Callable[..., Account]
Queries = Callable[..., Any]
JIMO = load("jimo-2021", TODAY)
PLANNER = Planner(JIMO)
BOOK = Rulebook({1: "jimo-2021"}, ())


@pytest.fixture
def made(country: Country, somebody: Somebody) -> Project:
    """A plant of 100 mu under negotiation."""
    return project(country.bureau, somebody("promoter", country.bureau, Role.PROMOTER), "negotiation")


def plan(facts: Mapping[str, Any]) -> Plan:
    """The plain plan of facts as they are kept."""
    return PLANNER.plan(PLANNER.read_facts(stated(facts, JIMO.table)), TODAY)


def values(attribute: Attribute) -> st.SearchStrategy[Any]:
    """Answers to a fact, and its being taken back."""
    some: st.SearchStrategy[Any] = st.booleans()
    if attribute.type == "number":
        some = st.integers(max(0, int(attribute.minimum)), min(10**6, int(attribute.maximum)))
    elif attribute.type == "choices":
        some = st.sets(st.sampled_from(list(attribute.values))).map(sorted)
    elif attribute.values:
        some = st.sampled_from(list(attribute.values))
    return st.none() | some


CHANGES = st.sets(st.sampled_from(list(JIMO.table)), min_size=1, max_size=4).flatmap(
    lambda keys: st.fixed_dictionaries({key: values(JIMO.table[key]) for key in sorted(keys)}))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(CHANGES, CHANGES)
def test_the_effects_are_the_difference_of_the_two_plans(known: dict[str, Any], changed: dict[str, Any]) -> None:
    before_facts = {key: value for key, value in (FACTORY | {k: kept(k, v, JIMO.table) for k, v in known.items()}).items() if value is not None}
    after_facts = {key: value for key, value in (before_facts | {k: kept(k, v, JIMO.table) for k, v in changed.items()}).items() if value is not None}
    there = Project(region_id=1, stage="lead", facts=before_facts)
    try:
        before, after = plan(before_facts), plan(after_facts)
    except Refused:
        return
    told = effects(there, changed, BOOK, TODAY)
    had, has = ({p.id: p for p in one.scheduled} for one in (before, after))
    assert {line.item.id for line in told.come} == set(has) - set(had)
    assert {line.item.id for line in told.fall} == set(had) - set(has)
    assert {one.after.item.id for one in told.changed} == {
        key for key in set(had) & set(has)
        if had[key].host != has[key].host
        or (not has[key].host and (had[key].days, had[key].unit, had[key].authority) != (has[key].days, has[key].unit, has[key].authority))}
    assert told.later == JIMO.calendar.count(before.finish, after.finish)
    assert told.after.plan.finish == after.finish
    assert told.before
    assert told.before.plan.finish == before.finish
    assert told.after.papers.bring == paper_count(paper_needs(after)).bring
    assert [line.item.id for line in told.after.unknown] == [p.id for p in after.unknown]
    same = {p.id: p.status for p in before.items.values()} == {p.id: p.status for p in after.items.values()} and before.finish == after.finish
    assert told.lines
    assert same or told.lines != ("审批地图不变。",)


def test_nothing_changed_is_said_in_one_line(made: Project) -> None:
    assert effects(made, {"land_area_mu": "100"}, rulebook(), TODAY).lines == ("审批地图不变。",)


def test_the_landing_day_and_the_items_are_told(made: Project) -> None:
    told = effects(made, {"land_mode": "leased_plant"}, rulebook(), TODAY)
    words = "\n".join(told.lines)
    assert told.fall
    assert f"少办 {len(told.fall)} 项" in words
    assert f"变为 {told.after.papers.bring} 份" in words


def test_a_later_landing_says_from_which_day_to_which(made: Project) -> None:
    told = effects(made, {"investor_type": "government", "eia_category": "report"}, rulebook(), TODAY)
    assert told.later != 0
    assert "全部办完由" in told.lines[0] + told.lines[1]


def test_a_fact_taken_back_leaves_items_open_again(made: Project) -> None:
    told = effects(made, {"land_mode": None}, rulebook(), TODAY)
    assert told.before
    assert len(told.after.unknown) > len(told.before.unknown)
    assert any("待定的事项由" in line for line in told.lines)


def test_nothing_is_saved(made: Project) -> None:
    before = dict(made.facts)
    effects(made, {"land_mode": None, "land_area_mu": 3}, rulebook(), TODAY)
    assert made.facts == before
    made.refresh_from_db()
    assert made.facts == before


def test_what_was_told_is_what_the_map_is_after_saving(made: Project) -> None:
    told = effects(made, {"floor_area_m2": "900", "land_area_mu": "2"}, rulebook(), TODAY)
    saved = actions.state_facts(MACHINE, made, {"floor_area_m2": "900", "land_area_mu": "2"}, {}, TODAY)
    again = effects(saved, {}, rulebook(), TODAY)
    assert again.before
    assert again.before.plan.finish == told.after.plan.finish
    assert [p.id for p in again.before.plan.scheduled] == [p.id for p in told.after.plan.scheduled]


def test_a_value_that_cannot_be_is_refused_and_old_ones_that_cannot_be_are_left_behind(made: Project) -> None:
    with pytest.raises(Refused):
        effects(made, {"land_mode": "nonsense"}, rulebook(), TODAY)
    with pytest.raises(Refused):
        effects(made, {"no_such_fact": True}, rulebook(), TODAY)
    made.facts = made.facts | {"land_mode": "nonsense"}
    told = effects(made, {"land_mode": "grant_auction"}, rulebook(), TODAY)
    assert told.before is None
    assert any("全部办完" in line for line in told.lines)


@pytest.mark.parametrize("lang", ["zh-hans", "en", "ja", "ko"])
def test_effects_are_told_in_the_language_of_the_reader(made: Project, lang: str) -> None:
    with translation.override(lang):
        told = effects(made, {"land_mode": None}, rulebook(), TODAY)
        names = [line.name for line in told.fall[:1]]
        assert told.after.lang == {"zh-hans": "zh-Hans"}.get(lang, lang)
        assert all(name in "\n".join(told.lines) for name in names)


def test_effects_ask_nothing_beside_the_rules_before_signing(made: Project, django_assert_num_queries: Queries) -> None:
    book = rulebook()
    with django_assert_num_queries(0):
        assert isinstance(effects(made, {"land_area_mu": 10}, book, date(2026, 11, 24)), Effects)
