"""What is typed to manage units and people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from luodi.engine.source import refuse
from luodi.frame.offering import offer
from luodi.people.models import Region, RegionKind, Unit, UnitKind
from luodi.rights.kernel import Role
from luodi.rights.permissions import ROLES

_SALT = "people.seen"


def _day(label: Any, required: bool = True, help_text: Any = "") -> forms.DateField:
    return forms.DateField(label=label, required=required, help_text=help_text, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def unit_choices(units: Iterable[Unit]) -> list[tuple[str, str]]:
    """Units with their whole path, as far as it is among them."""
    there = {unit.pk: unit for unit in units}
    return [(str(unit.pk), f"{unit.region.name} · {'/'.join(there[int(key)].name for key in unit.path.split('/') if key and int(key) in there)}")
            for unit in there.values()]


def role_choices(roles: Iterable[Role]) -> list[tuple[str, str]]:
    """Roles in the reader's words."""
    return [(role.value, now_(ROLES[role].zh)) for role in roles]


class Seeing(forms.Form):
    """A form that remembers what it has shown, so that a change by somebody else is noticed."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=4000)

    @classmethod
    def shows(cls, held: Mapping[str, Any]) -> str:
        """What is shown, as this kind of form carries it: the memory of another kind is not ours."""
        return signing.dumps(dict(held), salt=f"{_SALT}.{cls.__name__}")

    def was(self) -> dict[str, Any]:
        """What was shown. Raises Refused when the form is not ours."""
        try:
            held: dict[str, Any] = signing.loads(self.cleaned_data["seen"], salt=f"{_SALT}.{type(self).__name__}")
        except signing.BadSignature:
            refuse(None, "页面太旧了，请刷新再改", "this page is too old; reload it and try again")
        return held


class UnitForm(Seeing):
    """Name and kind."""

    name = forms.CharField(label=_("单位名称"), max_length=120)
    kind = forms.ChoiceField(label=_("类别"), choices=UnitKind.choices)


class NewUnit(UnitForm):
    """A unit that is yet to be made."""

    region = forms.ChoiceField(label=_("区域"))
    parent = forms.ChoiceField(label=_("上级单位"), required=False)
    field_order = ("region", "parent", "name", "kind")

    def __init__(self, regions: Iterable[Region], units: Iterable[Unit], *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        offer(self, "region", [(str(region.pk), region.name) for region in regions])
        offer(self, "parent", [("", now_("没有上级")), *unit_choices(units)])


class MoveUnit(Seeing):
    """Another unit above."""

    parent = forms.ChoiceField(label=_("上级单位"), required=False)

    def __init__(self, units: Iterable[Unit], *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        offer(self, "parent", [("", now_("没有上级")), *unit_choices(units)])


class RegionForm(Seeing):
    """Name and mechanism."""

    name = forms.CharField(label=_("区域名称"), max_length=60)
    slug = forms.ChoiceField(label=_("机制"), required=False, help_text=_("时限怎么算、催办怎么走，都照它。"))
    division = forms.CharField(label=_("行政区划代码"), max_length=6, required=False, help_text=_("六位数字，写进项目码；空着用上级区域的。"))

    def __init__(self, mechanisms: list[tuple[str, str]], *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        offer(self, "slug", mechanisms)


class NewRegion(RegionForm):
    """A region that is yet to be made."""

    parent = forms.ChoiceField(label=_("上级区域"))
    kind = forms.ChoiceField(label=_("级别"), choices=RegionKind.choices)
    field_order = ("parent", "name", "kind", "slug", "division")

    def __init__(self, regions: Iterable[Region], *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        offer(self, "parent", [(str(region.pk), region.name) for region in regions])


class AccountForm(Seeing):
    """Name and e-mail."""

    name = forms.CharField(label=_("姓名"), max_length=60)
    email = forms.CharField(label=_("邮箱"), max_length=254, required=False, widget=forms.EmailInput)


class NewPerson(AccountForm):
    """Somebody with a first post."""

    login = forms.CharField(label=_("登录名"), max_length=64, help_text=_("2 到 64 个字母、数字和 . _ @ + -，以字母或数字开头"),
                            widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}))
    role = forms.ChoiceField(label=_("岗位"))
    first = _day(_("起始日"))
    field_order = ("name", "login", "email", "role", "first")

    def __init__(self, roles: Iterable[Role], *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        offer(self, "role", role_choices(roles))


class ReasonForm(forms.Form):
    """Why it is done, for the ledger."""

    reason = forms.CharField(label=_("理由"), max_length=200, help_text=_("写明怎样确认是本人，例如“本人当面申请”。会记入台账。"),
                             error_messages={"required": _("请写明理由。")})


class HomeForm(Seeing):
    """Another home unit."""

    unit = forms.ChoiceField(label=_("所属单位"), help_text=_("管账号的单位；岗位不跟着变。"))

    def __init__(self, units: Iterable[Unit], *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        offer(self, "unit", unit_choices(units))


class PostForm(forms.Form):
    """A post: where, as what, from when to when."""

    unit = forms.ChoiceField(label=_("单位"))
    role = forms.ChoiceField(label=_("岗位"))
    first = _day(_("起始日"))
    last = _day(_("最后一天"), required=False, help_text=_("空着就是长期。"))

    def __init__(self, units: Iterable[Unit], roles: Iterable[Role], *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        offer(self, "unit", unit_choices(units))
        offer(self, "role", role_choices(roles))


class PostDays(Seeing):
    """How long a post lasts."""

    last = _day(_("最后一天"), required=False, help_text=_("空着就是长期。"))


class AbsenceForm(forms.Form):
    """Who stands in, from when to when."""

    deputy = forms.CharField(label=_("代理人"), max_length=64, help_text=_("登录名，或者全名。代理人在这几天可以做本人岗位能做的事。"))
    first = _day(_("第一天"))
    last = _day(_("最后一天"))


def iso(value: date | None) -> str:
    """A day as a form remembers it."""
    return value.isoformat() if value else ""
