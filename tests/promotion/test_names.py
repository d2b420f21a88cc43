"""Names of firms as they are compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luodi.promotion.names import LONGEST, initials, plain

NAMES = st.text(st.sampled_from("某甲乙丙海蓝机械市区县省（）()集团股份有限责任公司 ·.,ＡbcＬtd09中国城"), max_size=40) | st.text(max_size=150)


@pytest.mark.parametrize(("one", "other"), [
    ("某市甲乙机械有限公司", "某市甲乙机械有限责任公司"), ("甲乙机械股份有限公司", "甲乙机械"), ("甲乙机械（集团）有限公司", "甲乙机械集团"),
    ("某岛市甲乙机械", "某岛甲乙机械"), ("某东省某岛市甲乙机械", "某岛甲乙机械"), ("甲乙机械（中国）有限公司", "甲乙机械有限公司"),
    ("ＡＢＣ　机械", "abc机械"), ("Blue Sea Co., Ltd.", "blue sea"), ("㈱甲乙", "甲乙株式会社"), ("甲乙·机械", "甲乙机械"),
])
def test_two_spellings_of_one_firm_are_alike(one: str, other: str) -> None:
    assert plain(one) == plain(other)


@pytest.mark.parametrize(("one", "other"), [
    ("某东甲乙机械有限公司", "某岛甲乙机械有限公司"), ("甲乙机械有限公司", "甲乙机电有限公司"), ("Cola", "Co La Group X"),
])
def test_two_firms_are_not_alike(one: str, other: str) -> None:
    assert plain(one) != plain(other)


@given(NAMES)
def test_made_plain_twice_is_made_plain_once(name: str) -> None:
    assert plain(plain(name)) == plain(name)
    assert len(plain(name)) <= LONGEST >= len(initials(name))


@given(NAMES)
def test_what_has_a_letter_or_a_figure_is_never_compared_as_nothing(name: str) -> None:
    assert bool(plain(name)) == any(one.isalnum() for one in plain(name) or name)


@given(NAMES, st.sampled_from(["有限公司", "股份有限公司", "有限责任公司", "（集团）有限公司"]))
def test_a_legal_form_at_the_end_changes_nothing(name: str, form: str) -> None:
    core = plain(name)
    if core and plain(f"甲{core}甲") == f"甲{core}甲":
        assert plain(f"甲{core}甲{form}") == f"甲{core}甲"


def test_initials_are_those_of_what_is_compared() -> None:
    assert initials("海蓝机械（集团）有限公司") == "hljx"
