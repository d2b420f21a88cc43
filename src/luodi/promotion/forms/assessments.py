"""What is typed in assessments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from luodi.frame.offering import offer
from luodi.promotion.actions.assessments import LONGEST, Says
from luodi.promotion.judging import Rules
from luodi.promotion.models import Scoring

MORE: Final = 2
"""Assessors that may be named beside those that the scheme asks for at least."""
YES, NO = "yes", "no"


def _words(label: Any, most: int, required: bool = True, help_text: Any = "", rows: int = 3) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=required, help_text=help_text, widget=forms.Textarea(attrs={"rows": rows}))


def _who(label: Any, required: bool, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=120, required=required, help_text=help_text,
                           widget=forms.TextInput(attrs={"autocomplete": "off", "list": "id_people"}))


class BeginForm(forms.Form):
    """By which scheme, by whom."""

    scheme = forms.ChoiceField(label=_("评估方案"), widget=forms.RadioSelect)

    def __init__(self, schemes: Sequence[tuple[str, str]], least: int, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        offer(self, "scheme", schemes)
        if len(schemes) == 1:
            self.fields["scheme"].widget = forms.HiddenInput()
        for number in range(1, least + MORE + 1):
            self.fields[f"who_{number}"] = _who(now_("评审人 %(n)s") % {"n": number}, number <= least,
                                                _("写姓名或登录名，从提示里选。") if number == 1 else "")

    def named(self) -> list[str]:
        """The assessors that were typed."""
        return [said for key, said in self.cleaned_data.items() if key.startswith("who_") and said]


class ScoreForm(forms.Form):
    """What one assessor says: yes or no, points, reasons. Nothing is required here: a draft may be half done; handing in asks for all of it."""

    def __init__(self, rules: Rules, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.rules = rules
        for one in rules.vetoes:
            self.fields[f"v_{one.id}"] = forms.ChoiceField(label=_("是不是"), choices=((YES, _("是，可以")), (NO, _("否，一票否决"))), required=False,
                                                           widget=forms.RadioSelect)
            self.fields[f"r_{one.id}"] = _words(_("理由"), LONGEST, False, _("选“否”要写理由。"), 2)
        for one in rules.by_hand:
            self.fields[f"p_{one.id}"] = forms.DecimalField(
                label=_("打分"), required=False, min_value=Decimal(0), max_value=Decimal(100), max_digits=5, decimal_places=2,
                widget=forms.NumberInput(attrs={"inputmode": "decimal", "min": "0", "max": "100", "step": "any"}),
                error_messages=dict.fromkeys(("invalid", "min_value", "max_value", "max_digits", "max_decimal_places", "max_whole_digits"),
                                             _("写 0 到 100 的数，最多两位小数。")))
            self.fields[f"r_{one.id}"] = _words(_("理由"), LONGEST, False, "", 2)

    @classmethod
    def holds(cls, scoring: Scoring) -> dict[str, Any]:
        """What was said so far, as the form shows it."""
        held: dict[str, Any] = {f"p_{key}": value for key, value in scoring.points.items()}
        held |= {f"r_{key}": said for key, said in scoring.reasons.items()}
        return held | {f"v_{key}": NO if key in scoring.vetoes else YES for key in scoring.reasons}

    def says(self) -> Says:
        """What was typed."""
        typed: Mapping[str, Any] = self.cleaned_data
        return Says({one.id: typed[f"p_{one.id}"] for one in self.rules.by_hand if typed.get(f"p_{one.id}") is not None},
                    {one.id: typed.get(f"r_{one.id}", "") for one in (*self.rules.by_hand, *self.rules.vetoes)},
                    {one.id: typed[f"v_{one.id}"] == NO for one in self.rules.vetoes if typed.get(f"v_{one.id}")})


class ProposeForm(forms.Form):
    """Who is to receive it, why, and who decides."""

    park = forms.ChoiceField(label=_("推荐由谁承接"))
    receiver = _who(_("由谁接收"), False, _("承接单位里的人，写姓名或登录名；空着由单位安排。"))
    advice = _words(_("推荐意见"), LONGEST, help_text=_("写可行不可行、为什么放在这里、还要注意什么。"))
    leader = forms.ChoiceField(label=_("请谁决定"))

    def __init__(self, parks: Sequence[tuple[str, str]], leaders: Sequence[tuple[str, str]], confidential: bool, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        offer(self, "park", parks)
        offer(self, "leader", leaders)
        if confidential:
            self.fields["receiver"].required = True
            self.fields["receiver"].help_text = _("项目保密，要指定承接单位里的一个人。")


class DecideForm(forms.Form):
    """Yes or no."""

    agree = forms.ChoiceField(label=_("决定"), choices=((YES, _("同意由它承接")), (NO, _("不同意"))), widget=forms.RadioSelect)
    words = _words(_("决定意见"), LONGEST, False, _("不同意要写明原因。"))


class TakeForm(forms.Form):
    """That it has arrived."""

    answer = _words(_("答复"), 500, False, _("例如谁来跟进、什么时候联系企业。"), 2)


class WithdrawForm(forms.Form):
    """Why."""

    reason = _words(_("理由"), 500)
