"""The published plan of a place can be read by everybody, with the section of each promise."""

from __future__ import annotations

import pytest
from django.test import Client

from luodi.maps.places import mechanism_today, slugs
from tests.portal.words import text_of


@pytest.mark.parametrize("slug", slugs())
def test_every_plan_is_read_with_its_own_words_and_sections(client: Client, slug: str) -> None:
    for prefix in ("", "/en"):
        found = client.get(f"{prefix}/places/{slug}")
        assert found.status_code == 200
    words = text_of(client.get(f"/places/{slug}"))
    for record in mechanism_today(slug).records:
        assert " ".join(record.name.split()) in words
        assert record.section in words
    assert "承诺了什么" in words


def test_what_a_plan_says_of_telling_policies_can_be_read_without_an_account(client: Client) -> None:
    words = text_of(client.get("/places/binhai-2021"))
    assert "政策定向推送" in words or "政策信息定向推送" in words
    assert "津滨政务发〔2021〕19号" in words


def test_headline_promises_stand_with_what_was_computed_or_what_is_missing(client: Client) -> None:
    words = text_of(client.get("/places/west-coast-2021"))
    assert "分摊后成立" in words
    assert "10 个工作日（分摊前" in words
    assert "方案没写全" in words


def test_a_place_that_is_not_there_has_no_plan(client: Client) -> None:
    assert client.get("/places/nowhere").status_code == 404
