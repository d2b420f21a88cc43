"""The other commands, as a person types them."""

from __future__ import annotations

import json

import pytest

from luodi.cli import main
from luodi.engine.mechanism import names

from .test_plan_output import START, output


@pytest.mark.mechanism("JM-2c")
def test_explain_says_why_an_item_applies_with_its_law(capsys: pytest.CaptureFixture[str]) -> None:
    text = output(capsys, "explain", "factory-100mu", "construction_permit", "--region", "jimo-2021", "--start", START)
    for part in ("要办", "建筑面积超过 300 平方米", "《建筑法》第八条", "等谁", "材料", "法定", "外地公布"):
        assert part in text


def test_explain_says_why_an_item_does_not_apply(capsys: pytest.CaptureFixture[str]) -> None:
    text = output(capsys, "explain", "leased-plant", "construction_permit", "--start", START, "--lang", "en")
    assert "does not apply" in text
    assert "because" in text


def test_explain_finds_an_item_by_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert "[construction_permit]" in output(capsys, "explain", "factory-100mu", "建筑工程施工许可证核发", "--start", START)


def test_levers_show_days_saved_and_what_each_brings(capsys: pytest.CaptureFixture[str]) -> None:
    data = json.loads(output(capsys, "levers", "factory-100mu", "--region", "jimo-2021", "--start", START, "--format", "json"))
    by_id = {row["levers"][0]: row for row in data["each"]}
    assert by_id["permit_on_commitment"]["working_days_to_start"] > 0
    assert all(row["brings"][0] for row in data["each"])
    assert "带来的条件" in output(capsys, "levers", "factory-100mu", "--region", "jimo-2021", "--start", START)


def test_the_list_shows_fourteen_places_and_the_baseline(capsys: pytest.CaptureFixture[str]) -> None:
    data = json.loads(output(capsys, "mechanisms", "list", "--format", "json"))
    assert len(data) == 15
    assert data[0]["id"] == "national"
    assert all(row["inherits"] == "national" for row in data[1:])


def test_every_shipped_mechanism_passes_the_check(capsys: pytest.CaptureFixture[str]) -> None:
    text = output(capsys, "mechanisms", "check")
    assert text.count("✓") == len(names())


def test_gaps_are_a_checklist_of_what_a_district_must_supply(capsys: pytest.CaptureFixture[str]) -> None:
    data = json.loads(output(capsys, "mechanisms", "gaps", "fuling-2024", "--format", "json"))
    kinds = {gap["kind"] for gap in data}
    assert {"limit", "span", "authority", "light", "decision", "calendar"} <= kinds
    assert "☐" in output(capsys, "mechanisms", "gaps", "fuling-2024")


def test_diff_names_what_a_place_changed_and_where_it_stands(capsys: pytest.CaptureFixture[str]) -> None:
    data = json.loads(output(capsys, "mechanisms", "diff", "national", "licang-2021", "--format", "json"))
    filing = next(row for row in data if row["path"][:2] == ["items", "proj_filing"])
    assert filing["after_at"].startswith("licang-2021/")


@pytest.mark.mechanism("FZ-14")
def test_diff_between_two_days_shows_the_versions_of_the_catalog(capsys: pytest.CaptureFixture[str]) -> None:
    data = json.loads(output(capsys, "mechanisms", "diff", "national@2026-08-14", "national@2026-08-15", "--format", "json"))
    assert any(row["path"][1] == "eia_report" for row in data)
    assert json.loads(output(capsys, "mechanisms", "diff", "national@2026-08-15", "national@2026-08-16", "--format", "json")) == []


def test_promises_are_answered_and_none_is_broken(capsys: pytest.CaptureFixture[str]) -> None:
    data = json.loads(output(capsys, "promises", "--start", START, "--format", "json"))
    states = {answer["state"] for answers in data.values() for answer in answers}
    assert "broken" not in states
    assert {"holds", "apportioned", "clock", "open"} <= states
    text = output(capsys, "promises", "--region", "west-coast-2021", "--start", START)
    assert "分摊" in text


@pytest.mark.parametrize(("args", "said"), [
    (("is", "2026-10-10"), "补班"), (("add", "2026-09-21", "10"), "2026-10-12"), (("count", "2026-09-21", "2026-10-12"), "10 个工作日"),
    (("list", "2026-09-25", "2026-09-27"), "中秋节"), (("add", "2027-05-20", "1"), "暂定"),
])
def test_workdays_answer_in_a_line(args: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert said in output(capsys, "workdays", *args)


def test_a_rest_day_is_told_by_the_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert "国庆节" in output(capsys, "workdays", "is", "2026-10-01", code=1)


def test_workdays_list_as_json_says_what_each_day_is(capsys: pytest.CaptureFixture[str]) -> None:
    rows = json.loads(output(capsys, "workdays", "list", "2026-10-08", "2026-10-11", "--format", "json"))
    assert [row["kind"] for row in rows] == ["workday", "workday", "makeup", "weekend"]


@pytest.mark.mechanism("FZ-03a")
def test_a_dozen_answers_give_a_map_and_not_known_is_an_answer(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
                                                               tmp_path: object) -> None:
    given = iter(["u", "b", "?", "u", "1", "q"])
    monkeypatch.setattr("builtins.input", lambda _prompt="": next(given))
    saved = f"{tmp_path}/facts.yaml"
    text = output(capsys, "ask", "--region", "fuling-2024", "--start", START, "--save", saved)
    assert "还有" in text
    assert "要办" in text
    assert main(["plan", saved, "--region", "fuling-2024", "--start", START]) == 0
