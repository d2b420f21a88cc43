"""What may be asked of the ledger, and what is wrong with it in words."""

from __future__ import annotations

import re
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luodi.ledger import queries
from luodi.ledger.models import Outcome
from luodi.ledger.queries import Wanted
from luodi.ledger.verbs import THINGS, VERBS
from luodi.ledger.words import thing_said

MOST: Final = 2**63 - 1
_KNOWN: Final = re.compile(r"\s*([0-9]{1,18}):([0-9]{1,18}):([0-9a-fA-F]{64})\s*\Z")
_THING: Final = re.compile(r"[a-z][a-z0-9_.]{0,79}\Z")
_DAY: Final = gettext_lazy("请写成 2026-11-23 这样的日期。")
_NUMBER: Final = gettext_lazy("请填编号，例如 15。")


def _day() -> forms.DateField:
    return forms.DateField(required=False, input_formats=["%Y-%m-%d"], error_messages={"invalid": _DAY})


class Filter(forms.Form):
    """Which entries to show. `wanted` holds them once the form is valid."""

    group = forms.CharField(required=False, max_length=80)
    person = forms.CharField(required=False, max_length=64)
    thing = forms.CharField(required=False, max_length=80)
    id = forms.IntegerField(required=False, min_value=0, max_value=MOST,
                            error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _NUMBER))
    first = _day()
    last = _day()
    outcome = forms.ChoiceField(required=False, choices=[("", ""), *((one.value, one.value) for one in Outcome)],
                                error_messages={"invalid_choice": gettext_lazy("请从列表里选。")})

    def clean(self) -> dict[str, Any]:
        """Days in order; a group that exists, a type that may."""
        held = super().clean() or self.cleaned_data
        if held.get("first") and held.get("last") and held["first"] > held["last"]:
            self.add_error("last", _("截止日早于起始日，请对调。"))
        # Entries may be about things that no part of this installation has words for.
        for name, fits in (("group", held.get("group", "") in dict(groups())), ("thing", _THING.match(held.get("thing", "")))):
            if held.get(name) and not fits:
                self.add_error(name, _("请从列表里选。"))
        # Nobody of that name is the same answer as somebody who has done nothing here: whether they exist elsewhere is not for the reader.
        self.people = queries.called(held["person"]) if held.get("person") else None
        return held

    @property
    def wanted(self) -> Wanted:
        """What a valid form asks for."""
        held = self.cleaned_data
        return Wanted(held["group"], self.people, held["thing"], held["id"], held["first"], held["last"], held["outcome"])

    @property
    def faults(self) -> dict[str, str]:
        """The first thing that is wrong with each field."""
        return {name: str(found[0]) for name, found in self.errors.items()}


def groups() -> list[tuple[str, str]]:
    """Groups of verbs with their words."""
    return [(name, thing_said(name)) for name in sorted({verb.group for verb in VERBS.values()})]


def things(also: str = "") -> list[tuple[str, str]]:
    """Types of subjects with their words, and one that has none."""
    return [(name, thing_said(name)) for name in dict.fromkeys((*THINGS, *([also] if also else [])))]


def known(text: str, region_id: int) -> dict[int, str] | None:
    """A hash noted earlier, by its number; empty for none, None for what is not one of this region."""
    if not text.strip():
        return {}
    read = _KNOWN.match(text)
    return {int(read[2]): read[3].lower()} if read and int(read[1]) == region_id else None
