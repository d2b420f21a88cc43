"""What comes of what assessors say."""

from __future__ import annotations

import json
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luodi.engine.conditions import ALWAYS, Condition
from luodi.engine.mechanism import load_promotion
from luodi.engine.mechanism.promotion import Dimension, Scheme
from luodi.engine.mechanism.promotion.model import Band
from luodi.promotion.judging import Judged, Rules, begun, packed, result, unpacked

PLACES = ("national", "fuling-2024", "jiaozhou-2021", "qingdao-west-coast-2026")


def _slow(value: Fraction) -> Decimal:
    """A fraction to hundredths, halves up, by whole numbers."""
    hundredths = (value * 100 * 2 + 1) // 2
    return (Decimal(int(hundredths)) / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _scheme(*dimensions: Dimension) -> Scheme:
    return Scheme("s", {"zh-Hans": "试评"}, "", "general", Condition("true", ALWAYS), 7, 3, 2, 2, Decimal(60), dimensions)


def _manual(key: str, weight: Decimal) -> Dimension:
    return Dimension(key, {"zh-Hans": key}, "", "general", "manual", weight)


@st.composite
def judged(draw: st.DrawFn) -> tuple[Rules, list[Judged]]:
    cuts = sorted(draw(st.sets(st.integers(1, 99), max_size=5)))
    weights = [Decimal(high - low) for low, high in zip([0, *cuts], [*cuts, 100], strict=True)]
    rules = Rules(_scheme(*(_manual(f"d{place}", weight) for place, weight in enumerate(weights))), {})
    points = st.integers(0, 10_000).map(lambda n: Decimal(n) / 100)
    some = draw(st.lists(st.fixed_dictionaries({f"d{place}": points for place in range(len(weights))}), min_size=1, max_size=9))
    return rules, [Judged(one) for one in some]


@given(judged())
def test_the_result_is_what_slow_fractions_say(case: tuple[Rules, list[Judged]]) -> None:
    rules, some = case
    weights = {one.id: Fraction(one.weight) for one in rules.scheme.dimensions}
    totals = [sum((weights[key] * Fraction(value) for key, value in one.points.items()), Fraction(0)) / 100 for one in some]
    found = result(rules, some)
    assert found.all.mean == _slow(sum(totals, Fraction(0)) / len(totals))
    assert (found.all.lowest, found.all.highest) == (_slow(min(totals)), _slow(max(totals)))
    for key, among in found.by.items():
        values = [Fraction(one.points[key]) for one in some]
        assert (among.mean, among.lowest, among.highest) == (_slow(sum(values, Fraction(0)) / len(values)), _slow(min(values)), _slow(max(values)))


@given(judged())
def test_the_result_lies_between_the_lowest_and_the_highest(case: tuple[Rules, list[Judged]]) -> None:
    found = result(*case).all
    assert Decimal(0) <= found.lowest <= found.mean <= found.highest <= Decimal(100)


@pytest.mark.parametrize("place", PLACES)
def test_a_scheme_that_was_kept_is_the_scheme_as_it_was(place: str) -> None:
    for scheme in load_promotion(place).schemes.values():
        rules = begun(scheme, {"total_investment_wan": 52000, "energy_tce": 1234.5})
        back = unpacked(json.loads(json.dumps(packed(rules))))
        assert [(line.dimension.id, line.dimension.weight, line.points) for line in back.lines] == [
            (line.dimension.id, line.dimension.weight, line.points) for line in rules.lines]
        assert (back.scheme.days, back.scheme.passing, back.vetoes and back.vetoes[0].id) == (
            scheme.days, scheme.passing, rules.vetoes and rules.vetoes[0].id)


def test_a_fact_earns_the_points_of_its_band_and_an_unknown_one_is_for_people() -> None:
    banded = Dimension("size", {"zh-Hans": "规模"}, "", "general", "banded", Decimal(100), attribute="total_investment_wan",
                       bands=(Band(Decimal(0), Decimal(40)), Band(Decimal(10000), Decimal(60))))
    assert begun(_scheme(banded), {"total_investment_wan": 9999.99}).lines[0].points == 40
    assert begun(_scheme(banded), {"total_investment_wan": 10000}).lines[0].points == 60
    unknown = begun(_scheme(banded), {})
    assert [one.id for one in unknown.by_hand] == [one.id for one in unknown.unknown] == ["size"]


def test_a_fact_earns_its_share_of_a_line_and_no_more_than_all() -> None:
    linear = Dimension("cost", {"zh-Hans": "代价"}, "", "general", "linear", Decimal(100), attribute="energy_tce", span=(Decimal(50000), Decimal(0)))
    points = [begun(_scheme(linear), {"energy_tce": value}).lines[0].points for value in (0, 12500, 33333, 50000, 90000)]
    assert points == [Decimal(100), Decimal(75), Decimal("33.33"), Decimal(0), Decimal(0)]


def test_one_no_of_one_assessor_ends_the_matter() -> None:
    veto = Dimension("allowed", {"zh-Hans": "不禁止"}, "", "general", "manual", Decimal(0), veto=True)
    rules = Rules(_scheme(veto, _manual("d", Decimal(100))), {})
    fine = Judged({"d": Decimal(80)})
    assert result(rules, [fine, fine]).vetoed == ()
    assert result(rules, [fine, Judged({"d": Decimal(80)}, {"allowed"})]).vetoed == ("allowed",)
