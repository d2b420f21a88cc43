"""The columns of the list: what each says of a project, on the page and in a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luodi.projects.models import Project, Status

Value = str | Decimal | date | None


@dataclass(frozen=True)
class Reading:
    """What cells are read with: the words of stages and categories, who owns which project, and the lights in words."""

    stages: dict[str, str]
    categories: dict[str, str]
    owners: dict[int, str]
    light: Callable[[Project], str]


@dataclass(frozen=True)
class Column:
    """A column. `value`: its cell; `figures`: whether it stands to the right; `inside`: whether it tells what officials keep among themselves."""

    key: str
    words: str
    value: Callable[[Project, Reading], Value]
    figures: bool = False
    inside: bool = False


ALL: Final[tuple[Column, ...]] = tuple(Column(*one) for one in (
    ("stage", gettext_lazy("阶段"), lambda row, by: by.stages.get(row.stage, row.stage)),
    ("due", gettext_lazy("到期日"), lambda row, by: row.due_on),
    ("owner", gettext_lazy("负责人"), lambda row, by: by.owners.get(row.pk, "")),
    ("unit", gettext_lazy("牵头单位"), lambda row, by: row.unit.name),
    ("money", gettext_lazy("总投资（万元）"), lambda row, by: row.investment_wan, True, True),
    ("enterprise", gettext_lazy("企业"), lambda row, by: row.enterprise.name if row.enterprise else ""),
    ("code", gettext_lazy("项目码"), lambda row, by: row.code),
    ("national", gettext_lazy("投资项目统一代码"), lambda row, by: row.national_code),
    ("region", gettext_lazy("区域"), lambda row, by: row.region.name),
    ("status", gettext_lazy("状态"), lambda row, by: str(Status(row.status).label)),
    ("category", gettext_lazy("项目类型"), lambda row, by: by.categories.get(row.category, row.category), False, True),
    ("land", gettext_lazy("用地（亩）"), lambda row, by: row.land_area_mu, True, True),
    ("entered", gettext_lazy("进入阶段"), lambda row, by: row.stage_since),
    ("target", gettext_lazy("计划开工日"), lambda row, by: row.target_on),
    ("changed", gettext_lazy("最近变化"), lambda row, by: timezone.localtime(row.changed_at).date()),
))
USUAL: Final = ("stage", "due", "owner", "unit", "money", "enterprise")
_BY_KEY: Final = {column.key: column for column in ALL}


def chosen(keys: Sequence[str], inside: bool = True) -> list[Column]:
    """The columns that somebody has, in their order; the usual ones for none. `inside`: whether they see what officials keep."""
    found = [_BY_KEY[key] for key in keys if key in _BY_KEY] or [_BY_KEY[key] for key in USUAL]
    return [column for column in found if inside or not column.inside]


def offered(inside: bool) -> list[Column]:
    """The columns to choose from."""
    return [column for column in ALL if inside or not column.inside]


def in_file(columns: Sequence[Column]) -> list[Column]:
    """The columns of a file: the name and the light go first."""
    return [Column("name", _("项目"), lambda row, by: row.name), Column("light", _("灯"), lambda row, by: by.light(row)), *columns]


def said(value: Value) -> str:
    """A cell as text."""
    if isinstance(value, Decimal):
        return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value or ""
