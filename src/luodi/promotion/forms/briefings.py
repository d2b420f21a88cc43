"""What is typed for a briefing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from luodi.people.models import Unit
from luodi.promotion.queries.briefings import Line


class BriefingForm(forms.Form):
    """The lines that are typed, for each line that is missing a reason why, and of a confidential project who is told in each unit."""

    def __init__(self, lines: Sequence[Line], before: Mapping[str, str], units: Sequence[Unit], lang: str, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.typed: list[str] = []
        self.lacking: list[str] = []
        self.units = units
        for line in lines:
            if line.most:
                widget = forms.Textarea(attrs={"rows": 3 if line.most > 200 else 2})
                self.fields[f"line-{line.key}"] = forms.CharField(label=line.asked.title(lang), max_length=line.most, required=False, widget=widget,
                                                                  initial=before.get(line.key, ""))
                self.typed.append(line.key)
            elif not line.value:
                self.fields[f"why-{line.key}"] = forms.CharField(
                    label=now_("“%(line)s”还不知道，写一句为什么") % {"line": line.asked.title(lang)}, max_length=200, required=False,
                    widget=forms.TextInput(attrs={"autocomplete": "off"}))
                self.lacking.append(line.key)
        for unit in units:
            self.fields[f"unit-{unit.pk}"] = forms.CharField(
                label=now_("“%(unit)s”里告诉谁") % {"unit": unit.name}, max_length=120, help_text=_("写姓名或登录名，从提示里选。"),
                widget=forms.TextInput(attrs={"autocomplete": "off", "list": "id_people"}))


class Skip(forms.Form):
    """Why a node is left out."""

    reason = forms.CharField(label=_("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class Answer(forms.Form):
    """What one wants to say to a briefing."""

    answer = forms.CharField(label=_("要说的话"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
                             help_text=_("例如先准备什么材料、哪里要提前介入。"))
