"""What is typed about joint pre-reviews."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from luodi.frame.offering import offer
from luodi.frame.templatetags.luodi import words as in_words
from luodi.promotion.opinions import ANSWERS
from luodi.promotion.queries.reviews import Asked


def _words(label: Any, rows: int = 4, required: bool = False, help_text: Any = "", most: int = 5000) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=required, help_text=help_text, widget=forms.Textarea(attrs={"rows": rows}))


def _line(label: Any, help_text: Any = "", most: int = 500, **attrs: str) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=False, help_text=help_text, widget=forms.TextInput(attrs={"autocomplete": "off", **attrs}))


class AskForm(forms.Form):
    """What is asked; of each department who answers, and of one that it only may concern whether it is left out, and why."""

    text = _words(_("请各部门看什么"), help_text=_("可不填。例如：重点看能耗和涉及的化学品。"))

    def __init__(self, departments: Sequence[Asked], confidential: bool, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.departments = departments
        for one in departments:
            key = one.department.id
            self.fields[f"who_{key}"] = forms.CharField(
                label=_("指定谁来提"), max_length=120, required=confidential, widget=forms.TextInput(attrs={"autocomplete": "off", "list": "id_people"}))
            if not one.certain:
                self.fields[f"leave_{key}"] = forms.BooleanField(label=_("这次不问"), required=False)
                self.fields[f"why_{key}"] = _line(_("不问的理由"), most=300)

    def rows(self) -> Iterator[tuple[Asked, BoundField, BoundField | None, BoundField | None]]:
        """Each department with its fields."""
        for one in self.departments:
            key = one.department.id
            yield one, self[f"who_{key}"], None if one.certain else self[f"leave_{key}"], None if one.certain else self[f"why_{key}"]

    def people(self) -> dict[str, str]:
        """Who was typed, by department."""
        return {one.department.id: said for one in self.departments if (said := self.cleaned_data.get(f"who_{one.department.id}", "").strip())}

    def left(self) -> dict[str, str]:
        """Those that are left out, with the reasons."""
        keys = [one.department.id for one in self.departments if not one.certain]
        return {key: self.cleaned_data.get(f"why_{key}", "") for key in keys if self.cleaned_data.get(f"leave_{key}")}


class _Seen(forms.Form):
    """Which opinions were shown."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def has_shown(self, mark: str) -> None:
        """Should it be shown again, it is with what stands now beside it: whoever has looked at that may send it once more."""
        self.data = {**{name: self.data[name] for name in self.data}, "seen": mark}


class OpinionForm(_Seen):
    """What a department says."""

    answer = forms.ChoiceField(label=_("意见"), widget=forms.RadioSelect, error_messages={"required": _("选一种意见。")})
    text = _words(_("内容"), help_text=_("有条件同意：写要满足的条件；要补充材料：写缺什么；其他可以写说明。"))
    basis = _line(_("依据"), _("哪部法规、哪个规划的哪一条。不同意必须写。"))
    lifting = _line(_("解除条件"), _("一票否决的部门不同意时必须写：满足什么就解除。"))

    def __init__(self, veto: bool, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        said = {key: in_words(words) for key, words in ANSWERS.items()}
        offer(self, "answer", [(key, words[:1].upper() + words[1:]) for key, words in said.items()])
        if not veto:
            del self.fields["lifting"]


class LiftForm(forms.Form):
    """How the condition was met."""

    words = _words(_("条件怎样满足的"), 3, True, _("例如：已购买 1,200 吨标准煤的用能指标，见附件。"), 500)
    paper = forms.ChoiceField(label=_("附件"), required=False, help_text=_("从项目的文件里选；没有就先传到项目里。"))

    def __init__(self, papers: Sequence[tuple[str, str]], *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        offer(self, "paper", [("", "—"), *papers])


class SupplyForm(forms.Form):
    """What was missing."""

    words = _words(_("补充了什么"), 4, True, _("文件先传到项目里，在这里写是哪些文件、说明什么。"))


class CloseForm(_Seen):
    """The joint opinion."""

    conclusion = _words(_("联合意见"), 14, True, _("已按各部门的意见拟好，可以改；形成以后不能再改。"))
