"""What units are ranked by, as data."""

from __future__ import annotations

from pathlib import Path

import pytest

from luodi.engine.mechanism import load_promotion
from luodi.engine.source import Refused
from tests.engine.builders import write


def north(tmp_path: Path, league: str) -> None:
    """A place with a league of its own."""
    write(tmp_path, "north", {"mechanism.yaml": "name: 北区\ninherits: national\n", "promotion.yaml": f"league: {league}\n"})


def test_a_place_has_other_points_by_data_alone(tmp_path: Path) -> None:
    north(tmp_path, "{measures: {signed: {points: 25}}}")
    held = {one.id: one.points for one in load_promotion("north", tmp_path).league.measures}
    usual = {one.id: one.points for one in load_promotion("national").league.measures}
    assert held == usual | {"signed": 25}


@pytest.mark.parametrize(("league", "fault"), [
    ("{measures: {signed: {stage: sined}}}", "没有阶段“sined”.*signed"),
    ("{measures: {x: {counts: wins, points: 1}}}", "wins"),
    ("{measures: {x: {counts: entered, points: 1}}}", "stage"),
    ("{kinds: [parks]}", "没有“parks”这类单位"),
])
def test_a_league_that_cannot_be_counted_is_refused_with_what_would_be_right(tmp_path: Path, league: str, fault: str) -> None:
    north(tmp_path, league)
    with pytest.raises(Refused, match=fault):
        load_promotion("north", tmp_path)
