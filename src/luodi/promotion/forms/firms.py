"""What is typed about firms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from luodi.frame.offering import offer
from luodi.people.manage.forms import Seeing


class FirmForm(Seeing):
    """What is known of a firm."""

    tags = forms.MultipleChoiceField(label=_("标签"), required=False, widget=forms.CheckboxSelectMultiple)
    group = forms.CharField(label=_("所属集团"), max_length=120, required=False, help_text=_("写集团的全称或统一社会信用代码；集团要先登记。"))
    short = forms.CharField(label=_("简称"), max_length=500, required=False, help_text=_("几个简称用顿号隔开；登记线索时按简称也能查到重复。"))
    former = forms.CharField(label=_("曾用名"), max_length=1000, required=False, help_text=_("几个曾用名用顿号隔开。"))
    background = forms.CharField(label=_("背景"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 5}),
                                 help_text=_("主营、规模、布局、谁说了算、和本地的渊源。"))

    def __init__(self, tags: Sequence[tuple[str, str]], *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        offer(self, "tags", tags)


class NewFirm(FirmForm):
    """A firm that is to be registered."""

    unit = forms.ChoiceField(label=_("由哪个单位管"))
    name = forms.CharField(label=_("企业名称"), max_length=120, help_text=_("营业执照上的全称。"))
    uscc = forms.CharField(label=_("统一社会信用代码"), max_length=40, required=False, help_text=_("18 位；企业还没登记就空着。"))
    field_order = ("unit", "name", "uscc", "tags", "group", "short", "former", "background")

    def __init__(self, units: Sequence[tuple[str, str]], tags: Sequence[tuple[str, str]], *args: Any, **named: Any) -> None:
        super().__init__(tags, *args, **named)
        offer(self, "unit", units)


class MergeForm(forms.Form):
    """Which other one goes into this one."""

    gone = forms.ChoiceField(label=_("哪一家并进来"), widget=forms.RadioSelect)

    def __init__(self, firms: Sequence[tuple[str, str]], *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        offer(self, "gone", firms)
