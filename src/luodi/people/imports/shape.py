"""What the table of units and people looks like."""

from __future__ import annotations

from functools import cache

from django.utils.translation import override

from luodi.frame.sheets import Book, Column, Row, Sheet
from luodi.people.models import UnitKind
from luodi.rights.kernel import Role
from luodi.rights.permissions import ROLES

UNITS, PEOPLE = "单位", "人员"
TOLD = (
    "怎样填",
    "1. “单位”表一行一个单位，“人员”表一行一个人。只导入其中一张也可以，另一张留空。",
    "2. 单位写全路径，上下级之间用斜杠，例如：行政审批局/投资项目科。上级可以是系统里已有的，也可以在同一张表里。",
    "3. 人员按登录名认：已有的登录名是修改（姓名、邮箱）或新增一个岗位，没有的是新增。同一个登录名只写一行。",
    "4. 类别和岗位从下拉中选。带 * 的必填。日期写成 2026-11-23；起始日空着就是导入那天，最后一天空着就是长期。",
    "5. 空着的邮箱不改动原来的。岗位的任期、单位的名称和上级不能用导入改，请到页面上改。",
    "6. 第二行的示例可以留着，不会导入。上传后先看结果，确认了才保存；同一份表再导一次，什么也不会变。",
    "7. 新增的人没有密码：请管理员到人员页面发一次性密码，或用统一身份登录。",
)


@cache
def sheets() -> tuple[Sheet, Sheet]:
    """The sheets of units and of people."""
    with override("zh-hans"):
        kinds = {str(kind.label): kind.value for kind in UnitKind}
    roles = {ROLES[role].zh: role.value for role in Role}
    english = {role.value: role.value for role in Role} | {ROLES[role].en: role.value for role in Role}
    units = Sheet(UNITS, (
        Column("path", "单位全路径", "从最上级写起，用斜杠分开，例如：行政审批局/投资项目科", required=True, example="行政审批局/投资项目科", width=36),
        Column("kind", "类别", "从下拉中选", "choice", required=True, choices=kinds, aliases={kind.value: kind.value for kind in UnitKind}, example="审批部门"),
    ))
    people = Sheet(PEOPLE, (
        Column("login", "登录名", "2 到 64 个字母、数字和 . _ @ + -", "code", required=True, example="zhangsan"),
        Column("name", "姓名", "全名", required=True, example="张三", width=14),
        Column("email", "邮箱", "可以空着", "code", example="zhangsan@example.com", width=28),
        Column("unit", "单位全路径", "和“单位”表的写法一样", required=True, example="行政审批局/投资项目科", width=36),
        Column("role", "岗位", "从下拉中选", "choice", required=True, choices=roles, aliases=english, example="审批员"),
        Column("first", "起始日", "空着就是导入那天；写成 2026-11-23", "day", example="2026-11-23", width=13),
        Column("last", "最后一天", "空着就是长期；写成 2026-12-31", "day", width=13),
    ))
    return units, people


def arranged(book: Book) -> list[list[Row]]:
    """The rows in the order in which they are saved: units from the top down, then people. What a file says twice is noted at the later one."""
    units = sorted(book.rows.get(UNITS, ()), key=lambda row: row.value.get("path", "").count("/"))
    people = list(book.rows.get(PEOPLE, ()))
    _once(units, "path", "一个单位")
    _once(people, "login", "一个登录名")
    return [units, people]


def split(path: str) -> tuple[str, ...]:
    """The names on the way down to a unit."""
    return tuple(" ".join(name.split()) for name in path.replace("／", "/").strip("/ ").split("/"))


def _once(rows: list[Row], key: str, what: str) -> None:
    first: dict[object, int] = {}
    for row in rows:
        value = row.value.get(key, "")
        same = split(value) if key == "path" else value.lower()
        if value and (number := first.setdefault(same, row.number)) != row.number:
            row.fault(key, f"和第 {number} 行重复，{what}只写一行", f"is the same as in row {number}; write it once")
