"""How first contacts are protected, as data."""

from __future__ import annotations

from pathlib import Path

import pytest

from luodi.engine.mechanism import load_promotion
from luodi.engine.source import Refused
from tests.engine.builders import write


def test_who_is_reminded_to_rule_on_disputes_must_be_a_duty_that_the_place_has(tmp_path: Path) -> None:
    assert load_promotion("national").leads.judge == "government"
    write(tmp_path, "north", {"mechanism.yaml": "name: 北区\ninherits: national\n", "promotion.yaml": "leads: {judge: goverment}\n"})
    with pytest.raises(Refused, match="没有职责“goverment”"):
        load_promotion("north", tmp_path)
