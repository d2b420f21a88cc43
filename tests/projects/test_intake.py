"""Projects from a table: looked at first, saved once, and nothing changes the second time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from luodi.clocks.models import Clock
from luodi.engine.source import Refused
from luodi.ledger.actions import By
from luodi.ledger.models import Entry
from luodi.people.models import Account
from luodi.people.queries import person_of
from luodi.projects import actions
from luodi.projects.actions import New
from luodi.projects.models import Enterprise, Fact, Move, Note, Numbering, Part, Project, Task, Words
from luodi.projects.search import notes_holding, projects_holding, words_of
from luodi.rights.kernel import MACHINE, Denied, Person, Role
from tests.people.country import TODAY, Country
from tests.projects.ladder import project, uscc
from tests.projects.tables import judged, row, rows_of, said, saved, table

Make = Callable[..., Account]
NATIONAL = "2603-990101-04-01-000001"


@pytest.fixture
def promoter(country: Country, somebody: Make) -> Account:
    """Somebody who brings projects in."""
    return somebody("zhao", country.office, Role.PROMOTER)


@pytest.fixture
def zhao(promoter: Account) -> Person:
    """Who they are."""
    return person_of(promoter, TODAY)


def test_a_project_comes_in_at_its_stage_with_all_that_the_row_says(country: Country, promoter: Account, zhao: Person) -> None:
    cells: dict[str, Any] = {"national_code": NATIONAL, "owner": "ZHAO", "target_on": "2027年3月1日", "note": "已见面两次", "energy_tce": "1.2万吨"}
    assert saved(country.office, zhao, row(**cells)) == {"added": 1, "changed": 0, "left": 0}
    made = Project.objects.get()
    assert (made.stage, made.stage_since, made.unit, made.target_on) == ("signed", date(2026, 3, 5), country.office, date(2027, 3, 1))
    assert (made.investment_wan, made.land_area_mu, made.category) == (Decimal(52000), Decimal(100), "industrial")
    assert made.facts["energy_tce"] == "12000"
    assert made.enterprise is not None
    assert (made.enterprise.name, made.enterprise.uscc, made.national_code) == ("某某装备1有限公司", uscc(1), NATIONAL)
    assert [(move.before, move.stage, move.on) for move in made.moves.all()] == [("", "signed", date(2026, 3, 5))]
    assert [(part.kind, part.right, part.account) for part in Part.objects.all()] == [("owner", "owner", promoter)]
    assert {fact.attribute: fact.value for fact in Fact.objects.all()} == made.facts
    assert [(note.text, note.by, note.unit) for note in Note.objects.all()] == [("已见面两次", promoter, country.office)]


def test_what_came_in_is_found_by_its_names_and_notes(country: Country, zhao: Person) -> None:
    saved(country.office, zhao, row(note="已见面两次"))
    made = Project.objects.get()
    for word in ("海川装备", made.code, "hczb", uscc(1)):
        assert list(projects_holding(words_of(word))) == [made.pk], word
    assert list(notes_holding(words_of("见面"))) == [{"note": Note.objects.get().pk}]


def test_stock_begins_no_tasks_and_the_ledger_says_how_it_came(country: Country, zhao: Person) -> None:
    saved(country.office, zhao, row(1), row(2))
    assert not Task.objects.exists()
    assert not Clock.objects.exists()
    entry = Entry.objects.get(verb="project.import")
    assert entry.payload == {"file": "a.xlsx", "part": 0, "added": 2, "changed": 0, "how": "存量导入"}
    own = Entry.objects.filter(verb="project.imported", subject_type="project").order_by("number")
    assert [(one.subject_id, one.payload, (one.after or {})["stage"], (one.after or {})["stage_since"]) for one in own] == [
        (made.pk, {"file": "a.xlsx", "row": row, "how": "存量导入"}, "signed", "2026-03-05") for row, made in enumerate(Project.objects.order_by("pk"), 2)]


def test_a_project_that_came_in_moves_on_through_the_gates_of_its_stage(country: Country, promoter: Account, zhao: Person) -> None:
    saved(country.office, zhao, row(owner="zhao"))
    with pytest.raises(Refused) as refused:
        actions.move_on(zhao, Project.objects.get(), "approval", TODAY, TODAY)
    assert [fault.said.zh for fault in refused.value.faults] == ["上传投资协议", "确定帮办专员"]


def test_the_same_table_again_changes_nothing(country: Country, zhao: Person) -> None:
    rows = [row(1, note="一"), row(2, enterprise="", uscc=""), row(3, national_code=NATIONAL, owner="zhao"), row(4, confidential="是", owner="zhao")]
    assert saved(country.office, zhao, *rows)["added"] == 4
    assert [one.kind for one in judged(country.office, zhao, *rows)] == ["same"] * 4
    before = [list(model.objects.order_by("pk").values()) for model in (Project, Enterprise, Move, Fact, Part, Note, Words, Numbering)]
    assert saved(country.office, zhao, *rows) == {"added": 0, "changed": 0, "left": 0}
    assert [list(model.objects.order_by("pk").values()) for model in (Project, Enterprise, Move, Fact, Part, Note, Words, Numbering)] == before


def test_a_part_with_the_same_key_is_saved_once(country: Country, zhao: Person) -> None:
    for _ in range(2):
        assert saved(country.office, By(zhao, key="a"), row()) == {"added": 1, "changed": 0, "left": 0}
    assert Project.objects.count() == 1


def test_a_project_is_changed_by_its_code_and_empty_cells_change_nothing(country: Country, zhao: Person) -> None:
    saved(country.office, zhao, row())
    code = Project.objects.get().code
    new = row(code=code.lower().replace("-", ""), name="海川装备总部", total_investment_wan="6亿", land_area_mu="", since="", national_code=NATIONAL,
              note="改了名")
    [one] = judged(country.office, zhao, new)
    assert one.kind == "changed"
    assert [held.zh for held in one.said] == ["项目名称：海川装备1号基地 → 海川装备总部", f"投资项目统一代码：空 → {NATIONAL}",
                                              "总投资：52,000 万元 → 60,000 万元", "加一条记录"]
    assert saved(country.office, zhao, new) == {"added": 0, "changed": 1, "left": 0}
    made = Project.objects.get()
    assert (made.name, made.investment_wan, made.land_area_mu, made.national_code) == ("海川装备总部", Decimal(60000), Decimal(100), NATIONAL)
    assert [fact.value for fact in Fact.objects.filter(attribute="total_investment_wan").order_by("pk")] == ["52000", "60000"]
    assert list(projects_holding(words_of("装备总部"))) == [made.pk]
    entry = Entry.objects.filter(verb="project.imported", subject_id=made.pk).latest("number")
    assert [(held or {})["name"] for held in (entry.before, entry.after)] == ["海川装备1号基地", "海川装备总部"]


@pytest.mark.parametrize(("key", "cell", "words"), [
    ("stage", "投产", "现在是“签约”"), ("since", "2026-04-01", "现在是“2026-03-05”"), ("unit", "行政审批局", "现在是“行政审批局/投资项目科”"),
    ("owner", "qian", "现在是“空”"), ("confidential", "是", "现在是“否”")])
def test_what_a_page_asks_more_for_is_not_changed_by_a_table(country: Country, somebody: Make, key: str, cell: str, words: str) -> None:
    somebody("qian", country.office, Role.PROMOTER)
    boss = person_of(somebody("boss", country.bureau, Role.PROMOTER), TODAY)
    saved(country.bureau, boss, row())
    cells: dict[str, Any] = {key: cell}
    [one] = judged(country.bureau, boss, row(**cells))
    assert one.kind == "faulty"
    assert [wrong.key for wrong in one.row.wrong] == [key]
    assert words in one.row.wrong[0].zh


def test_a_project_is_recognised_by_its_national_code_and_by_name_and_enterprise(country: Country, zhao: Person) -> None:
    saved(country.office, zhao, row(1, national_code=NATIONAL), row(2))
    kinds = [(one.kind, one.project and one.project.name) for one in judged(
        country.office, zhao, row(1, name="改了名", national_code=NATIONAL.replace("-", "")), row(2, land_area_mu="120"), row(3, name="海川装备2号基地"))]
    assert kinds == [("changed", "海川装备1号基地"), ("changed", "海川装备2号基地"), ("new", None)]


def test_two_projects_of_one_name_are_told_apart_by_their_codes(country: Country, zhao: Person) -> None:
    for number in (1, 2):
        actions.add_project(MACHINE, New(country.office, "标准厂房", stage="signed"), TODAY)
        assert Numbering.objects.get().last == number
    one, two = Project.objects.order_by("pk")
    cells: dict[str, Any] = {"name": "标准厂房", "enterprise": "", "uscc": "", "since": ""}
    assert f"有 2 个同名的项目（{one.code}、{two.code}）" in said(judged(country.office, zhao, row(**cells))[0])[0]
    assert [held.kind for held in judged(country.office, zhao, row(code=one.code, **cells), row(code=two.code, **cells))] == ["changed", "changed"]


def test_somebody_who_may_not_add_projects_there_is_told_at_the_cell_and_by_the_action(country: Country, somebody: Make, zhao: Person) -> None:
    [one] = judged(country.office, zhao, row(unit="自然资源局"))
    assert (one.kind, one.row.wrong[0].key) == ("faulty", "unit")
    clerk = person_of(somebody("clerk", country.office, Role.CLERK), TODAY)
    with pytest.raises(Denied):
        saved(country.office, clerk, row())
    assert not Project.objects.exists()


def test_a_table_for_a_unit_takes_no_projects_of_another_one(country: Country, somebody: Make) -> None:
    boss = person_of(somebody("boss", country.bureau, Role.PROMOTER), TODAY)
    saved(country.bureau, boss, row(1, unit="行政审批局"))
    new, known = judged(country.office, boss, row(2, unit="行政审批局"), row(1, unit="行政审批局"))
    assert "不在它下面" in said(new)[0]
    assert {wrong.key for wrong in known.row.wrong} == {"unit", "name"}


def test_right_rows_are_saved_and_wrong_ones_left(country: Country, zhao: Person) -> None:
    assert saved(country.office, zhao, row(1), row(2, stage="飞了"), row(3)) == {"added": 2, "changed": 0, "left": 1}
    assert set(Project.objects.values_list("name", flat=True)) == {"海川装备1号基地", "海川装备3号基地"}


def test_of_a_confidential_project_of_others_nothing_is_told(country: Country, somebody: Make, zhao: Person) -> None:
    owner = somebody("owner", country.office, Role.PROMOTER)
    hidden = project(country.office, owner, number=9, confidential=True, national_code=NATIONAL)
    rows = [row(1, code=hidden.code), row(2, code="LD-000000-26-00777-" + "A"), row(9, name=hidden.name), row(3, national_code=NATIONAL),
            row(9, name="别的项目", enterprise="别的名称有限公司")]
    told = [said(one) for one in judged(country.office, zhao, *rows[:1], *rows[2:])]
    assert told[0] == [f"项目!E2：没有项目码 {hidden.code}，或者不归您看；新项目请把这格空着"]
    assert told[1] == []  # the same name and enterprise are a project of its own to whoever cannot see the other one
    assert told[2] == []  # nor does its national code say that it is there
    [other] = judged(country.office, zhao, rows[4])
    assert hidden.enterprise is not None
    assert not any(hidden.enterprise.name in words or hidden.name in words or hidden.code in words for words in said(other))


def test_a_confidential_project_is_brought_in_by_its_owner(country: Country, somebody: Make, zhao: Person) -> None:
    somebody("qian", country.office, Role.PROMOTER)
    nobody, other, own = judged(
        country.office, zhao, row(1, confidential="是"), row(2, confidential="yes", owner="qian"), row(3, confidential="是", owner="zhao"))
    assert [one.kind for one in (nobody, other, own)] == ["faulty", "faulty", "new"]
    saved(country.office, zhao, row(3, confidential="是", owner="zhao"), row(4))
    assert [(entry.payload["added"], entry.confidential) for entry in Entry.objects.filter(verb="project.import").order_by("number")] == [(1, False), (1, True)]


@pytest.mark.parametrize("many", [2, 60])
def test_a_part_costs_as_many_statements_with_sixty_rows_as_with_two(
        country: Country, promoter: Account, many: int, django_assert_num_queries: Any) -> None:
    zhao = person_of(promoter, TODAY)
    saved(country.office, zhao, row(1000))
    rows = [row(n, owner="zhao", note=f"第{n}条", national_code=f"2603-990101-04-01-{n:06}") for n in range(1, many + 1)]
    [part] = rows_of(table(*rows))
    with django_assert_num_queries(33):
        actions.import_part(zhao, country.district, country.office, "a.xlsx", 0, part)
    with django_assert_num_queries(17):
        actions.import_part(zhao, country.district, country.office, "a.xlsx", 0, part)
    [part] = rows_of(table(*(row(n, owner="zhao", land_area_mu="120") for n in range(1, many + 1))))
    with django_assert_num_queries(23):
        actions.import_part(zhao, country.district, country.office, "a.xlsx", 0, part)
