"""What is typed of visits, reports and instructions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from luodi.people.manage.forms import Seeing
from luodi.projects.forms import GiveUnit, day
from luodi.promotion.queries.visits import Section


def _words(label: Any, most: int, rows: int, help_text: Any = "", required: bool = True) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=required, help_text=help_text, widget=forms.Textarea(attrs={"rows": rows}))


def _line(label: Any, most: int, required: bool = True, help_text: Any = "", **attrs: str) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=required, help_text=help_text, widget=forms.TextInput(attrs={"autocomplete": "off", **attrs}))


class _Pictures(forms.FileInput):
    allow_multiple_selected = True


class Photos(forms.FileField):
    """Some pictures, or none."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        """All of them."""
        return [super(Photos, self).clean(one, initial) for one in data or []]


class VisitForm(forms.Form):
    """When, where, who, what."""

    on = day(_("哪天去的"))
    place = _line(_("地点"), 120)
    who = _line(_("我们去了谁"), 300)
    met = _line(_("见了企业的谁"), 300, False)
    text = _words(_("看到什么、谈了什么、企业要什么"), 5000, 6)
    photos = Photos(label=_("照片"), required=False, max_length=300, widget=_Pictures(attrs={"class": "drop", "accept": "image/*"}))
    reports = forms.BooleanField(label=_("要报招商专报"), required=False, initial=True, help_text=_("保存后自动起草一份，从今天起计时。"))

    def __init__(self, most: str, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["photos"].help_text = most


class ReportForm(Seeing):
    """The sections of a report, each with its heading, and one more to be written."""

    def __init__(self, sections: Sequence[Section], *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.count = len(sections) + 1
        for place, one in enumerate([*sections, Section(heading="", text="")]):
            heading = _line(now_("第 %(n)s 段的标题") % {"n": place + 1}, 60, False)
            heading.initial = one["heading"]
            words = _words(now_("第 %(n)s 段") % {"n": place + 1}, 5000, min(12, max(3, one["text"].count("\n") + len(one["text"]) // 40 + 1)), required=False)
            words.initial = one["text"]
            self.fields[f"heading-{place}"], self.fields[f"text-{place}"] = heading, words

    def written(self) -> list[Section]:
        """What was typed."""
        return [Section(heading=self.cleaned_data[f"heading-{place}"], text=self.cleaned_data[f"text-{place}"].replace("\r\n", "\n"))
                for place in range(self.count)]


class InstructForm(GiveUnit):
    """What is to be done, by which unit, perhaps by whom there."""

    text = _words(_("批示"), 2000, 4)
    who = _line(_("指定谁办"), 120, False, _("写姓名或登录名，从提示里选；空着由单位安排。保密项目一定要指定。"), list="id_people")
    field_order = ("text", "unit", "who")


class ResultForm(forms.Form):
    """What came of it."""

    result = _words(_("办理结果"), 2000, 5, _("办了什么、结果怎样、还差什么。"))
