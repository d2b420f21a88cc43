"""What is typed about agreements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from luodi.engine.source import Said
from luodi.frame.offering import offer
from luodi.frame.templatetags.luodi import words as in_words
from luodi.projects.forms import DAY, FileForm
from luodi.promotion.models import Promise
from luodi.promotion.wording import Clause

YES: Final = "yes"
SPARE: Final = 3
"""Empty rows for promises that no clause of the library makes."""


def day(label: Any, help_text: Any = "", required: bool = True) -> forms.DateField:
    """A day, with the browser's calendar."""
    return forms.DateField(label=label, help_text=help_text, required=required, widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
                           error_messages={"invalid": _("选一个日子，如 2026-12-01。"), "required": _("选一个日子，如 2026-12-01。")})


def text(label: Any, most: int, rows: int = 3, required: bool = True, help_text: Any = "") -> forms.CharField:
    """Words of several lines."""
    return forms.CharField(label=label, max_length=most, required=required, help_text=help_text, widget=forms.Textarea(attrs={"rows": rows}))


def line(label: Any, most: int, required: bool = True, help_text: Any = "", **attrs: str) -> forms.CharField:
    """Words of one line."""
    return forms.CharField(label=label, max_length=most, required=required, help_text=help_text,
                           widget=forms.TextInput(attrs={"autocomplete": "off", **attrs}))


def yes_or_no(label: Any, yes: Any, no: Any) -> forms.ChoiceField:
    """One of two answers; none is chosen beforehand."""
    return forms.ChoiceField(label=label, choices=[(YES, yes), ("no", no)], widget=forms.RadioSelect, error_messages={"required": _("请选一项。")})


def somebody() -> forms.CharField:
    """Somebody in the unit that is asked."""
    return line(_("请谁办"), 120, False, _("写姓名或登录名，从提示里选；空着由单位安排。保密项目必须写。"), list="id_people")


