"""What `luodi plan` prints for every example under every mechanism."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from luodi.cli import main
from luodi.engine.mechanism import names
from luodi.engine.promises import examples

START = "2026-11-23"
SCHEMA = json.loads((files("luodi") / "schemas" / "plan.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=FormatChecker())


def output(capsys: pytest.CaptureFixture[str], *args: str, code: int = 0) -> str:
    """What a command prints when it ends with `code`."""
    assert main(args) == code
    return capsys.readouterr().out


def plan(capsys: pytest.CaptureFixture[str], *args: str) -> dict[str, Any]:
    """The JSON of a plan."""
    data: dict[str, Any] = json.loads(output(capsys, "plan", *args, "--start", START, "--format", "json"))
    return data


@pytest.mark.parametrize("region", names())
def test_every_example_gives_a_map_that_follows_the_schema(region: str, capsys: pytest.CaptureFixture[str]) -> None:
    for name in examples():
        data = plan(capsys, name, "--region", region)
        faults = sorted(VALIDATOR.iter_errors(data), key=lambda fault: list(fault.path))
        assert not faults, f"{name}: {faults[0].json_path} {faults[0].message}"
        applying = {item["id"]: item for item in data["items"] if item["status"] == "applies"}
        assert applying
        for item in applying.values():
            assert START <= item["start"] <= item["finish"] <= data["finish"]
            assert item["finish"] <= item["latest_finish"]
        for item in applying.values():
            # Nothing starts before what it waits for is decided; preparation may.
            for wait in item["after"]:
                before = applying[wait["item"]]
                if wait["kinds"] != ["prepare"] and not item["host"] and not before["host"] and not item["formal_from"]:
                    assert before["finish"] <= item["start"], (name, item["id"], wait)


@pytest.mark.parametrize("name", examples())
def test_nothing_of_completion_or_operation_comes_before_the_works(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    items = {item["id"]: item for item in plan(capsys, name)["items"] if item["status"] == "applies"}
    works = items.get("construction_works")
    for item in items.values():
        if works and item["id"] in ("multi_survey", "completion_inspection", "joint_acceptance", "property_first", "env_acceptance", "food_production"):
            assert item["start"] >= works["finish"], item["id"]
    assert (works is None) == (name == "leased-plant")


def test_the_map_of_the_factory_reads_the_same_twice(capsys: pytest.CaptureFixture[str]) -> None:
    args = ("plan", "factory-100mu", "--region", "qingdao-west-coast-2026", "--start", START)
    assert output(capsys, *args) == output(capsys, *args)


def test_a_table_names_dates_reasons_and_what_is_only_a_default(capsys: pytest.CaptureFixture[str]) -> None:
    text = output(capsys, "plan", "factory-100mu", "--region", "fuling-2024", "--start", START)
    assert "建筑工程施工许可证核发" in text
    assert "关键" in text
    assert "默认值" in text
    assert "分摊" in text
    assert "34 工作日" in text
    assert "暂定" in text


def test_english_output_holds_no_chinese_item_names(capsys: pytest.CaptureFixture[str]) -> None:
    data = plan(capsys, "factory-100mu", "--lang", "en")
    chinese = re.compile("[\u4e00-\u9fff]")
    assert not [item["id"] for item in data["items"] if chinese.search(item["name"] + item["condition"] + item["because"])]
    assert all(paper["en"] for paper in data["papers"]["list"])


def test_a_lever_makes_the_map_shorter_and_is_named_on_it(capsys: pytest.CaptureFixture[str]) -> None:
    before = plan(capsys, "factory-100mu", "--region", "jimo-2021")
    after = plan(capsys, "factory-100mu", "--region", "jimo-2021", "--with", "permit_on_commitment")
    assert after["milestones"]["construction_start"] < before["milestones"]["construction_start"]
    assert "permit_on_commitment" in after["levers"]


@pytest.mark.mechanism("LX-2b")
def test_a_date_to_start_by_is_answered_with_a_backward_schedule(capsys: pytest.CaptureFixture[str]) -> None:
    late = plan(capsys, "factory-100mu", "--region", "jimo-2021", "--by", "2027-12-31")["by"]
    assert late["possible"]
    assert late["begin_by"] > START
    assert late["latest"]["construction_permit"][1] <= "2027-12-31"
    soon = plan(capsys, "factory-100mu", "--region", "jimo-2021", "--by", "2026-12-01")["by"]
    assert not soon["possible"]
    assert soon["short_by_working_days"] > 0
    text = output(capsys, "plan", "factory-100mu", "--region", "jimo-2021", "--start", START, "--by", "2027-12-31")
    assert f"最晚 {late['begin_by']} 开始" in text


def test_the_drawing_is_svg(capsys: pytest.CaptureFixture[str]) -> None:
    text = output(capsys, "plan", "leased-plant", "--start", START, "--format", "svg")
    assert text.startswith("<svg")
    assert "http://www.w3.org/2000/svg" in text


def test_statutory_limits_give_a_longer_map_than_promises(capsys: pytest.CaptureFixture[str]) -> None:
    promised, statutory = plan(capsys, "factory-100mu"), plan(capsys, "factory-100mu", "--basis", "statutory")
    assert statutory["totals"][0]["days"] > promised["totals"][0]["days"]


@pytest.mark.mechanism("WC-11")
def test_each_published_step_shows_who_leads_and_who_cooperates(capsys: pytest.CaptureFixture[str]) -> None:
    steps = plan(capsys, "factory-100mu", "--region", "qingdao-west-coast-2026")["steps"]
    assert len(steps) == 7
    assert all(step["lead"] and step["support"] for step in steps)
    text = output(capsys, "plan", "factory-100mu", "--region", "qingdao-west-coast-2026", "--start", START)
    assert all(step["name"] in text for step in steps)


@pytest.mark.mechanism("FL-09")
def test_a_bundle_asks_each_paper_once_for_all_its_items(capsys: pytest.CaptureFixture[str]) -> None:
    bundles = {bundle["id"]: bundle for bundle in plan(capsys, "factory-100mu")["bundles"]}
    setup = bundles["enterprise_setup"]
    assert {"ent_setup", "ent_tax", "ent_bank"} <= set(setup["items"])
    assert setup["lead"]
    assert setup["papers_bring"] < setup["papers_asked"]


def test_a_lever_in_use_counts_when_a_date_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    args = ("factory-100mu", "--region", "jimo-2021", "--by", "2027-03-05")
    alone = plan(capsys, *args)["by"]
    with_it = plan(capsys, *args, "--with", "permit_on_commitment")["by"]
    assert alone["with_levers"] == ["permit_on_commitment"]
    assert with_it["possible"]
    assert with_it["with_levers"] == []
    assert with_it["begin_by"] > alone["begin_by"] if alone["begin_by"] else with_it["begin_by"]
