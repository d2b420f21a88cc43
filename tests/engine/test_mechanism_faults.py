"""Every kind of slip in a mechanism's folder is refused with its file, line and what would be right.

Each case is a region "north" that patches a small legal world; `# <-` stands on the line that must be named.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from luodi.engine.mechanism import load
from luodi.engine.source import Refused
from tests.engine import builders
from tests.engine.builders import ATTRIBUTES, CALENDAR, refused, write

PARENT: Mapping[str, str | Mapping[str, Any]] = {
    "mechanism.yaml": """\
name: 小地方
place: 小地方
stages: {first: {name: 一}, second: {name: 二}}
gates: {start: {name: 开工, holds: [works]}}
spans: {flow: {name: 主流程, items: [filing, permit], since: filing, until: permit}}
settings: {a: {value: true}}
""",
    "attributes.yaml": ATTRIBUTES,
    "calendar.yaml": CALENDAR,
    "items.yaml": """\
filing: {name: 备案, stage: first, kind: filing, applies: true, limit: {statutory: {days: 5, unit: working}}, results: [备案证]}
permit:
  name: 许可
  stage: second
  kind: licence
  applies: 'area_m2 >= 100'
  after: {filing: {when: 'a'}}
  before: start
  limit: {statutory: {days: 10, unit: working}}
  papers: {申请表: {form: electronic}, 备案证: {form: electronic, from: filing}}
works: {name: 施工, stage: second, kind: activity, actor: enterprise, applies: true}
""",
    "levers.yaml": """\
