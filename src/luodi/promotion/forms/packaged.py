"""What is typed about packaged projects."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from luodi.engine.source import Refused
from luodi.frame.offering import offer
from luodi.frame.templatetags.luodi import lang_here, words
from luodi.people.manage.forms import Seeing
from luodi.projects.intake.amounts import LAND, MONEY, Measure, amount, doubt
from luodi.promotion.forms.leads import Choices, First


class AmountField(forms.CharField):
    """An amount as people type it, with or without its unit; its value is in the measure's own unit. Money without a unit that is surely meant in another
    one is sent back with what would be right.
    """

    def __init__(self, measure: Measure, **named: Any) -> None:
        super().__init__(max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"}), **named)
        self.measure = measure

    def clean(self, value: Any) -> Decimal | None:
        """The amount; None for nothing."""
        typed = super().clean(value)
        if not typed:
            return None
        try:
            found = amount(typed, self.measure)
        except Refused as refused:
            raise ValidationError([fault.to(lang_here()) for fault in refused.faults]) from None
        if self.measure is MONEY and not found.sure and (odd := doubt(found.value, None)):
            raise ValidationError(words(odd))
        return found.value


def _words(label: Any, rows: int, required: bool, help_text: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=5000, required=required, help_text=help_text, widget=forms.Textarea(attrs={"rows": rows}))


class PackagedForm(Seeing):
    """What is written of a packaged project."""

    name = forms.CharField(label=_("项目名称"), max_length=120, help_text=_("例如“低空经济装备产业园”。"))
    year = forms.TypedChoiceField(label=_("年度"), coerce=int, help_text=_("计入哪一年的目标。"))
    investment_wan = AmountField(MONEY, label=_("计划投资（万元）"), help_text=_("20 亿元写 200000，也可以直接写“20亿”。"))
    category = forms.ChoiceField(label=_("项目类别"), required=False)
    link = forms.ChoiceField(label=_("产业链环节"), required=False, help_text=_("补哪条链的哪一环；没有就空着。"))
    land_area_mu = AmountField(LAND, label=_("用地（亩）"), required=False)
    content = _words(_("建设内容"), 4, True, _("建什么、多大规模、为什么在这里有优势。"))
    policy = _words(_("政策支持"), 3, False, _("可以享受哪些政策，写明文件。"))
    supplies = _words(_("土地和要素保障"), 3, False, _("哪块地、水电气热和环境容量怎么保障。"))
    aims = _words(_("目标企业"), 3, False, _("想找哪些企业来投，每行一家。"))

    def __init__(self, choices: dict[str, Choices], *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        for name, some in choices.items():
            empty = [("", now_("没有选"))] if not self.fields[name].required else []
            offer(self, name, [*empty, *some])


class NewPackaged(PackagedForm):
    """One that is to be registered by a unit."""

    unit = forms.ChoiceField(label=_("哪个单位包装的"))
    field_order = ("name", "unit", "year", "investment_wan", "category", "link", "land_area_mu", "content", "policy", "supplies", "aims")


class LeadOf(First):
    """The firm that wants to invest, and how it was met."""

    firm = forms.CharField(label=_("企业名称"), max_length=120, help_text=_("写营业执照上的全称最好；只知道简称也可以。"))
    uscc = forms.CharField(label=_("统一社会信用代码"), max_length=40, required=False, help_text=_("知道就填，查重最准。"),
                           widget=forms.TextInput(attrs={"autocapitalize": "characters", "spellcheck": "false", "autocomplete": "off"}))
    name = forms.CharField(label=_("想投什么（项目名称）"), max_length=120)
    unit = forms.ChoiceField(label=_("登记单位"))
    sure = forms.BooleanField(label=_("看过下面相近的，不是同一家、同一个项目"), required=False)
    field_order = ("firm", "uscc", "name", "way", "contact_name", "contact_phone", "unit", "sure")
