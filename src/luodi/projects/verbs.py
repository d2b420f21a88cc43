"""What can be done to projects, and what the ledger notes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_noop as _

from luodi.ledger import verbs as ledger
from luodi.ledger.verbs import declare, thing


@dataclass(frozen=True)
class Facts:
    """Which facts were stated, by attribute."""

    facts: tuple[str, ...]


@dataclass(frozen=True)
class Moved:
    """The stage that was entered, and the day."""

    on: date
    stage: str = ledger.said(_("阶段"), "stage")


@dataclass(frozen=True)
class Parted:
    """Who, or which unit, is what in a project."""

    part: str = ledger.said(_("在项目里是"), "part")
    account: int | None = ledger.said(_("账号"), "account")
    unit: int | None = ledger.said(_("单位"), "unit")


@dataclass(frozen=True)
class Left(Parted):
    """Who, or which unit, is no longer what in a project, and which open tasks went to somebody else with that."""

    tasks: tuple[int, ...] = ledger.said(_("转交的待办"), "tasks handed over")


@dataclass(frozen=True)
class Tasked:
    """A task: which, its name, whose."""

    task: int = ledger.said(_("待办编号"), "task number")
    name: str = ledger.said(_("待办"), "task")
    unit: int = ledger.said(_("单位"), "unit")
    account: int | None = ledger.said(_("账号"), "account")


@dataclass(frozen=True)
class Noted:
    """A note: which, and who sees it. Its words stand in the note."""

    note: int = ledger.said(_("记录编号"), "note number")
    sight: str = ledger.said(_("谁能看"), "seen by")


@dataclass(frozen=True)
class Filed:
    """A file: which, its kind, name, version, hash, size in bytes, and who sees it."""

    paper: int = ledger.said(_("文件编号"), "file number")
    kind: str = ledger.said(_("类别"), "kind")
    name: str = ledger.said(_("文件名"), "file name")
    version: int = ledger.said(_("版本"), "version")
    hash: str = ledger.said(_("哈希"), "hash")
    size: int = ledger.said(_("字节"), "bytes")
    sight: str = ledger.said(_("谁能看"), "seen by")


@dataclass(frozen=True)
class Handed:
    """Who answers for a project from now on, and who did."""

    account: int = ledger.said(_("账号"), "account")
    before: tuple[int, ...] = ledger.said(_("原来的账号"), "former accounts")
    tasks: tuple[int, ...] = ledger.said(_("转交的待办"), "tasks handed over")


@dataclass(frozen=True)
class Related:
    """The other project, and why they belong together."""

    project: int = ledger.said(_("相关项目编号"), "related project number")
    why: str = ledger.said(_("关系"), "relation")


@dataclass(frozen=True)
class Imported:
    """A part of a table of projects that was read in: the file, its part, how many projects came of it, and how they came."""

    file: str = ledger.said(_("文件名"), "file")
    part: int = ledger.said(_("第几部分"), "part of the file")
    added: int = ledger.said(_("新增的项目"), "projects added")
    changed: int = ledger.said(_("有改动"), "changed")
    how: str = ledger.said(_("方式"), "how")


@dataclass(frozen=True)
class Told:
    """Of how many projects that were changed in one go how many people were told."""

    projects: int = ledger.said(_("几个项目"), "projects")
    people: int = ledger.said(_("告诉了几个人"), "people told")


@dataclass(frozen=True)
class Row:
    """The row of a table by which one project came in or was changed: the file, the row as Excel counts them, and how."""

    file: str = ledger.said(_("文件名"), "file")
    row: int = ledger.said(_("第几行"), "row")
    how: str = ledger.said(_("方式"), "how")


thing("project", "项目", "project")
thing("enterprise", "企业", "enterprise")
thing("filter", "项目库的筛选", "filter of the library")
_FILTER = {"name": ("名称", "name"), "query": ("条件", "conditions"), "unit_id": ("共享给", "shared with"), "first": ("打开时先用", "opens the list")}
_HEAD = {"code": ("项目码", "project code"), "on": ("日期", "day"), "name": ("名称", "name"), "national_code": ("投资项目统一代码", "national project code"),
         "enterprise_id": ("企业", "enterprise"), "enterprise_name": ("企业", "enterprise"),
         "enterprise_code": ("统一社会信用代码", "unified social credit code"), "uscc": ("统一社会信用代码", "unified social credit code"),
         "target_on": ("计划开工日", "planned start of works"),
         "stage": ("阶段", "stage"), "stage_since": ("进入阶段的日子", "in the stage since"),
         "status": ("状态", "status"), "confidential": ("保密", "confidential"),
         "done_on": ("办完日", "done on"), "result": ("结果", "result"), "unit_id": ("牵头单位", "lead unit")}
ADD = declare("project.add", "登记项目", "registered a project", fields=_HEAD)
CHANGE = declare("project.change", "修改项目", "changed a project", fields=_HEAD)
FACTS = declare("project.facts", "填写项目情况", "stated facts", Facts, {"facts": ("项目情况", "facts")})
MOVE = declare("project.move", "推进阶段", "moved a project on", Moved, _HEAD)
BACK = declare("project.back", "退回阶段", "moved a project back", Moved, _HEAD)
STATUS = declare("project.status", "改变状态", "changed a project's status", fields=_HEAD)
HIDE = declare("project.hide", "改变保密", "changed a project's confidentiality", fields=_HEAD)
PART_GIVE = declare("project.part.give", "安排参与方", "gave a part in a project", Parted)
PART_END = declare("project.part.end", "结束参与", "ended a part in a project", Left)
TASK_ADD = declare("project.task.add", "加待办", "added a task", Tasked, _HEAD)
TASK_DONE = declare("project.task.done", "办完待办", "finished a task", Tasked, _HEAD)
TASK_HAND = declare("project.task.hand", "转交待办", "handed a task over", Tasked, _HEAD)
NOTE = declare("project.note", "写记录", "wrote a note", Noted)
FILE = declare("project.file", "传文件", "added a file", Filed)
RELATE = declare("project.relate", "关联项目", "related projects", Related)
UNRELATE = declare("project.unrelate", "取消关联", "took a relation away", Related)
IMPORT = declare("project.import", "导入项目", "imported projects", Imported, {"projects": ("项目", "projects")})
TELL = declare("project.tell", "告诉项目里的人", "told those in projects", Told)
IMPORTED = declare("project.imported", "从表格导入", "came in by a table", Row, _HEAD | {"facts": ("项目情况", "facts")})
HAND = declare("project.hand", "转交项目", "handed a project over", Handed)
EXPORT = declare("project.export", "在后台导出项目", "had projects exported in the background")
FILTER_KEEP = declare("filter.keep", "保存筛选", "kept a filter", fields=_FILTER)
FILTER_CHANGE = declare("filter.change", "修改筛选", "changed a filter", fields=_FILTER)
FILTER_DROP = declare("filter.drop", "删除筛选", "deleted a filter", fields=_FILTER)
LAYOUT = declare("filter.layout", "选择项目库的列", "chose the columns of the library")
