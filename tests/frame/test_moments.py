"""Instants are said in one way on every page."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils.translation import override

from luodi.frame.templatetags.luodi import moment, plain_moment

AT = datetime(2026, 11, 23, 6, 5, 9, tzinfo=UTC)


@pytest.mark.parametrize(("lang", "said"), [("zh-hans", "11月23日 14:05"), ("en", "23 Nov 14:05"), ("ja", "11月23日 14:05"), ("ko", "11월 23일 14:05")])
def test_an_instant_is_local_and_in_the_language_of_the_reader(lang: str, said: str) -> None:
    with override(lang):
        assert plain_moment(AT) == said


def test_another_year_is_said_and_seconds_are_when_asked_for() -> None:
    assert plain_moment(AT.replace(year=2025)) == "2025年11月23日 14:05"
    assert moment(AT, "exact") == '<time datetime="2026-11-23T06:05:09+00:00">11月23日 14:05:09</time>'
    assert moment(None) == "—"
