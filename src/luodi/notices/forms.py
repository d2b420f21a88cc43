"""What people type about robots and about how their notices are to arrive."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from luodi.engine.timelimit import Quiet
from luodi.notices.models import Channel, Choice
from luodi.people.models import Account, Unit
from luodi.people.queries import account_by_login


class AddEndpoint(forms.Form):
    """A new robot: whose, what it speaks, where. `units`: those that the reader manages."""

    unit = forms.ChoiceField(choices=())
    login = forms.CharField(max_length=64, required=False)
    channel = forms.ChoiceField(choices=Channel.choices)
    name = forms.CharField(max_length=60)
    url = forms.CharField(max_length=1000)
    secret = forms.CharField(max_length=200, required=False, strip=True)

    def __init__(self, units: Iterable[Unit], data: Any = None) -> None:
        super().__init__(data)
        self.units = {str(unit.pk): unit for unit in units}
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, unit.name) for key, unit in self.units.items()]
        for one in self.fields.values():
            one.error_messages["required"] = _("这一栏还没有填。")
            one.error_messages["invalid_choice"] = _("请从列表里选一个。")

    def clean_unit(self) -> Unit:
        """One of those that the reader manages."""
        return self.units[self.cleaned_data["unit"]]

    def clean_login(self) -> Account | None:
        """The person, when it is only for one."""
        login = self.cleaned_data["login"]
        if not login:
            return None
        account = account_by_login(login)
        if account is None or str(account.unit_id) not in self.units:
            raise forms.ValidationError(_("您管的单位里没有这个登录名。"))
        return account


class Preferences(forms.Form):
    """A choice for each group and channel, quiet hours of one's own, the hour of the digest. `names`: `group.channel`."""

    def __init__(self, names: Iterable[str], data: Any = None) -> None:
        super().__init__(data)
        self.names = list(names)
        for name in self.names:
            self.fields[name] = forms.ChoiceField(choices=Choice.choices)
        self.fields["digest_hour"] = forms.IntegerField(min_value=0, max_value=23)
        for name in ("quiet_own", "quiet_days_off"):
            self.fields[name] = forms.BooleanField(required=False)
        for name in ("quiet_from", "quiet_to"):
            self.fields[name] = forms.TimeField(input_formats=["%H:%M", "%H:%M:%S"], required=bool(self.data.get("quiet_own")))

    @property
    def quiet(self) -> Quiet | None:
        """The own quiet hours of a valid form; None for those of the region."""
        held = self.cleaned_data
        return Quiet(held["quiet_from"], held["quiet_to"], held["quiet_days_off"]) if held["quiet_own"] else None
