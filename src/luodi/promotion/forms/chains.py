"""What is typed about chains."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from luodi.frame.offering import offer
from luodi.projects.forms import day
from luodi.promotion.forms.experts import PERSON
from luodi.promotion.forms.leads import LeadForm
from luodi.promotion.models import Link, LinkFirm


class ChainForm(forms.Form):
    """A chain, who leads it, who advises it, who works on it."""

    name = forms.CharField(label=_("产业链名称"), max_length=60, help_text=_("例如“新能源汽车”。"))
    leader = forms.CharField(label=_("链长"), max_length=120, required=False, help_text=PERSON,
                             widget=forms.TextInput(attrs={"list": "id_people", "autocomplete": "off"}))
    adviser = forms.ChoiceField(label=_("产业顾问"), required=False, help_text=_("从“顾问和服务组”里登记过的顾问里选。"))
    team = forms.CharField(label=_("专班成员"), max_length=1500, required=False, widget=forms.Textarea(attrs={"rows": 2}),
                           help_text=_("写姓名或登录名，用顿号隔开；例会到期告诉他们。"))

    def __init__(self, advisers: Sequence[tuple[str, str]], *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        offer(self, "adviser", [("", _("还没有")), *advisers])


class NewChain(ChainForm):
    """A chain that is to be set up."""

    unit = forms.ChoiceField(label=_("由哪个单位管"))
    since = day(_("从哪天起算例会"), help_text=_("按本地规定的间隔，从这一天起例会到期就自动开始计时。"))
    field_order = ("name", "unit", "leader", "adviser", "team", "since")

    def __init__(self, units: Sequence[tuple[str, str]], advisers: Sequence[tuple[str, str]], *args: Any, **named: Any) -> None:
        super().__init__(advisers, *args, **named)
        offer(self, "unit", units)


class LinkForm(forms.Form):
    """A link of a chain."""

    name = forms.CharField(label=_("环节名称"), max_length=60, help_text=_("例如“正极材料”。"))
    place = forms.ChoiceField(label=_("上中下游"), choices=Link.Place.choices, widget=forms.RadioSelect)
    strength = forms.ChoiceField(label=_("现在怎样"), choices=Link.Strength.choices, widget=forms.RadioSelect)
    note = forms.CharField(label=_("说明"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}),
                           help_text=_("弱在哪里、缺什么、想怎么补。"))


class TieForm(forms.Form):
    """To which link another one delivers."""

    taker = forms.ChoiceField(label=_("供给哪个环节"), widget=forms.RadioSelect)

    def __init__(self, links: Sequence[tuple[str, str]], *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        offer(self, "taker", links)


class OnLinkForm(forms.Form):
    """A firm on a link."""

    name = forms.CharField(label=_("企业名称"), max_length=120, help_text=_("写营业执照上的全称最好；只知道简称也可以。"))
    uscc = forms.CharField(label=_("统一社会信用代码"), max_length=40, required=False, help_text=_("知道就填，能和已有的企业资料对上。"),
                           widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}))
    kind = forms.ChoiceField(label=_("已有还是目标"), choices=LinkFirm.Kind.choices, widget=forms.RadioSelect)
    why = forms.CharField(label=_("理由"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}),
                          help_text=_("为什么要请它来，或它在这一环做什么；全区看得到，商业秘密不要写在这里。"))


class CourtForm(LeadForm):
    """The lead that is made of a target enterprise: the unit is that of the chain."""

    unit = None  # type: ignore[assignment]
    field_order = tuple(name for name in LeadForm.field_order if name != "unit")  # type: ignore[assignment]


class MetForm(forms.Form):
    """A meeting that was held."""

    on = day(_("哪天开的"))
    text = forms.CharField(label=_("纪要"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 10}),
                           help_text=_("议定了什么、谁去办、什么时候办好。全区看得到，保密项目不要写在这里。"))
