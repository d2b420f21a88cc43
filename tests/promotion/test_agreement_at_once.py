"""Two at one agreement at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import runners

pytestmark = pytest.mark.database


def test_of_two_who_sign_at_once_one_does_and_its_promises_stand_once(tmp_path: Path) -> None:
    found = runners.ran("tests.promotion.agree_at_once", "sign", folder=tmp_path)
    assert (found["broken"], len(found["refused"])) == ([], 1)
    assert (found["state"], found["stage"], found["signed"], found["promises"], found["papers"]) == ("signed", "signed", 1, 1, 1)


def test_whoever_decides_while_it_is_changed_agrees_to_no_other_words(tmp_path: Path) -> None:
    found = runners.ran("tests.promotion.agree_at_once", "decide", folder=tmp_path)
    assert found["broken"] == []
    assert (found["state"], found["drafts"], found["of"]) == ("draft", 2, 1), "the new words are nobody's decision, whoever came first"
    assert found["agreed"] is (None if found["refused"] else True)
