"""What is typed about leads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from luodi.engine.conditions import AttributeTable
from luodi.engine.mechanism import Promotion
from luodi.frame.offering import offer
from luodi.projects.forms import day

FACTS = ("investor_type", "project_category", "total_investment_wan")
"""Facts that are asked for with a lead, where the place knows them; none must be known."""
QUICK: Final = ("firm", "uscc", "name", "way")
Choices = Sequence[tuple[str, str]]


def _text(label: Any, most: int, required: bool = True, help_text: Any = "", **attrs: str) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=required, help_text=help_text, widget=forms.TextInput(attrs={"autocomplete": "off", **attrs}))


def _words(label: Any, most: int, rows: int = 3, required: bool = True, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=required, help_text=help_text, widget=forms.Textarea(attrs={"rows": rows}))


def ways(rules: Promotion, lang: str) -> Choices:
    """How one meets an enterprise."""
    return [(key, way.title(lang)) for key, way in rules.ways.items()]


class _Choosing(forms.Form):
    """A form with choices that come from the place's data: by field."""

    def __init__(self, choices: dict[str, Choices], *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        for name, some in choices.items():
            offer(self, name, some)


class First(_Choosing):
    """How the enterprise was met, and whom one talks with there."""

    way = forms.ChoiceField(label=_("怎么接触上的"))
    contact_name = _text(_("企业联系人"), 60, False)
    contact_phone = _text(_("联系电话"), 40, False, inputmode="tel")


class LeadForm(First):
    """A lead, as it is typed on a phone in a minute."""

    firm = _text(_("企业名称"), 120, True, _("写营业执照上的全称最好；只知道简称也可以。"))
    uscc = _text(_("统一社会信用代码"), 40, False, _("知道就填，查重最准。"), autocapitalize="characters", spellcheck="false")
    name = _text(_("想投什么（项目名称）"), 120, True, _("例如“新能源电池包生产基地”。"))
    unit = forms.ChoiceField(label=_("登记单位"))
    confidential = forms.BooleanField(label=_("保密"), required=False,
                                      help_text=_("只有项目里的人看得到；别人再登记这家企业，只会知道已经登记、该问哪个单位。"))
    sure = forms.BooleanField(label=_("看过了，不是同一家、同一个项目"), required=False)
    field_order = ("firm", "uscc", "name", "way", "contact_name", "contact_phone", *FACTS, "unit", "confidential", "sure")

    def __init__(self, choices: dict[str, Choices], table: AttributeTable, lang: str, *args: Any, **named: Any) -> None:
        self.keys = [key for key in FACTS if key in table]
        super().__init__(choices, *args, **named)
        for key in self.keys:
            asked = table[key]
            if asked.type == "number":
                unit = asked.unit_label.get(lang) or asked.unit_label.get("zh-Hans", "")
                self.fields[key] = forms.DecimalField(label=asked.name(lang), required=False, min_value=0, max_digits=14, decimal_places=2, help_text=unit,
                                                      widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"}),
                                                      error_messages={"invalid": _("填数字。")})
            else:
                some = [("", _("还不知道")), *((key, words.get(lang) or words["zh-Hans"]) for key, words in asked.values.items())]
                self.fields[key] = forms.ChoiceField(label=asked.name(lang), required=False, choices=some)
        self.order_fields(self.field_order)

    @property
    def quick(self) -> list[forms.BoundField]:
        """What is asked for at once: as much as is typed on a phone in a minute."""
        several = len(self.fields["unit"].choices) > 1  # type: ignore[attr-defined]
        return [self[name] for name in (*QUICK, *(("unit",) if several else ()))]

    @property
    def more(self) -> list[forms.BoundField]:
        """What may come later."""
        shown = {field.name for field in self.quick}
        return [self[name] for name in self.fields if name not in shown and name != "sure"]

    @property
    def open(self) -> bool:
        """Whether what may come later is shown: once something of it was typed or is wrong."""
        return self.is_bound and any(field.errors or (field.name != "unit" and field.value()) for field in self.more)

    def facts(self) -> dict[str, Any]:
        """What was stated: what was left open is not known yet."""
        held = {key: self.cleaned_data.get(key) for key in self.keys}
        return {key: value if isinstance(value, str) else format(value, "f") for key, value in held.items() if value not in (None, "")}


class ContactForm(_Choosing):
    """A talk with the enterprise."""

    text = _words(_("谈了什么"), 2000, 4, help_text=_("写要点：企业要什么、答应了什么、下一步谁做什么。"))
    way = forms.ChoiceField(label=_("怎么谈的"))
    whom = _text(_("见了谁"), 120, False)
    on = day(_("哪天"))
    next_on = day(_("下次什么时候联系"), False)


class TransferForm(_Choosing):
    """To which unit, how much of it stays, and why."""

    unit = forms.ChoiceField(label=_("请哪个单位接收"))
    who = _text(_("请谁答复"), 120, False, _("写姓名或登录名，从提示里选；空着由单位安排。保密项目必须写。"), list="id_people")
    share = forms.IntegerField(label=_("本单位保留的业绩比例（%）"), min_value=0, max_value=100, initial=50,
                               widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
                               error_messages=dict.fromkeys(("invalid", "min_value", "max_value", "required"), _("写 0 到 100 的整数。")))
    reason = _words(_("理由"), 500)


class AnswerForm(forms.Form):
    """Whether a lead is taken over."""

    verdict = forms.ChoiceField(label=_("答复"), choices=[("take", _("接收，由我负责")), ("refuse", _("不接收"))], widget=forms.RadioSelect)
    answer = _words(_("说明"), 500, required=False, help_text=_("不接收要写明为什么。"))


class TakeForm(_Choosing):
    """For which unit a lead is taken from the pool."""

    unit = forms.ChoiceField(label=_("由哪个单位领取"))


class DisputeForm(_Choosing):
    """That a lead is one's own, and why."""

    firm = _text(_("企业名称"), 120)
    uscc = _text(_("统一社会信用代码"), 40, False, autocapitalize="characters", spellcheck="false")
    unit = forms.ChoiceField(label=_("由哪个单位提出"))
    text = _words(_("为什么是本单位首接"), 2000, 5, help_text=_("写清楚哪天、和谁、怎么接触的，有什么证明。"))


class EvidenceForm(forms.Form):
    """Evidence in a dispute."""

    text = _words(_("证据和说明"), 2000, 5)


class RulingForm(_Choosing):
    """For whom, and why."""

    unit = forms.ChoiceField(label=_("裁定归"), widget=forms.RadioSelect)
    ruling = _words(_("裁定理由"), 1000, 4, help_text=_("双方都会看到。"))
