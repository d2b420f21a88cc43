"""What is typed about promotion events."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from luodi.frame.offering import offer
from luodi.people.manage.forms import Seeing
from luodi.projects.forms import day
from luodi.promotion.forms.leads import Choices
from luodi.promotion.models import Link

HAND_MOST = 100
"""Names that are typed at once."""


class EventForm(Seeing):
    """What is written of an event."""

    name = forms.CharField(label=_("活动名称"), max_length=120, help_text=_("例如“新能源产业深圳专题推介会”。"))
    on = day(_("日期"), True, _("计入这一天所在年度的目标。"))
    place = forms.CharField(label=_("地点"), max_length=120)
    text = forms.CharField(label=_("内容"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 5}),
                           help_text=_("推介什么、谁去、怎么安排。"))


class NewEvent(EventForm):
    """One that is to be registered by a unit."""

    unit = forms.ChoiceField(label=_("主办单位"))
    field_order = ("name", "unit", "on", "place", "text")

    def __init__(self, units: Choices, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        offer(self, "unit", units)


class ChoiceForm(forms.Form):
    """Whom to invite: whoever fits one of these."""

    tags = forms.MultipleChoiceField(label=_("企业标签"), required=False, widget=forms.CheckboxSelectMultiple)
    chain = forms.ChoiceField(label=_("产业链"), required=False)
    places = forms.MultipleChoiceField(label=_("上下游"), required=False, widget=forms.CheckboxSelectMultiple, choices=Link.Place.choices)
    category = forms.ChoiceField(label=_("在谈项目的类别"), required=False)

    def __init__(self, tags: Choices, chains: Choices, categories: Choices, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        offer(self, "tags", tags)
        offer(self, "chain", [("", now_("没有选")), *chains])
        offer(self, "category", [("", now_("没有选")), *categories])


class HandForm(forms.Form):
    """Names, one a line, and why."""

    names = forms.CharField(label=_("企业"), max_length=12000, widget=forms.Textarea(attrs={"rows": 6}),
                            help_text=_("每行一家，写全称。已登记的企业按名称自动对上。"))
    why = forms.CharField(label=_("为什么邀请"), max_length=200, required=False, help_text=_("例如“商会推荐”“现场签到”。"))

    def listed(self) -> list[str]:
        """The names, each once."""
        return list(dict.fromkeys(name for line in self.cleaned_data["names"].splitlines() if (name := " ".join(line.split()))))

    def clean_names(self) -> str:
        """Not too many at once."""
        typed: str = self.cleaned_data["names"]
        if len([line for line in typed.splitlines() if line.strip()]) > HAND_MOST:
            raise forms.ValidationError(now_("一次最多写 %(n)d 家。") % {"n": HAND_MOST})
        return typed


class JoinForm(forms.Form):
    """A project by its code."""

    code = forms.CharField(label=_("项目码"), max_length=40, help_text=_("如 LD-370211-26-00042-G"),
                           widget=forms.TextInput(attrs={"autocapitalize": "characters", "spellcheck": "false", "autocomplete": "off"}))

