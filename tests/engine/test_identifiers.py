"""Codes of enterprises and projects: what is taken, what is doubted, what is refused."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luodi.engine.identifiers import (
    ALPHABET,
    check_national_project_code,
    check_own_code,
    check_uscc,
    organisation_check,
    own_code,
    uscc_with_check,
)
from luodi.engine.source import Refused

PUBLISHED = ("914403001922038216", "9144030071526726XG", "91330100799655058B", "91370200264574251E",
             "91110108551385082Q")


def refused(work: Callable[..., object], *args: object) -> str:
    with pytest.raises(Refused) as caught:
        work(*args)
    (fault,) = caught.value.faults
    assert fault.said.en
    return fault.to("zh-Hans")


# Unified social credit code ------------------------------------------------------------------------------------------

@pytest.mark.parametrize("code", PUBLISHED)
def test_codes_of_well_known_companies_pass_both_checks(code: str) -> None:
    assert check_uscc(code).sure
    assert uscc_with_check(code[:17]) == code
    assert uscc_with_check(code[:16]) == code


def test_a_credit_code_is_taken_apart() -> None:
    found = check_uscc("9144030071526726XG")
    assert (found.region, found.organisation) == ("440300", "71526726X")


def test_small_letters_full_width_and_spaces_are_normalised() -> None:
    assert check_uscc(" ９１４４０３００ 71526726xg\u200b").code == "9144030071526726XG"


def test_a_wrong_check_character_is_a_warning_that_names_the_right_one() -> None:
    found = check_uscc("91330100799655058C")
    assert not found.sure
    (warning,) = found.warnings
    assert "第 18 位" in warning.zh
    assert "“B”" in warning.zh


def test_a_wrong_organisation_check_is_warned_of_inside() -> None:
    wrong = "914403001922038226"[:17]
    (warning,) = check_uscc(uscc_with_check(wrong)).warnings
    assert "第 17 位" in warning.zh


def test_an_early_pilot_code_is_doubted_but_taken() -> None:
    sound = uscc_with_check("91350100M0000123")
    pilot = sound[:17] + ("0" if sound[17] != "0" else "1")
    assert check_uscc(pilot).code == pilot
    assert not check_uscc(pilot).sure


@pytest.mark.parametrize(("letter", "hint"), [("I", "1"), ("O", "0"), ("S", "5"), ("Z", "2"), ("V", "U")])
def test_a_letter_outside_the_alphabet_is_refused_with_position_and_hint(letter: str, hint: str) -> None:
    message = refused(check_uscc, f"9144030019220382{letter}6")
    assert f"第 17 位“{letter}”" in message
    assert f"是不是“{hint}”" in message


def test_a_letter_inside_the_region_is_refused() -> None:
    assert "第 5 位“A”" in refused(check_uscc, "9144A3001922038216")


@pytest.mark.parametrize(("code", "said"), [
    ("9144030019220382", "第 17 位起缺"), ("9144030019220382166", "第 19 位起多"), ("", "这里有 0 位"),
    ("9" * 500, "太长"), ("91440300-922038216", "第 9 位“-”"),
])
def test_a_wrong_length_or_sign_is_refused_with_its_place(code: str, said: str) -> None:
    assert said in refused(check_uscc, code)


@given(st.text(ALPHABET, min_size=8, max_size=8), st.integers(0, 999_999), st.data())
def test_every_made_up_code_is_sound_and_one_slip_shows(organisation: str, region: int, data: st.DataObject) -> None:
    code = uscc_with_check(f"91{region:06}{organisation}")
    assert check_uscc(code).sure
    place = data.draw(st.integers(0, 17))
    letters = "0123456789" if 2 <= place <= 7 else ALPHABET
    other = data.draw(st.sampled_from(letters.replace(code[place], "")))
    assert not check_uscc(code[:place] + other + code[place + 1:]).sure


def test_the_organisation_check_knows_ten_and_eleven() -> None:
    assert organisation_check("71526726") == "X"
    assert {organisation_check(f"{n:08}") for n in range(200)} == set("0123456789X")


@given(st.text(max_size=30))
def test_a_checker_answers_any_text_or_refuses_it(text: str) -> None:
    checks: tuple[Callable[[str], object], ...] = (check_uscc, check_national_project_code, check_own_code)
    for check in checks:
        with suppress(Refused):
            assert check(text)


# National project code -----------------------------------------------------------------------------------------------

def test_the_new_form_says_month_and_region_and_that_nothing_was_verified() -> None:
    found = check_national_project_code("2103-370211-04-01-12345a")
    assert (found.code, found.form, found.year, found.month) == ("2103-370211-04-01-12345A", "2020", 2021, 3)
    assert found.region == "370211"
    assert found.verified is False
    assert "未公布" in found.warnings[0].zh


def test_the_old_form_has_its_year_first() -> None:
    found = check_national_project_code("2018-370211-47-03-012345")
    assert (found.form, found.year, found.month) == ("2015", 2018, None)


def test_long_dashes_and_missing_hyphens_are_mended() -> None:
    for text in ("2103—370211—04—01—123456", "21033702110401123456", "2103－370211－04－01－123456"):
        assert check_national_project_code(text).code == "2103-370211-04-01-123456"


def test_a_new_code_from_before_the_form_began_is_doubted() -> None:
    assert len(check_national_project_code("2008-370211-04-01-123456").warnings) == 2
    assert len(check_national_project_code("2011-370211-04-01-123456").warnings) == 1


@pytest.mark.parametrize(("code", "said"), [
    ("2103-37021-04-01-123456", "第 2 段（地区）“37021”"), ("2103-370211-4-01-123456", "第 3 段（部门）"),
    ("2103-370211-04-01-12345*", "第 5 段（流水）"), ("2103-370211-0401-123456", "应是 24 位"),
    ("2113-370211-04-01-123456", "第 1 至 4 位“2113”"), ("2103370211-04-01-123456", "应是 24 位"),
])
def test_a_code_of_another_shape_is_refused_with_the_part_that_is_wrong(code: str, said: str) -> None:
    assert said in refused(check_national_project_code, code)


# Own project code ----------------------------------------------------------------------------------------------------

@given(st.integers(0, 999_999), st.integers(2000, 2099), st.integers(1, 99_999))
def test_an_own_code_reads_back(region: int, year: int, serial: int) -> None:
    code = own_code(f"{region:06}", year, serial)
    found = check_own_code(code)
    assert (found.code, found.region, found.year, found.serial) == (code, f"{region:06}", year, serial)
    assert check_own_code(code.replace("-", "").lower()) == found


def slips(code: str) -> set[str]:
    """Every text that differs from `code` in one character or one swap of neighbours (hyphens looked through)."""
    signs = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-*"
    out = {code[:i] + sign + code[i + 1:] for i in range(len(code)) for sign in signs}
    for bare in (code, code.replace("-", "")):
        out |= {bare[:i] + bare[i + 1] + bare[i] + bare[i + 2:] for i in range(len(bare) - 1)}
    plain = code.replace("-", "")
    for i in range(len(plain) - 1):
        swapped = plain[:i] + plain[i + 1] + plain[i] + plain[i + 2:]
        out.add("-".join((swapped[:2], swapped[2:8], swapped[8:10], swapped[10:15], swapped[15:])))
    return {slip for slip in out if slip.replace("-", "") != plain}


@pytest.mark.mechanism("XH-3d")
@given(st.integers(0, 999_999), st.integers(2000, 2099), st.integers(1, 99_999))
def test_every_wrong_character_and_every_swap_in_an_own_code_is_caught(region: int, year: int, serial: int) -> None:
    code = own_code(f"{region:06}", year, serial)
    for slip in slips(code):
        with pytest.raises(Refused):
            check_own_code(slip)


@pytest.mark.mechanism("XH-3d")
def test_any_two_digits_swapped_at_any_two_neighbouring_places_change_the_check_character() -> None:
    def check_of(digits: str) -> str:
        return own_code(digits[:6], 2000 + int(digits[6:8]), int(digits[8:]))[-1]

    for place in range(12):
        for a in range(10):
            for b in range(a):
                before, after = "1234567890125"[:place], "1234567890125"[place + 2:]
                assert check_of(f"{before}{a}{b}{after}") != check_of(f"{before}{b}{a}{after}")


@pytest.mark.parametrize(("args", "said"), [(("37021", 2026, 1), "6 位数字"), (("370211", 1999, 1), "2000 至 2099"),
                                            (("370211", 2026, 0), "1 至 99999"), (("370211", 2026, 100_000), "99999")])
def test_an_own_code_is_not_made_from_wrong_parts(args: tuple[str, int, int], said: str) -> None:
    assert said in refused(own_code, *args)


def test_a_refused_own_code_shows_what_one_looks_like() -> None:
    assert "LD-370211-26-00042-" in refused(check_own_code, "370211-26-00042")


def test_hyphens_are_all_there_or_all_left_out() -> None:
    assert "写法不对" in refused(check_own_code, own_code("370211", 2026, 42).replace("-", "", 1))
