"""Units and people from a table: looked at first, saved once, and nothing changes the second time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from luodi.frame.sheets import Row, counts, read, template
from luodi.ledger.actions import By
from luodi.ledger.models import Entry
from luodi.people import actions, queries
from luodi.people.imports.judge import Judged, judging
from luodi.people.imports.shape import PEOPLE, TOLD, UNITS, arranged, sheets
from luodi.people.models import Account, Post, Unit
from luodi.rights.kernel import MACHINE, Denied, Person, Role
from tests import databases
from tests.frame.sheets import csv, excel
from tests.people.country import TODAY, Country, person

Make = Callable[..., Account]
HEADER = ["登录名", "姓名", "邮箱", "单位全路径", "岗位", "起始日", "最后一天"]
OFFICE = "行政审批局/投资项目科"


def book(people: Sequence[Sequence[Any]] = (), units: Sequence[Sequence[Any]] = ()) -> Any:
    """A table that was read."""
    def also(workbook: Any, page: Any) -> None:
        other = workbook.add_worksheet(UNITS)
        for number, row in enumerate([["单位全路径", "类别"], *units]):
            for place, value in enumerate(row):
                other.write(number, place, value)
    return read(excel([HEADER, *people], PEOPLE, also), "a.xlsx", sheets())


def sent(people: Sequence[Sequence[Any]] = (), units: Sequence[Sequence[Any]] = ()) -> list[list[Row]]:
    """A table in its parts."""
    return [part for part in arranged(book(people, units)) if part]


def confirm(country: Country, parts: Sequence[Sequence[Row]], by: Person, unit: Unit | None = None, key: str = "") -> dict[str, int]:
    """All parts saved, and what came of them."""
    out: dict[str, int] = {}
    for number, rows in enumerate(parts):
        for name, count in actions.import_part(By(by, key=key and f"{key}.{number}"), country.district, unit, "a.xlsx", number, rows).items():
            out[name] = out.get(name, 0) + count
    return out


def judge(country: Country, by: Person, parts: Sequence[Sequence[Row]], unit: Unit | None = None) -> list[Judged]:
    """What would come of it, part by part."""
    look = judging(country.district, unit, by, TODAY)
    return [one for rows in parts for one in look(rows)]


def admin(country: Country) -> tuple[Account, Person]:
    """A platform administrator of the district."""
    account = person("admin", country.bureau, Role.PLATFORM_ADMIN)
    return account, queries.person_of(account, TODAY)


def faults(country: Country, by: Person, people: Sequence[Sequence[Any]] = (), units: Sequence[Sequence[Any]] = ()) -> str:
    """What would be wrong, in words."""
    return "\n".join(wrong.to("zh-Hans") for one in judge(country, by, sent(people, units)) for wrong in one.row.wrong)


def test_units_and_people_are_saved_and_the_same_table_again_changes_nothing(country: Country) -> None:
    _, by = admin(country)
    people = [["li", "李雷", "", "投资促进局/一科", "招商员", "", ""], ["wang", "王梅", "w@example.com", OFFICE, "审批员", "2026-12-01", "2026-12-31"]]
    units = [["投资促进局/一科", "招商部门"], ["投资促进局", "招商部门"], [OFFICE, "审批部门"]]
    assert confirm(country, sent(people, units), by) == {"units": 2, "accounts": 2, "posts": 2, "changed": 0, "left": 0}
    assert Unit.objects.get(name="一科").path == f"/{Unit.objects.get(name='投资促进局').pk}/{Unit.objects.get(name='一科').pk}/"
    assert not Account.objects.get(login="li").has_usable_password()
    before = (Entry.objects.count(), Post.objects.count())
    again = sent(people, units)
    assert counts(judge(country, by, again)) == {"new": 0, "changed": 0, "same": 5, "faulty": 0}
    assert set(confirm(country, again, by).values()) == {0}
    assert (Entry.objects.count() - before[0], Post.objects.count() - before[1]) == (2, 0)


def test_a_change_is_shown_before_and_kept_with_what_it_was(country: Country, somebody: Make) -> None:
    _, by = admin(country)
    li = somebody("li", country.office)
    table = sent([["LI", "李雷", "", "自然资源局", "专窗人员", "", ""]])
    (one,) = judge(country, by, table)
    assert [said.zh for said in one.said] == ["姓名：li员 → 李雷", "新增岗位：自然资源局 专窗人员"]
    assert confirm(country, table, by)["changed"] == 1
    entry = Entry.objects.get(verb="people.import")
    assert (entry.before or {})["accounts"] == {str(li.pk): {"name": "li员", "email": ""}}
    assert Post.objects.filter(account=li).count() == 2


FAULTS: dict[str, tuple[list[Any], str]] = {
    "no such unit": (["li", "李", "", "行政审批局/没有科", "审批员"], "人员!D2：没有单位“行政审批局/没有科”"),
    "a login name in Chinese": (["李雷", "李", "", OFFICE, "审批员"], "人员!A2：登录名“李雷”不能用"),
    "an address that is none": (["li", "李", "x", OFFICE, "审批员"], "人员!C2：邮箱“x”不对"),
    "a name too long": (["li", "李" * 61, "", OFFICE, "审批员"], "人员!B2：名称"),
    "a hidden mark in a name": (["li", "李\u202e雷", "", OFFICE, "审批员"], "人员!B2：名称"),
    "the last day first": (["li", "李", "", OFFICE, "审批员", "2026-12-01", "2026-11-01"], "人员!G2：最后一天 2026-11-01 早于起始日 2026-12-01"),
    "the last day before today": (["li", "李", "", OFFICE, "审批员", "", "2026-11-01"], "人员!G2：最后一天"),
    "somebody of elsewhere": (["far", "李", "", OFFICE, "审批员"], "人员!A2：登录名“far”已经有人用"),
    "somebody whose account is closed": (["gone", "李", "", OFFICE, "审批员"], "这个账号已停用"),
    "another first day of a post": (["there", "there员", "", OFFICE, "审批员", "2026-05-05"], "人员!F2：这个岗位已有，起始日是 2026-01-01"),
    "a path of slashes": (["li", "李", "", "///", "审批员"], "没有单位"),
}


@pytest.mark.parametrize("kind", FAULTS)
def test_what_is_wrong_is_told_with_its_cell_and_nothing_of_it_is_saved(country: Country, somebody: Make, kind: str) -> None:
    _, by = admin(country)
    somebody("far", country.far)
    somebody("there", country.office)
    somebody("gone", country.office)
    actions.close_account(MACHINE, Account.objects.get(login="gone"))
    cells, words = FAULTS[kind]
    assert words in faults(country, by, [cells])
    before = Account.objects.count(), Post.objects.count()
    assert confirm(country, sent([cells]), by)["left"] == 1
    assert (Account.objects.count(), Post.objects.count()) == before


@pytest.mark.parametrize(("units", "words"), [
    ([["没有局/一科", "审批部门"]], "单位!A2：没有上级单位“没有局”"),
    ([["新局", "审批部门"], ["新局", "审批部门"]], "单位!A3：和第 2 行重复"),
    ([["甲//乙", "审批部门"]], "单位!A2：名称“”不能用"),
    ([["旧局", "审批部门"]], "撤销"), ([["新局", "俱乐部"]], "“俱乐部”不能用"),
    ([["新局", "approval"]], "请写“审批部门”"),
    ([["坏\x7f局", "审批部门"], ["坏\x7f局/科", "审批部门"]], "U+007F"), ([["x" * 121, "审批部门"]], "1 到 120 个字"),
])
def test_what_is_wrong_with_units_is_told(country: Country, units: list[list[str]], words: str) -> None:
    _, by = admin(country)
    actions.close_unit(MACHINE, actions.add_unit(MACHINE, country.district, "旧局", "department"))  # type: ignore[arg-type]
    assert words in faults(country, by, units=units)


def test_a_login_name_twice_in_a_file_is_saved_once(country: Country) -> None:
    _, by = admin(country)
    table = sent([["li", "李", "", OFFICE, "审批员"], ["Li", "李二", "", OFFICE, "审批员"]])
    assert confirm(country, table, by) == {"units": 0, "accounts": 1, "posts": 1, "changed": 0, "left": 1}


def test_a_unit_administrator_imports_into_the_own_unit_no_units_and_no_reserved_roles(country: Country, somebody: Make) -> None:
    account = somebody("chief", country.bureau, Role.UNIT_ADMIN)
    somebody("boss", country.bureau, Role.PLATFORM_ADMIN)
    by = queries.person_of(account, TODAY)
    people = [["li", "李", "", OFFICE, "审批员"], ["wu", "吴", "", OFFICE, "领导"],
              ["he", "何", "", "自然资源局", "审批员"], ["boss", "某", "", OFFICE, "审批员"]]
    told = faults(country, by, people, [["行政审批局/新科", "审批部门"]])
    assert [line.split("：")[0] for line in told.splitlines()] == ["单位!A2", "人员!E3", "人员!D4", "人员!A5"]
    with pytest.raises(Denied):
        confirm(country, sent([["li", "李", "", OFFICE, "审批员"]]), by)
    assert confirm(country, sent([["li", "李", "", OFFICE, "审批员"]]), by, unit=country.bureau)["accounts"] == 1


@pytest.mark.parametrize("many", [2, 200])
def test_a_part_of_two_hundred_people_costs_no_more_than_sixteen_statements(country: Country, many: int, django_assert_max_num_queries: Any) -> None:
    """SQLite takes some ninety rows in one."""
    _, by = admin(country)
    table = sent([[f"p{n}", f"人{n}", "", OFFICE, "审批员"] for n in range(many)])
    with django_assert_max_num_queries(16):
        assert confirm(country, table, by, key="k")["accounts"] == many


def test_a_table_for_a_unit_writes_to_that_unit_and_below_only(country: Country) -> None:
    _, by = admin(country)
    table = sent([["li", "李", "", OFFICE, "审批员"], ["wu", "吴", "", "自然资源局", "审批员"]], [["新局", "审批部门"]])
    assert [(one.row.at("path" if one.row.sheet == UNITS else "unit"), one.kind) for one in judge(country, by, table, country.bureau)] == [
        ("单位!A2", "faulty"), ("人员!D2", "new"), ("人员!D3", "faulty")]
    assert confirm(country, table, by, country.bureau) == {"units": 0, "accounts": 1, "posts": 1, "changed": 0, "left": 2}


@pytest.mark.parametrize("many", [2, 200])
def test_a_part_is_judged_in_two_statements_and_the_units_are_read_once(country: Country, many: int, django_assert_num_queries: Any) -> None:
    account, by = admin(country)
    (rows,) = sent([["admin", account.name, "", OFFICE, "审批员"], *([f"p{n}", f"人{n}", "", OFFICE, "审批员"] for n in range(many - 1))])
    with django_assert_num_queries(1):
        look = judging(country.district, None, by, TODAY)
    for _ in range(2):
        with django_assert_num_queries(2):
            look(rows)


def test_a_csv_of_people_is_read_by_its_header(country: Country) -> None:
    _, by = admin(country)
    held = read(csv([HEADER, ["li", "李雷", "", OFFICE, "审批员", "", ""]], code="gb18030"), "人员.csv", sheets())
    (one,) = judge(country, by, [held.rows[PEOPLE]])
    assert one.kind == "new"


def test_the_template_is_read_as_having_nothing_in_it() -> None:
    with pytest.raises(ValueError, match="只有表头"):
        read(template(sheets(), TOLD), "a.xlsx", sheets())


def test_two_who_confirm_at_once_save_once(tmp_path: Path) -> None:
    with databases.own("import") as its:
        ran = subprocess.run([sys.executable, "-m", "tests.people.confirm_twice"], cwd=Path(__file__).parents[2], capture_output=True, text=True,
                             env={**os.environ, "LUODI_DATA": str(tmp_path), **its})
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout)
    assert found["answers"][0] == found["answers"][1]
    assert (found["answers"][0]["accounts"], found["accounts"], found["entries"]) == (30, 30, 1)
