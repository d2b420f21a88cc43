"""What is typed about advisers, groups and advice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from luodi.frame.offering import offer
from luodi.projects.forms import day

PERSON: Final = _("写姓名或登录名，从提示里选。")


class AdviserForm(forms.Form):
    """Who, from where, for what."""

    unit = forms.ChoiceField(label=_("登记单位"))
    name = forms.CharField(label=_("姓名"), max_length=60)
    from_where = forms.CharField(label=_("来自"), max_length=120, required=False, help_text=_("单位和职务，例如“某大学能源学院教授”。"))
    skills = forms.MultipleChoiceField(label=_("专长"), widget=forms.CheckboxSelectMultiple, error_messages={"required": _("至少选一项专长。")})
    who = forms.CharField(label=_("他的账号"), max_length=120, required=False, widget=forms.TextInput(attrs={"list": "id_people", "autocomplete": "off"}),
                          help_text=_("有账号的自己收到问题、自己答复；没有的由请教的人电话问了再记下。"))
    active = forms.BooleanField(label=_("现在可以请教"), required=False, initial=True)

    def __init__(self, units: Sequence[tuple[str, str]], skills: Sequence[tuple[str, str]], *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        offer(self, "unit", units)
        offer(self, "skills", skills)


class MemberForm(forms.Form):
    """Somebody of another department, for a skill."""

    who = forms.CharField(label=_("谁"), max_length=120, help_text=PERSON, widget=forms.TextInput(attrs={"list": "id_people", "autocomplete": "off"}))
    skill = forms.ChoiceField(label=_("专长"))

    def __init__(self, skills: Sequence[tuple[str, str]], *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        offer(self, "skill", skills)


class AskForm(forms.Form):
    """Of whom, what, by when."""

    whom = forms.ChoiceField(label=_("请教谁"), widget=forms.RadioSelect, help_text=_("合适的在前，理由写在名字后面。"))
    text = forms.CharField(label=_("想问什么"), max_length=5000, widget=forms.Textarea(attrs={"rows": 4}))
    days = forms.IntegerField(label=_("几个工作日内答复"), min_value=1, max_value=60, initial=5, widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
                              error_messages=dict.fromkeys(("invalid", "min_value", "max_value", "required"), _("写 1 到 60 的整数。")))

    def __init__(self, whom: Sequence[tuple[str, str]], *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        offer(self, "whom", whom)


class AdviceForm(forms.Form):
    """What was said, when, and with whom."""

    text = forms.CharField(label=_("意见"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5}))
    on = day(_("哪天"))
    together = forms.CharField(label=_("一起参加的"), max_length=300, required=False, help_text=_("联合洽谈时还有谁在，例如“规划局、审批局、企业张总”。"))


class TalkForm(AdviceForm):
    """A negotiation to which a member came along."""

    whom = forms.ChoiceField(label=_("服务组成员"))
    field_order = ("whom", "on", "together", "text")

    def __init__(self, whom: Sequence[tuple[str, str]], *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        offer(self, "whom", whom)
        self.fields["text"].label = _("谈了什么、有什么意见")