later: {name: 容缺, kind: later, effects: [{late: permit, papers: [备案证], days: 10, unit: working}]}
""",
    "papers.yaml": "申请表: {en: Form, form: true}\n备案证: {en: Record}\n备案证明: {same_as: 备案证}\n",
}


def north(folder: Path, file: str, text: str) -> Path:
    """The region of a case, with its parent beside it."""
    write(folder, "tiny", PARENT)
    files = {"mechanism.yaml": "name: 北区\ninherits: tiny\n"}
    files[file] = files.get(file, "") + text if file == "mechanism.yaml" and "inherits" not in text else text
    return write(folder, "north", files)


CASES: list[tuple[str, str, str, str]] = [
    # what, file, text, what the message must hold
    ("an unknown key, with a suggestion", "items.yaml", "permit:\n  limt: 5  # <-\n", 'item "permit" has no "limt"; did you mean "limit"?'),
    ("an unknown key of the mechanism", "mechanism.yaml", "setings: {}  # <-\n", 'has no "setings"; did you mean "settings"?'),
    ("an unknown key of a paper", "items.yaml", "permit:\n  papers:\n    申请表: {tolerble: true}  # <-\n", 'did you mean "tolerable"?'),
    ("an unknown key of an effect", "levers.yaml", "later:\n  effects:\n    - {drop: permit, afer: filing}  # <-\n", 'did you mean "after"?'),
    ("a wrong type", "items.yaml", "permit:\n  limit:\n    promised: {days: '5', unit: working}  # <-\n", '"days" must be a whole number'),
    ("days below nought", "items.yaml", "permit:\n  limit:\n    promised: {days: -1, unit: working}  # <-\n", '"days" cannot be below 0'),
    ("a limit in months", "items.yaml", "permit:\n  limit:\n    promised: {days: 1, unit: month}  # <-\n", "not one of working, calendar"),
    ("a misspelt unit", "items.yaml", "permit:\n  limit:\n    promised: {days: 1, unit: workng}  # <-\n", 'did you mean "working"?'),
    ("an item that is a word", "items.yaml", "permit: gone  # <-\n", '"permit" must be a mapping'),
    ("an item emptied instead of deleted", "items.yaml", "permit:\n  limit:  # <-\n", "write delete: [limit]"),
    ("a wait for an item that does not exist", "items.yaml", "permit:\n  after:\n    filling: {}  # <-\n", 'does not exist: "filling"; did you mean "filing"?'),
    ("a customary wait for one that does not exist", "items.yaml", "permit:\n  usually_after:\n    - works\n    - filling  # <-\n", '"filling"'),
    ("a paper made by an item that does not exist", "items.yaml", "permit:\n  papers:\n    备案证: {from: filling}  # <-\n", '"filling"'),
    ("a paper made by one of several that does not exist", "items.yaml",
     "permit:\n  papers:\n    备案证:\n      from:\n        - filing\n        - filling  # <-\n", '"filling"'),
    ("a gate that does not exist", "items.yaml", "permit:\n  before: stat  # <-\n", 'a gate that does not exist: "stat"; did you mean "start"?'),
    ("a stage that does not exist", "items.yaml", "permit:\n  stage: secnd  # <-\n", 'a stage that does not exist: "secnd"; did you mean "second"?'),
    ("a member that does not exist", "items.yaml", "permit:\n  members: [filling]  # <-\n", '"filling"'),
    ("a merger into what does not exist", "items.yaml", "permit:\n  merge_into: [filling]  # <-\n", '"filling"'),
    ("a preparation after what does not exist", "items.yaml", "permit:\n  prepare_after: [filling]  # <-\n", '"filling"'),
    ("a relaxed item that does not exist", "items.yaml", "permit:\n  relaxes:\n    filling: {after: filing}  # <-\n", '"filling"'),
    ("a relaxed wait that does not exist", "items.yaml", "permit:\n  relaxes:\n    works: {after: filling}  # <-\n", '"filling"'),
    ("a lever on an item that does not exist", "levers.yaml", "later:\n  effects:\n    - {limit: filling, days: 1}  # <-\n", '"filling"'),
    ("a lever that drops a wait for what does not exist", "levers.yaml", "later:\n  effects:\n    - {drop: permit, after: filling}  # <-\n", '"filling"'),
    ("a lever that merges into what does not exist", "levers.yaml", "later:\n  effects:\n    - {merge: filing, into: permitt}  # <-\n", '"permitt"'),
    ("a lever that simulates until what does not exist", "levers.yaml",
     "later:\n  effects:\n    - {simulate: [permit], until: filling, days: 1}  # <-\n", '"filling"'),
    ("a drop without its wait", "levers.yaml", "later:\n  effects:\n    - {drop: permit}  # <-\n", 'lacks "after"'),
    ("a merger without its host", "levers.yaml", "later:\n  effects:\n    - {merge: filing}  # <-\n", 'lacks "into"'),
    ("a shorter limit without days", "levers.yaml", "later:\n  effects:\n    - {limit: filing}  # <-\n", 'lacks "days"'),
    ("a shorter limit in months", "levers.yaml", "later:\n  effects:\n    - {limit: filing, days: 1, unit: month}  # <-\n", "not one of working, calendar"),
    ("an effect of no kind", "levers.yaml", "later:\n  effects:\n    - {shorten: filing}  # <-\n", "an effect must say one of limit, drop"),
    ("an effect that is a word", "levers.yaml", "later:\n  effects:\n    - faster  # <-\n", 'each entry of "effects" must be a mapping'),
    ("a lever that stands but is not offered", "levers.yaml", "later:\n  standing: true  # <-\n", "a lever that is not offered cannot be standing"),
    ("a lever naming a paper nobody asks for", "levers.yaml",
     "later:\n  effects:\n    - {late: permit, papers: [备案], days: 1}  # <-\n", 'do not ask for: "备案"; did you mean "备案证"?'),
    ("a bundle of what does not exist", "bundles.yaml", "opening: {name: 开办, items: [filling]}  # <-\n", '"filling"'),
    ("a span over what does not exist", "mechanism.yaml", "spans:\n  flow: {items: [filling]}  # <-\n", '"filling"'),
    ("a span since what does not exist", "mechanism.yaml", "spans:\n  flow: {since: filling}  # <-\n", '"filling"'),
    ("a span until what does not exist", "mechanism.yaml", "spans:\n  flow: {until: filling}  # <-\n", '"filling"'),
    ("a gate holding what does not exist", "mechanism.yaml", "gates:\n  start: {holds: [filling]}  # <-\n", '"filling"'),
    ("a gate after what does not exist", "mechanism.yaml", "gates:\n  start: {after: [filling]}  # <-\n", '"filling"'),
    ("a route for what does not exist", "routes.yaml", "zone: {to: 园区, items: [filling]}  # <-\n", '"filling"'),
    ("a route for a stage that does not exist", "routes.yaml", "zone: {to: 园区, stages: [secnd]}  # <-\n", '"secnd"; did you mean "second"?'),
    ("a route that ends before it starts", "routes.yaml",
     "zone: {to: 园区, items: [filing], from: 2026-02-01, until: 2026-01-01}  # <-\n", 'route "zone" ends before it starts'),
    ("a date that is none", "routes.yaml", "zone: {to: 园区, items: [filing], from: 2026-02-30}  # <-\n", '"2026-02-30" is not a date'),
    ("a total over a span that does not exist", "mechanism.yaml",
     "totals:\n  all: {name: 全部, span: flw, at_most: 9}  # <-\n", 'a span that does not exist: "flw"; did you mean "flow"?'),
    ("an item waiting for itself", "items.yaml", "permit:\n  after:\n    permit: {}  # <-\n", '"permit" cannot wait for itself'),
    ("an item that by custom waits for itself", "items.yaml", "permit:\n  usually_after: [permit]  # <-\n", '"permit" cannot wait for itself'),
    ("an empty condition", "items.yaml", "permit:\n  applies: 'area_m2 > 10 and area_m2 < 5'  # <-\n", 'the condition of "permit" can never hold'),
    ("a misspelt attribute", "items.yaml", "permit:\n  applies: 'area_m3 >= 10'  # <-\n", 'did you mean "area_m2"?'),
    ("a misspelt value", "items.yaml", "permit:\n  applies: 'a and land == \"grant\"'  # <-\n", 'did you mean "granted"?'),
    ("a condition in a wait", "items.yaml", "permit:\n  after:\n    filing: {when: 'x'}  # <-\n", '"x"'),
    ("overlapping versions", "items.yaml",
     "permit:\n  versions:\n    - {from: 2026-01-01, until: 2026-06-30, set: {note: 一}}\n    - {from: 2026-06-30, set: {note: 二}}  # <-\n",
     'two versions of "permit" overlap on 2026-06-30'),
    ("a version that ends before it starts", "items.yaml",
     "permit:\n  versions:\n    - {from: 2026-02-01, until: 2026-01-31, set: {note: 一}}  # <-\n", "the version ends before it starts"),
    ("a version that is a word", "items.yaml", "permit:\n  versions:\n    - later  # <-\n", 'each entry of "versions" must be a mapping'),
    ("deleting what does not exist", "items.yaml", "delete: [permt]  # <-\n", '"permt", to be deleted, does not exist; did you mean "permit"?'),
    ("deleting a key that does not exist", "items.yaml", "permit: {delete: [paper]}  # <-\n", 'did you mean "papers"?'),
    ("leaving a dangling wait by deleting", "items.yaml",
     "delete: [filing]\npermit:\n  after:\n    filing: {}  # <-\n", 'does not exist: "filing"'),
    ("a parent that does not exist", "mechanism.yaml", "name: 北区\ninherits: tinny  # <-\n", 'no mechanism "tinny"; did you mean "tiny"?'),
    ("a parent that is a list", "mechanism.yaml", "name: 北区\ninherits: [tiny]  # <-\n", "inherits must be the name of another mechanism"),
    ("inheriting from oneself", "mechanism.yaml", "name: 北区\ninherits: north  # <-\n", "inherit from each other in a circle"),
    ("an uncovered stage", "mechanism.yaml", "own_stages:\n  all: {name: 全部, covers: [first]}  # <-\n", "no stage covers second"),
    ("a stage covered twice", "mechanism.yaml",
     "own_stages:\n  one: {name: 一, covers: [first, second]}\n  two: {name: 二, covers: [second]}  # <-\n", '"second" is covered by "one" already'),
    ("covering a stage that does not exist", "mechanism.yaml",
     "own_stages:\n  all: {name: 全部, covers: [first, second, third]}  # <-\n", 'there is no stage "third"'),
    ("own stages as a list", "mechanism.yaml", "own_stages: [first, second]  # <-\n", '"own_stages" must be a mapping'),
    ("a setting of an unknown attribute", "mechanism.yaml", "settings:\n  aa: {value: true}  # <-\n", '"aa" in settings is not an attribute'),
    ("a setting of an unknown value", "mechanism.yaml", "settings:\n  land: {value: grant}  # <-\n", 'no value "grant"; did you mean "granted"?'),
    ("a setting of the wrong type", "mechanism.yaml", "settings:\n  area_m2: {value: big}  # <-\n", "write a number"),
    ("an unknown kind of organisation", "organisation.yaml", "taems: {}  # <-\n", 'organisation has no kind "taems"; did you mean "teams"?'),
    ("a team without a section", "organisation.yaml", "teams:\n  gold: {name: 金牌}  # <-\n", '"gold" lacks "section"'),
    ("a mechanism that ends before it starts", "mechanism.yaml",
     "effective: {from: 2026-02-01, until: 2026-01-01}  # <-\n", "the mechanism ends before it starts"),
    ("a paper the same as a missing one", "papers.yaml", "证书: {same_as: 备案正}  # <-\n", 'does not exist: "备案正"; did you mean "备案证"?'),
    ("a paper the same as a variant", "papers.yaml", "证书: {same_as: 备案证明}  # <-\n", '"备案证明" has a same_as itself; write "备案证" here'),
    ("a calendar with a year twice", "calendar.yaml", CALENDAR + "  - {year: 2027, status: provisional}  # <-\n", "2027"),
    ("a make-up day within a holiday", "calendar.yaml",
     CALENDAR.replace("      - {day: 2026-10-10}\n", "      - {day: 2026-10-03}  # <-\n"), "2026-10-03"),
    ("a tab in the file", "items.yaml", "permit:\n\tname: x  # <-\n", "not valid YAML"),
    ("a key written twice", "items.yaml", "permit:\n  note: 一\n  note: 二  # <-\n", 'key "note" stands here twice'),
]


@pytest.mark.parametrize(("file", "text", "message"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_slip_is_refused_where_it_stands(tmp_path: Path, file: str, text: str, message: str) -> None:
    line = next(n for n, one in enumerate(text.splitlines(), 1) if "# <-" in one)
    line += 2 if file == "mechanism.yaml" and "inherits" not in text else 0
    found = refused(north(tmp_path, file, text), "north")
    assert any(one.startswith(f"north/{file}:{line}:") and message in one for one in found), "\n".join(found)


def test_the_world_of_these_cases_is_legal_without_a_slip(tmp_path: Path) -> None:
    root = north(tmp_path, "README.md", "# 北区\n")
    assert refused(root, "north") == refused(root) == []


def test_a_condition_is_faulted_at_its_column(tmp_path: Path) -> None:
    found = refused(north(tmp_path, "items.yaml", "permit:\n  applies: 'a and bb'\n"), "north")
    assert found[0].startswith("north/items.yaml:2:19: ")


def test_messages_are_in_chinese_too(tmp_path: Path) -> None:
    root = north(tmp_path, "items.yaml", "permit:\n  after: {filling: {}}\n")
    with pytest.raises(Refused) as refusal:
        load("north", builders.ON, root=root)
    assert "“permit”的先后指向不存在的事项“filling”，是不是“filing”？" in str(refusal.value)


def test_a_circle_of_waits_is_shown_as_a_way(tmp_path: Path) -> None:
    found = refused(north(tmp_path, "items.yaml", "filing: {after: {works: {}}}\nworks: {after: {permit: {}}}\n"), "north")
    assert len(found) == 1
    assert "items wait for each other in a circle: " in found[0]
    way = found[0].split(": ")[-1].split(" → ")
    assert way[0] == way[-1]
    assert set(way) == {"filing", "permit", "works"}


CIRCLE = """\
filing: {after: {permit: {when: 'land == "%s"'}}}
permit: {after: {filing: {when: 'land == "granted"'}}, papers: {备案证: {when: 'land == "granted"'}}}
"""


def test_a_circle_whose_conditions_cannot_hold_together_is_none(tmp_path: Path) -> None:
    assert refused(north(tmp_path / "one", "items.yaml", CIRCLE % "allocated"), "north") == []
    assert "circle" in refused(north(tmp_path / "two", "items.yaml", CIRCLE % "granted"), "north")[0]


def test_a_circle_of_items_of_which_only_one_can_apply_is_none(tmp_path: Path) -> None:
    text = "filing: {applies: 'land == \"allocated\"', after: {permit: {}}}\npermit: {applies: 'land == \"%s\"'}\n"
    assert refused(north(tmp_path / "one", "items.yaml", text % "granted"), "north") == []
    assert "circle" in refused(north(tmp_path / "two", "items.yaml", text % "allocated"), "north")[0]


def test_a_circle_through_one_of_several_makers_is_none(tmp_path: Path) -> None:
    text = "filing: {papers: {许可证: {from: [permit, works]}}}\n"
    assert refused(north(tmp_path, "items.yaml", text), "north") == []


RELAXED = """\
check: {name: 核实, stage: second, kind: confirmation, applies: true, after: {inspection: {}}}
inspection: {name: 验收, stage: second, kind: activity, applies: true, after: {check: {}}}
acceptance: {name: 联合验收, stage: second, kind: service, applies: true, members: [check]%s}
"""


def test_a_circle_that_a_joint_item_relaxes_is_none(tmp_path: Path) -> None:
    assert refused(north(tmp_path / "one", "items.yaml", RELAXED % ", relaxes: {inspection: {after: check}}"), "north") == []
    assert "circle" in refused(north(tmp_path / "two", "items.yaml", RELAXED % ""), "north")[0]


def test_an_item_in_two_files_is_refused_with_both_places(tmp_path: Path) -> None:
    root = north(tmp_path, "items/a.yaml", "permit: {note: 一}\n")
    write(root, "north", {"items/b.yaml": "filing: {note: 二}\npermit: {note: 三}\n"})
    assert refused(root, "north") == ['north/items/b.yaml:2:1: "permit" stands at north/items/a.yaml:1:1 already']


@pytest.mark.parametrize(("file", "hint"), [("lever.yaml", '; did you mean "levers.yaml"?'), ("items/permits-and-such.txt", ""), ("notes.txt", "")])
def test_a_file_the_folder_does_not_know_is_refused(tmp_path: Path, file: str, hint: str) -> None:
    assert refused(north(tmp_path, file, "a: 1\n"), "north") == [f"north/{file}:1:1: a mechanism's folder does not know this file{hint}"]


def test_mechanisms_that_inherit_from_each_other_are_refused(tmp_path: Path) -> None:
    root = write(write(tmp_path, "north", {"mechanism.yaml": "name: 北\ninherits: south\n"}), "south", {"mechanism.yaml": "name: 南\ninherits: north\n"})
    assert refused(root, "north") == ["south/mechanism.yaml:2:11: the mechanisms inherit from each other in a circle"]


def test_asking_for_a_mechanism_that_does_not_exist_names_the_nearest(tmp_path: Path) -> None:
    assert 'there is no mechanism "nort"; did you mean "north"?' in refused(north(tmp_path, "README.md", ""), "nort")[0]


def test_a_world_without_a_calendar_is_refused(tmp_path: Path) -> None:
    root = write(tmp_path, "tiny", {name: text for name, text in PARENT.items() if name != "calendar.yaml"})
    assert refused(root) == ["tiny/calendar.yaml:1:1: there is no working-day calendar"]


def test_nothing_is_deleted_except_by_saying_so(tmp_path: Path) -> None:
    root = north(tmp_path, "items.yaml", "permit: {papers: {图: {form: electronic}}}\nworks: {delete: [actor]}\n")
    found = load("north", builders.ON, root=root)
    assert [x.name for x in found.items["permit"].papers] == ["申请表", "备案证", "图"]
    assert found.items["works"].actor == "government"


def test_several_slips_are_reported_together(tmp_path: Path) -> None:
    root = north(tmp_path, "items.yaml", "permit:\n  limt: 5\n  after: {filling: {}}\nfiling: {stage: fist}\n")
    write(root, "north", {"levers.yaml": "later: {standing: true}\n", "routes.yaml": "zone: {items: [filing]}\n"})
    found = refused(root, "north")
    assert [one.split(": ")[0] for one in found] == [
        "north/items.yaml:2:3", "north/levers.yaml:1:19", "north/routes.yaml:1:7", "north/items.yaml:4:17", "north/items.yaml:3:11"]


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inner:
        yield from _places(part, (*path, key))


FULL: dict[str, Any] = {
    "mechanism": {
        "name": {"zh-Hans": "小"}, "place": "小", "stages": {"only": {"name": "一"}},
        "gates": {"start": {"name": "开工", "holds": ["works"], "after": ["plan"]}},
        "spans": {"flow": {"name": "流程", "unit": "working", "items": ["plan"], "since": "plan", "until": "works"}},
        "settings": {"a": {"value": True, "said": "都是"}}, "counting": {"ambiguous_day": "working"}, "effective": {"from": "2026-01-01"},
        "totals": {"all": {"name": "全部", "span": "flow", "at_most": 9, "unit": "working", "when": "b"}},
    },
    "items": {
        "plan": {
            "name": {"zh-Hans": "规划"}, "stage": "only", "kind": "licence", "applies": "a or b", "before": "start", "results": ["证"],
            "limit": {"promised": {"days": 3, "unit": "working"}, "promised_variants": [{"days": 2, "unit": "working", "when": "c"}]},
            "papers": {"表": {"form": "electronic", "tolerable": True, "when": "c"}}, "law": [{"law": "法", "article": "一"}],
            "modes": ["parallel"], "versions": [{"from": "2026-01-01", "set": {"note": "新"}}]},
        "works": {
            "name": {"zh-Hans": "施工"}, "stage": "only", "kind": "activity", "actor": "enterprise", "applies": True, "after": {"plan": {"when": "c"}},
            "papers": {"证": {"form": "electronic", "from": ["plan"]}}, "own_days": {"days": 3, "unit": "calendar"}, "prepare_after": ["plan"]},
    },
    "levers": {"fast": {"name": {"zh-Hans": "快"}, "kind": "commitment", "when": "a", "offered": True, "standing": True,
                        "effects": [{"limit": ["plan"], "days": 1, "unit": "working"}]}},
    "bundles": {"both": {"name": {"zh-Hans": "一件事"}, "items": ["plan", "works"], "lead": "局", "when": "a"}},
    "routes": {"zone": {"to": "园区", "items": ["plan"], "stages": ["only"], "when": "b", "from": "2026-01-01", "powers": "赋权"}},
    "papers": {"表": {"en": "Form", "form": True}, "证": {"en": "Licence", "same_as": "证"}},
    "organisation": {"teams": {"gold": {"name": "金牌", "section": "一", "lead": "局"}}},
}
WRONG = (["x"], {"x": 1}, 7.5, "x", True)
FREE = {"lead", "value", "when", "applies"}
"""Keys that take more than one type by themselves; their wrong values have cases of their own above."""


def _wrong(path: tuple[Any, ...], right: Any) -> Iterator[Any]:
    for wrong in WRONG:
        if type(wrong) is type(right) or path[-1] in FREE or (isinstance(right, list) and wrong == "x") or (path[-1] == "name" and wrong == "x"):
            continue
        yield wrong


@pytest.mark.parametrize("section", list(FULL))
def test_any_value_of_a_wrong_type_is_refused_and_never_falls_through(tmp_path: Path, section: str) -> None:
    write(tmp_path, "tiny", {f"{name}.yaml": content for name, content in FULL.items()} | {"calendar.yaml": CALENDAR, "attributes.yaml": ATTRIBUTES})
    assert refused(tmp_path) == []
    passed = []
    for path in _places(FULL[section]):
        whole = json.loads(json.dumps(FULL[section]))
        holder = whole
        for key in path[:-1]:
            holder = holder[key]
        right = holder[path[-1]]
        for wrong in _wrong(path, right):
            holder[path[-1]] = wrong
            write(tmp_path, "tiny", {f"{section}.yaml": whole})
            if not any(one.startswith(f"tiny/{section}.yaml:") for one in refused(tmp_path)):
                passed.append((path, wrong))
    assert passed == []


def test_a_day_outside_the_versions_takes_the_entry_as_written(tmp_path: Path) -> None:
    text = "permit: {note: 旧, versions: [{from: 2026-07-01, until: 2026-07-31, set: {note: 新}}]}\n"
    root = north(tmp_path, "items.yaml", text)
    notes = [load("north", day, root=root).items["permit"].note for day in (date(2026, 6, 30), date(2026, 7, 1), date(2026, 7, 31), date(2026, 8, 1))]
    assert notes == ["旧", "新", "新", "旧"]
