"""What the guide shows: the map, its list, papers, levers, the backward schedule, what is open, two places side by side."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from django.test import Client

import luodi
from luodi.portal.queries.guide import guide, savings
from luodi.portal.queries.kinds import answers_of, kinds
from tests.portal.words import text_of

TODAY = date(2026, 11, 23)
FACTORY = "/guide/jimo-2021?kind=factory-100mu"


def page(client: Client, view: str, kind: str = "factory-100mu", place: str = "jimo-2021", more: str = "") -> str:
    """A view of a kind of project."""
    answers = answers_of(kind, place, TODAY)
    found = client.get(f"/guide/{place}?{answers.query(view=view)}{more}")
    assert found.status_code == 200
    return found.content.decode()


@pytest.mark.parametrize("kind", [name for name, _ in kinds()])
def test_every_kind_of_project_has_all_views(client: Client, kind: str) -> None:
    for view in ("map", "list", "papers", "faster", "backward", "open"):
        page(client, view, kind)


def test_the_page_opens_with_its_answer_in_words(client: Client) -> None:
    found = guide(answers_of("factory-100mu", "jimo-2021", TODAY), "zh-Hans", TODAY)
    words = re.search(r"<h1[^>]*>(.*?)</h1>", page(client, "map"), re.S)
    assert words
    works, finish = found.start_of_works, found.plan.finish
    assert works
    assert f'datetime="{works}"' in words[1]
    assert f'datetime="{finish}"' in words[1]


def test_the_drawing_and_the_list_show_the_same_items(client: Client) -> None:
    plan = guide(answers_of("chemical-plant", "fuling-2024", TODAY), "zh-Hans", TODAY).plan
    drawn = set(re.findall(r'data-item="([a-z_]+)"', page(client, "map", "chemical-plant", "fuling-2024")))
    listed = set(re.findall(r'/items/fuling-2024/([a-z_]+)"', page(client, "list", "chemical-plant", "fuling-2024")))
    assert listed == {p.id for p in plan.scheduled}
    assert drawn == {p.id for p in plan.scheduled if not p.host}


def test_one_stage_can_be_looked_at_alone(client: Client) -> None:
    drawn = set(re.findall(r'data-item="([a-z_]+)"', page(client, "map", more="&stage=planning")))
    assert drawn == {"design_scheme", "planning_permit"}


def test_a_lever_switched_on_brings_the_start_forward_by_what_was_said(client: Client) -> None:
    answers = answers_of("factory-100mu", "jimo-2021", TODAY)
    before = guide(answers, "zh-Hans", TODAY)
    best = savings(before).offered[0]
    assert best.to_start > 0
    with_it = client.get(f"/guide/jimo-2021?{answers.query(view='faster')}&with={best.levers[0].id}").context["guide"]
    assert with_it.start_of_works == best.start_of_works
    first = before.start_of_works
    assert first
    assert before.mechanism.calendar.count(with_it.start_of_works, first) == best.to_start


def test_a_lever_the_place_does_not_offer_cannot_be_switched_on_from_outside(client: Client) -> None:
    found = client.get(f"{FACTORY}&with=bundled_eia", follow=True).context["answers"]
    assert found.levers == ()
    assert client.get("/guide/jimo-2021?investor_type=social&with=nonsense.drop%20table").context["answers"].levers == ()


@pytest.mark.mechanism("LX-2b")
def test_the_backward_schedule_says_the_last_day_to_begin(client: Client) -> None:
    words = page(client, "backward", more="&by=2027-06-30&milestone=construction_start")
    assert "再晚一个工作日就赶不上" in words
    late = page(client, "backward", more="&by=2026-12-31&milestone=construction_start")
    assert "今天开始也赶不上" in late


def test_what_is_open_names_what_it_depends_on(client: Client) -> None:
    found = client.get("/guide/jimo-2021?investor_type=social&project_category=industrial&view=open")
    assert found.context["plan"].unknown
    assert "还不知道" in text_of(found)


def test_papers_say_who_brings_them_and_what_is_reused(client: Client) -> None:
    words = page(client, "papers")
    assert words.count("不用交") >= 10
    assert "交一次用" in words


def test_two_places_stand_side_by_side_with_what_differs(client: Client) -> None:
    query = answers_of("factory-100mu", "west-coast-2021", TODAY).query()
    words = text_of(client.get(f"/guide/west-coast-2021/compare?{query}&other=fuling-2024"))
    assert "最快开工" in words
    assert "逐项的不同" in words
    same = text_of(client.get(f"/guide/laixi-2021/compare?{query}&other=shinan-2021"))
    assert "每一项都一样" in same
    assert "没有这个地方" in text_of(client.get(f"/guide/laixi-2021/compare?{query}&other=nowhere"))


def test_a_part_asked_for_by_script_is_only_that_part(client: Client) -> None:
    part = client.get("/guide/jimo-2021?investor_type=social&asked=investor_type", headers={"HX-Request": "true"})
    assert part.content.decode().lstrip().startswith('<div id="guide"')
    assert part.headers["HX-Push-Url"].startswith("/guide/jimo-2021?start=2026-11-23&investor_type=social")
    assert "HX-Request" in part.headers["Vary"]


def test_the_home_page_draws_a_real_map_of_today(client: Client) -> None:
    found = client.get("/")
    assert 'class="approval-map"' in found.content.decode()
    assert "14 个地方" in text_of(found)


def test_every_colour_of_the_drawing_follows_the_scheme(client: Client) -> None:
    drawn = set(re.findall(r'((?:fill|stroke)="#[0-9a-f]{3,6}")', page(client, "map", "chemical-plant") + page(client, "map", more="&with=simulated_approval")))
    styles = (Path(luodi.__file__).parent / "site" / "static" / "css" / "pages.css").read_text()
    assert drawn
    assert [colour for colour in drawn if f".approval-map [{colour}]" not in styles] == []
