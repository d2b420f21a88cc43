"""What is typed about a project."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from luodi.frame.offering import offer
from luodi.people.manage.forms import Seeing
from luodi.projects.models import Sight, Status
from luodi.projects.sniff import TAKEN

DAY: Final = {"type": "date"}


def day(label: Any, required: bool = True, help_text: Any = "") -> forms.DateField:
    """A day, with the browser's calendar."""
    return forms.DateField(label=label, required=required, help_text=help_text, widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
                           error_messages={"invalid": _("选一个日子，如 2026-12-01。"), "required": _("选一个日子，如 2026-12-01。")})


def _line(label: Any, most: int, required: bool = True, help_text: Any = "", **attrs: str) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=required, help_text=help_text, widget=forms.TextInput(attrs={"autocomplete": "off", **attrs}))


def _words(label: Any, most: int, rows: int = 3, required: bool = True, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=required, help_text=help_text, widget=forms.Textarea(attrs={"rows": rows}))


def _uscc(help_text: Any) -> forms.CharField:
    return _line(_("统一社会信用代码"), 40, False, help_text, autocapitalize="characters", spellcheck="false")


class NewProject(forms.Form):
    """As little as a project can begin with."""

    name = _line(_("项目名称"), 120)
    enterprise = _line(_("企业名称"), 120, False)
    uscc = _uscc(_("18 位；企业还没登记就空着。"))
    unit = forms.ChoiceField(label=_("牵头单位"))
    confidential = forms.BooleanField(label=_("保密"), required=False, help_text=_("只有项目里的人看得到，别人查不到也搜不到。"))

    def __init__(self, units: Sequence[tuple[str, str]], *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        offer(self, "unit", units)


class Head(Seeing):
    """Name, enterprise, codes, and the day on which works are to begin."""

    name = _line(_("项目名称"), 120)
    enterprise = _line(_("企业名称"), 120, False)
    uscc = _uscc(_("18 位；企业还没登记就空着。"))
    national_code = _line(_("投资项目统一代码"), 60, False, _("立项时取得，如 2603-370211-04-01-123456。"))
    target_on = day(_("计划开工日"), False, _("和企业约定的日子；审批地图从这一天倒排。"))


class MoveOn(forms.Form):
    """The stage to be entered, and since when."""

    stage = forms.CharField(widget=forms.HiddenInput, max_length=40)
    on = day(_("从哪天起"))


class MoveBack(forms.Form):
    """Since when, and why."""

    on = day(_("从哪天起"))
    reason = _words(_("理由"), 500)


class StatusForm(forms.Form):
    """Whether it goes on, and why."""

    status = forms.ChoiceField(label=_("状态"), choices=Status.choices, widget=forms.RadioSelect)
    reason = _words(_("理由"), 500, required=False, help_text=_("停滞、暂停、终止要写明原因。"))


class Reason(forms.Form):
    """Why."""

    reason = _words(_("理由"), 500)


class GivePerson(forms.Form):
    """Somebody of the region."""

    who = _line(_("谁"), 120, True, _("写姓名或登录名，从提示里选。"), list="id_people")


class GiveUnit(forms.Form):
    """A unit of the region."""

    unit = forms.ChoiceField(label=_("单位"))

    def __init__(self, units: Sequence[tuple[str, str]], *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        offer(self, "unit", units)


class NewTask(GiveUnit):
    """What, whose, within how many working days."""

    name = _line(_("要办的事"), 120)
    who = _line(_("经办人"), 120, False, _("写姓名或登录名，从提示里选；空着由单位安排。"), list="id_people")
    days = forms.IntegerField(label=_("几个工作日内办完"), min_value=1, max_value=250, initial=5, widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
                              error_messages=dict.fromkeys(("invalid", "min_value", "max_value", "required"), _("写 1 到 250 的整数。")))
    field_order = ("name", "unit", "who", "days")


class Result(forms.Form):
    """What came of a task."""

    result = _words(_("办得怎么样"), 500, help_text=_("写一句结果，例如“已电话联系，约周三见面”。"))


class _Shared(forms.Form):
    """Something with a sight; whoever is outside has no choice."""

    sight = forms.ChoiceField(label=_("谁能看"), choices=Sight.choices, initial=Sight.OFFICIALS, widget=forms.RadioSelect)

    def __init__(self, inside: bool, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        if not inside:
            offer(self, "sight", [(Sight.ENTERPRISE.value, Sight.ENTERPRISE.label)])
            self.fields["sight"].initial = Sight.ENTERPRISE


class NoteForm(_Shared):
    """A note."""

    text = _words(_("内容"), 5000, 5)
    field_order = ("text", "sight")


class FileForm(_Shared):
    """A file: its kind, who sees it. `whole` stands behind it: where it is missing, the connection broke before the end."""

    kind = forms.ChoiceField(label=_("文件类别"))
    file = forms.FileField(label=_("文件"), max_length=300, widget=forms.FileInput(attrs={"class": "drop", "accept": ",".join(f".{one}" for one in TAKEN)}),
                           error_messages={"required": _("请选择文件。"), "empty": _("文件是空的，请重新选择。"), "missing": _("请选择文件。")})
    field_order = ("kind", "sight", "file")

    def __init__(self, inside: bool, kinds: Iterable[tuple[str, str]], most: str, *args: Any, **named: Any) -> None:
        super().__init__(inside, *args, **named)
        offer(self, "kind", list(kinds))
        self.fields["file"].help_text = most


class NewVersion(forms.Form):
    """Another version of a file that is there."""

    file = FileForm.base_fields["file"]

    def __init__(self, most: str, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["file"].help_text = most


class RelateForm(forms.Form):
    """Another project by its code, and why."""

    code = _line(_("项目码"), 40, True, _("如 LD-370211-26-00042-G"), autocapitalize="characters", spellcheck="false")
    why = _line(_("什么关系"), 120, True, _("例如“同一集团的二期”。"))


class TimelineForm(forms.Form):
    """What to look for in what was done."""

    kind = forms.ChoiceField(required=False)
    who = forms.CharField(required=False, max_length=60)
    first = forms.DateField(required=False)
    last = forms.DateField(required=False)

    def __init__(self, kinds: Iterable[str], *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        offer(self, "kind", [("", ""), *((one, one) for one in kinds)])