class BeginForm(forms.Form):
    """A template."""

    template = forms.ChoiceField(label=_("协议模板"), widget=forms.RadioSelect)

    def __init__(self, templates: Sequence[tuple[str, str]], *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        offer(self, "template", templates)


@dataclass(frozen=True)
class ClauseRow:
    """A clause as the form shows it. `there`: whether the draft has it; `heading`: for one of one's own; `keep`: whether it is to be there."""

    clause: Clause
    need: bool
    there: bool
    text: forms.BoundField
    heading: forms.BoundField | None
    keep: forms.BoundField | None


class DraftForm(forms.Form):
    """All clauses of an agreement: those of the draft, those of the template that were left out, and an empty one."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    note = line(_("改了什么"), 300, False, _("写一句，别人看版本时就明白。"))

    def __init__(self, clauses: Sequence[Clause], left_out: Sequence[Clause], order: Sequence[str], needed: Iterable[str], *args: Any, **named: Any) -> None:
        """`order`: the keys of the template's clauses; one's own stand behind them."""
        super().__init__(*args, **named)
        place = {key: number for number, key in enumerate(order)}
        self.there, self.needed = {one.key for one in clauses}, set(needed)
        self.clauses = sorted((*clauses, *left_out), key=lambda one: place.get(one.key, len(place)))
        for one in self.clauses:
            self.fields[f"text_{one.key}"] = text(one.name, 3000, max(3, len(one.text) // 40 + 1), required=one.key in self.needed)
            self.fields[f"text_{one.key}"].initial = one.text
            if one.own:
                self.fields[f"name_{one.key}"] = line(_("条款名称"), 40, False)
                self.fields[f"name_{one.key}"].initial = one.name
            if one.key not in self.needed:
                self.fields[f"keep_{one.key}"] = forms.BooleanField(label=_("写进协议"), required=False, initial=one.key in self.there)
        self.fields["new_name"] = line(_("条款名称"), 40, False)
        self.fields["new_text"] = text(_("条款内容"), 3000, 4, False)

    def rows(self) -> Iterator[ClauseRow]:
        """Clauses in their order, with their fields."""
        for one in self.clauses:
            yield ClauseRow(one, one.key in self.needed, one.key in self.there, self[f"text_{one.key}"],
                            self[f"name_{one.key}"] if one.own else None, self[f"keep_{one.key}"] if one.key not in self.needed else None)

    def made(self, data: dict[str, Any], new: str) -> list[Clause]:
        """The clauses that were typed, in their order. `new`: the key of a new one."""
        kept = [one for one in self.clauses if one.key in self.needed or data[f"keep_{one.key}"]]
        out = [Clause(one.key, data[f"name_{one.key}"] if one.own else one.name, data[f"text_{one.key}"]) for one in kept]
        if data["new_name"] or data["new_text"]:
            out.append(Clause(new, data["new_name"], data["new_text"]))
        return out


class AskForm(forms.Form):
    """Who is asked by name."""

    who = somebody()


class FairAskForm(AskForm):
    """What the drafting unit says itself, and who is asked by name."""

    first = text(_("起草单位初审意见"), 2000, 4, help_text=_("逐项看：有没有限制市场准入退出、限制商品要素流动、影响生产经营成本、影响生产经营行为的内容。"))
    field_order = ("first", "who")

    def __init__(self, needed: bool, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["first"].required = needed


class OnClausesForm(forms.Form):
    """Whether each clause passes."""

    def __init__(self, clauses: Sequence[Clause], *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        for one in clauses:
            self.fields[f"passed_{one.key}"] = yes_or_no(one.name, _("通过"), _("不通过"))
            self.fields[f"text_{one.key}"] = text(_("意见"), 500, 2, False, _("不通过要写明怎么改。"))


class FairForm(forms.Form):
    """Whether it passes, and why."""

    passed = yes_or_no(_("审查结论"), _("通过"), _("不通过"))
    basis = line(_("依据"), 500, True, _("哪部规定第几条，如“公平竞争审查条例第十条”。"))
    text = text(_("意见"), 2000, 4, False, _("不通过要写明哪一条、怎么改。"))


class PutForm(forms.Form):
    """When, and as what on the agenda."""

    meeting_on = day(_("会议日期"))
    agenda = line(_("议题"), 200)
    who = somebody()


class DecisionForm(forms.Form):
    """What was decided."""

    agreed = yes_or_no(_("会议结果"), _("同意"), _("不同意"))
    text = text(_("会议意见"), 2000, 4, help_text=_("照纪要写，有条件的写明条件。"))


@dataclass(frozen=True)
class PledgeRow:
    """A promise as the form shows it."""

    side: forms.BoundField
    name: forms.BoundField
    days: forms.BoundField
    unit: forms.BoundField
    clause: forms.BoundField
    spare: bool


class SignForm(forms.Form):
    """The day, the signed paper, and what both sides promised. An empty name takes a promise out."""

    on = day(_("签订日"), _("承诺的期限从这一天起算。"))
    file = FileForm.base_fields["file"]

    def __init__(self, pledges: Sequence[dict[str, Any]], sides: dict[str, Said], units: Sequence[tuple[str, str]], most: str,
                 *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["file"].label, self.fields["file"].help_text = _("签好的协议"), most
        self.count, self.spare = len(pledges) + SPARE, len(pledges)
        choices = [(key, in_words(said)) for key, said in sides.items()]
        for number in range(self.count):
            held = pledges[number] if number < len(pledges) else {"side": "ours", "name": "", "days": None, "unit": "", "clause": ""}
            self.fields[f"side_{number}"] = forms.ChoiceField(label=_("谁的承诺"), choices=choices, initial=held["side"])
            self.fields[f"name_{number}"] = line(_("承诺事项"), 120, False)
            self.fields[f"days_{number}"] = forms.IntegerField(
                label=_("签订后几天内"), required=False, min_value=1, max_value=3000, widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
                error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _("写 1 到 3000 的整数。")))
            self.fields[f"unit_{number}"] = forms.ChoiceField(label=_("哪个单位负责"), choices=units, required=False)
            self.fields[f"clause_{number}"] = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
            for name in ("name", "days", "unit", "clause"):
                self.fields[f"{name}_{number}"].initial = held[name]

    def rows(self) -> Iterator[PledgeRow]:
        """Promises in their order, with their fields."""
        for number in range(self.count):
            yield PledgeRow(self[f"side_{number}"], self[f"name_{number}"], self[f"days_{number}"], self[f"unit_{number}"], self[f"clause_{number}"],
                            number >= self.spare)

    def clean(self) -> dict[str, Any]:
        """A promise says until when."""
        data: dict[str, Any] = super().clean() or {}
        for number in range(self.count):
            if data.get(f"name_{number}") and data.get(f"days_{number}") is None and f"days_{number}" not in self.errors:
                self.add_error(f"days_{number}", now_("写签订后几天内做到；不要这一条就清空事项。"))
        return data


class PromiseForm(forms.Form):
    """Whether it was kept, and how it came."""

    kept = yes_or_no(_("履行了没有"), _("已履行"), _("到期没有履行"))
    result = text(_("结果"), 500, 3, help_text=_("写一句事实，例如“2026-12-01 已交付审批地图”。"))


class PromisesForm(forms.Form):
    """Which promises are to be shown."""

    unit = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    side = forms.ChoiceField(required=False)
    state = forms.ChoiceField(required=False)
    light = forms.ChoiceField(required=False)
    until = forms.DateField(required=False)

    def __init__(self, units: Sequence[tuple[str, str]], sides: dict[str, Said], lights: dict[str, str], *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        shown = {"unit": units, "side": [(key, in_words(said)) for key, said in sides.items()],
                 "state": [(one.value, one.label) for one in Promise.State], "light": list(lights.items())}
        for name, choices in shown.items():
            offer(self, name, [("", now_("全部")), *choices])
