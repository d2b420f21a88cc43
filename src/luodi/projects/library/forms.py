"""What people type on the pages of the library, and what is wrong with it in words."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luodi.clocks.shown import lights
from luodi.frame.templatetags.luodi import lang_here
from luodi.people.models import Region, Unit
from luodi.projects.library.courses import Courses, Step
from luodi.projects.library.wanted import NO_LIGHT, SORTS, Wanted
from luodi.projects.models import Status

_KEY: Final = 2**62
_DAY: Final = gettext_lazy("请写成 2026-11-23 这样的日期。")
_NUMBER: Final = gettext_lazy("请填数字，不带单位，例如 5000。")
_LIST: Final = gettext_lazy("请从列表里选。")
_ONE: Final = {"invalid_choice": _LIST}


class Sums(forms.TextInput):
    """An amount as people type it: thousands may have commas."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Without the commas."""
        held = super().value_from_datadict(data, files, name)
        return held.replace(",", "").replace("，", "") if isinstance(held, str) else held


def _sum() -> forms.DecimalField:
    wrong = dict.fromkeys(("invalid", "min_value", "max_digits", "max_decimal_places", "max_whole_digits"), _NUMBER)
    return forms.DecimalField(required=False, min_value=Decimal(0), max_digits=16, decimal_places=2, error_messages=wrong, widget=Sums)


def _key() -> forms.IntegerField:
    return forms.IntegerField(required=False, min_value=1, max_value=_KEY, error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _LIST))


class Filter(forms.Form):
    """Which projects to show; `wanted` holds them once the form is valid. `units`: those to choose from, with their regions."""

    q = forms.CharField(required=False, max_length=60, error_messages={"max_length": gettext_lazy("最多 60 个字。")})
    region, unit = _key(), _key()
    stage = forms.MultipleChoiceField(required=False, error_messages=_ONE)
    batch = forms.ChoiceField(required=False, error_messages=_ONE)
    entered = forms.ChoiceField(required=False, error_messages=_ONE)
    passed = forms.ChoiceField(required=False, error_messages=_ONE)
    status = forms.ChoiceField(required=False, error_messages=_ONE)
    light = forms.ChoiceField(required=False, error_messages=_ONE)
    category = forms.ChoiceField(required=False, error_messages=_ONE)
    mine = forms.ChoiceField(required=False, error_messages=_ONE)
    money_from, money_to, land_from, land_to = _sum(), _sum(), _sum(), _sum()
    since = forms.DateField(required=False, input_formats=["%Y-%m-%d"], error_messages={"invalid": _DAY})
    when = forms.CharField(required=False, max_length=300, error_messages={"max_length": gettext_lazy("最多 300 个字。")})
    sort = forms.ChoiceField(required=False, choices=[("", ""), *((name, name) for name in SORTS)], error_messages=_ONE)

    def __init__(self, data: Any, courses: Courses, categories: Iterable[tuple[str, str]], units: Iterable[Unit]) -> None:
        super().__init__(data)
        self.units, self.words = list(units), dict[str, dict[str, str]]()
        self.regions: list[Region] = list({unit.region_id: unit.region for unit in self.units}.values())
        self.choose("stage", _steps(courses.stages))
        for name in ("batch", "entered", "passed"):
            self.choose(name, _steps(courses.batches))
        self.choose("status", Status.choices)
        self.choose("light", [*((key, lights()[key]) for key in ("red", "yellow", "green", "paused", "waiting")), (NO_LIGHT, _("没有在走的时限"))])
        self.choose("category", categories)
        self.choose("mine", [("owner", _("我负责的")), ("part", _("我参与的")), ("unit", _("本单位的"))])

    def choose(self, name: str, choices: Iterable[tuple[str, str | Promise]]) -> None:
        """What may be chosen."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        self.words[name] = {key: str(said) for key, said in choices}
        field.choices = [*([] if isinstance(field, forms.MultipleChoiceField) else [("", "")]), *self.words[name].items()]

    def clean(self) -> dict[str, Any]:
        """From and to in order."""
        held = super().clean() or self.cleaned_data
        for first, last in (("money_from", "money_to"), ("land_from", "land_to")):
            low, high = held.get(first), held.get(last)
            if low is not None and high is not None and low > high:
                self.add_error(last, _("上限小于下限，请对调。"))
        return held

    @property
    def wanted(self) -> Wanted:
        """What a valid form asks for."""
        held = {name: value for name, value in self.cleaned_data.items() if value not in ("", None, [])}
        return Wanted(**held | {"stage": tuple(held.get("stage", ()))})

    @property
    def faults(self) -> dict[str, str]:
        """What is wrong, by field."""
        return {name: " ".join(map(str, found)) for name, found in self.errors.items()}

    def typed(self) -> dict[str, Any]:
        """What was typed, cut to what a page can hold."""
        held = {name: (self.data.get(name) or "")[:300] for name in self.fields if name != "stage"}
        return held | {"stage": self.data.getlist("stage")[:20] if hasattr(self.data, "getlist") else []}

    def chips(self, wanted: Wanted) -> list[tuple[str, str]]:
        """The conditions in words, each with the address that takes it off."""
        chosen: dict[str, str] = {}
        for name, text in wanted.pairs:
            if name == "sort":
                continue
            said = self.words[name].get(text, text) if name in self.words else self._said(name, text)
            chosen[name] = f"{chosen[name]}、{said}" if name in chosen else said
        spoken = {"entered": _("进过“%(what)s”"), "passed": _("走过了“%(what)s”"), "q": _("有“%(what)s”"), "money_from": _("投资不少于 %(what)s 万元"),
                  "money_to": _("投资不多于 %(what)s 万元"), "land_from": _("用地不少于 %(what)s 亩"), "land_to": _("用地不多于 %(what)s 亩"),
                  "since": _("%(what)s 以来有变化")}
        return [(spoken[name] % {"what": said} if name in spoken else said, wanted.without(name)) for name, said in chosen.items()]

    def _said(self, name: str, text: str) -> str:
        # One that is not among the choices is called the same whether or not there is such a one.
        if name == "region":
            return next((region.name for region in self.regions if str(region.pk) == text), _("所选区域"))
        if name == "unit":
            return next((unit.name for unit in self.units if str(unit.pk) == text), _("所选单位"))
        return text


class Keep(forms.Form):
    """A filter's name, whether the unit sees it, whether the list opens with it."""

    name = forms.CharField(max_length=200, required=False)
    shared = forms.BooleanField(required=False)
    first = forms.BooleanField(required=False)


def _steps(steps: Iterable[Step]) -> list[tuple[str, str]]:
    lang = lang_here()
    return [(step.key, step.name.get(lang) or step.name["zh-Hans"]) for step in steps]
