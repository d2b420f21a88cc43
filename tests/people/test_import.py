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
from django.utils import timezone

from luodi.frame.sheets import read
from luodi.ledger.actions import By
from luodi.ledger.models import Entry
from luodi.people import actions, queries
from luodi.people.imports.judge import counts, judge
from luodi.people.imports.keep import LASTS, find, parts, rows_of, store
from luodi.people.imports.shape import PEOPLE, UNITS, empty, sheets
from luodi.people.models import Account, Post, Unit, Upload
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


def sent(country: Country, by: Account, people: Sequence[Sequence[Any]] = (), units: Sequence[Sequence[Any]] = (), unit: Unit | None = None) -> Upload:
    """A table that waits to be confirmed."""
    return store(by, country.district, unit, "a.xlsx", book(people, units), timezone.now())


def confirm(upload: Upload, by: Person) -> dict[str, int]:
    """All its parts saved, and what came of them."""
    out: dict[str, int] = {}
    for part in range(len(parts(rows_of(upload)))):
        for name, count in actions.import_part(By(by, key=f"import.{upload.pk}.{part}"), upload, part).items():
            out[name] = out.get(name, 0) + count
    return out


def admin(country: Country) -> tuple[Account, Person]:
    """A platform administrator of the district."""
    account = person("admin", country.bureau, Role.PLATFORM_ADMIN)
    return account, queries.person_of(account, TODAY)


def faults(country: Country, by: Person, people: Sequence[Sequence[Any]] = (), units: Sequence[Sequence[Any]] = ()) -> str:
    """What would be wrong, in words."""
    held = book(people, units)
    judged = judge([*held.rows.get(UNITS, ()), *held.rows.get(PEOPLE, ())], country.district, None, by, TODAY)
    return "\n".join(wrong.to("zh-Hans") for one in judged for wrong in one.row.wrong)


def test_units_and_people_are_saved_and_the_same_table_again_changes_nothing(country: Country) -> None:
    account, by = admin(country)
    people = [["li", "李雷", "", "投资促进局/一科", "招商员", "", ""], ["wang", "王梅", "w@example.com", OFFICE, "审批员", "2026-12-01", "2026-12-31"]]
    units = [["投资促进局/一科", "招商部门"], ["投资促进局", "招商部门"], [OFFICE, "审批部门"]]
    assert confirm(sent(country, account, people, units), by) == {"units": 2, "accounts": 2, "posts": 2, "changed": 0, "left": 0}
    assert Unit.objects.get(name="一科").path == f"/{Unit.objects.get(name='投资促进局').pk}/{Unit.objects.get(name='一科').pk}/"
    assert not Account.objects.get(login="li").has_usable_password()
    before = (Entry.objects.count(), Post.objects.count())
    again = sent(country, account, people, units)
    assert counts(judge(rows_of(again), country.district, None, by, TODAY)) == {"new": 0, "changed": 0, "same": 5, "faulty": 0}
    assert set(confirm(again, by).values()) == {0}
    assert (Entry.objects.count() - before[0], Post.objects.count() - before[1]) == (2, 0)


def test_a_change_is_shown_before_and_kept_with_what_it_was(country: Country, somebody: Make) -> None:
    account, by = admin(country)
    li = somebody("li", country.office)
    upload = sent(country, account, [["LI", "李雷", "", "自然资源局", "专窗人员", "", ""]])
    (one,) = judge(rows_of(upload), country.district, None, by, TODAY)
    assert [said.zh for said in one.said] == ["姓名：li员 → 李雷", "新增岗位：自然资源局 专窗人员"]
    assert confirm(upload, by)["changed"] == 1
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
    account, by = admin(country)
    somebody("far", country.far)
    somebody("there", country.office)
    somebody("gone", country.office)
    actions.close_account(MACHINE, Account.objects.get(login="gone"))
    cells, words = FAULTS[kind]
    assert words in faults(country, by, [cells])
    before = Account.objects.count(), Post.objects.count()
    assert confirm(sent(country, account, [cells]), by)["left"] == 1
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
    account, by = admin(country)
    upload = sent(country, account, [["li", "李", "", OFFICE, "审批员"], ["Li", "李二", "", OFFICE, "审批员"]])
    assert confirm(upload, by) == {"units": 0, "accounts": 1, "posts": 1, "changed": 0, "left": 1}


def test_a_unit_administrator_imports_into_the_own_unit_no_units_and_no_reserved_roles(country: Country, somebody: Make) -> None:
    account = somebody("chief", country.bureau, Role.UNIT_ADMIN)
    somebody("boss", country.bureau, Role.PLATFORM_ADMIN)
    by = queries.person_of(account, TODAY)
    people = [["li", "李", "", OFFICE, "审批员"], ["wu", "吴", "", OFFICE, "领导"],
              ["he", "何", "", "自然资源局", "审批员"], ["boss", "某", "", OFFICE, "审批员"]]
    told = faults(country, by, people, [["行政审批局/新科", "审批部门"]])
    assert [line.split("：")[0] for line in told.splitlines()] == ["单位!A2", "人员!E3", "人员!D4", "人员!A5"]
    with pytest.raises(Denied):
        confirm(sent(country, account, [["li", "李", "", OFFICE, "审批员"]]), by)
    assert confirm(sent(country, account, [["li", "李", "", OFFICE, "审批员"]], unit=country.bureau), by)["accounts"] == 1


@pytest.mark.parametrize("many", [2, 200])
def test_a_part_of_two_hundred_people_costs_no_more_than_sixteen_statements(country: Country, many: int, django_assert_max_num_queries: Any) -> None:
    """SQLite takes some ninety rows in one."""
    account, by = admin(country)
    upload = sent(country, account, [[f"p{n}", f"人{n}", "", OFFICE, "审批员"] for n in range(many)])
    with django_assert_max_num_queries(16):
        assert confirm(upload, by)["accounts"] == many


def test_what_was_sent_is_there_for_its_sender_until_it_expires(country: Country, somebody: Make) -> None:
    account, _ = admin(country)
    upload, now = sent(country, account, [["li", "李", "", OFFICE, "审批员"]]), timezone.now()
    assert find(upload.pk, account, now) == upload
    assert find(upload.pk, somebody("other"), now) is None
    assert find(upload.pk, account, now + 2 * LASTS) is None
    store(account, country.district, None, "b.xlsx", book([["li", "李", "", OFFICE, "审批员"]]), now + 2 * LASTS)
    assert Upload.objects.filter(file="a.xlsx").count() == 0


def test_a_csv_of_people_is_read_by_its_header(country: Country) -> None:
    _, by = admin(country)
    held = read(csv([HEADER, ["li", "李雷", "", OFFICE, "审批员", "", ""]], code="gb18030"), "人员.csv", sheets())
    (one,) = judge(held.rows[PEOPLE], country.district, None, by, TODAY)
    assert one.kind == "new"


def test_the_template_is_read_as_having_nothing_in_it(country: Country) -> None:
    with pytest.raises(ValueError, match="只有表头"):
        read(empty(), "a.xlsx", sheets())


def test_two_who_confirm_at_once_save_once(tmp_path: Path) -> None:
    with databases.own("import") as its:
        ran = subprocess.run([sys.executable, "-m", "tests.people.confirm_twice"], cwd=Path(__file__).parents[2], capture_output=True, text=True,
                             env={**os.environ, "LUODI_DATA": str(tmp_path), **its})
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout)
    assert found["answers"][0] == found["answers"][1]
    assert (found["answers"][0]["accounts"], found["accounts"], found["entries"]) == (30, 30, 1)
