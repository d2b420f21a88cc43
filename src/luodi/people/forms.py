"""What people type to sign in and to change their password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from luodi.people.models import Account
from luodi.people.passwords import MOST, faults


def _password() -> forms.CharField:
    return forms.CharField(max_length=MOST, strip=False, error_messages={"required": ""})


class SignIn(forms.Form):
    """Login name and password."""

    login = forms.CharField(max_length=64)
    password = _password()


class ChangePassword(forms.Form):
    """The present password, and the new one twice."""

    old = _password()
    new = _password()
    again = _password()

    def __init__(self, account: Account, data: Any = None) -> None:
        super().__init__(data)
        self.account = account

    def clean_new(self) -> str:
        """A password that is good enough, and another one."""
        new: str = self.cleaned_data["new"]
        wrong = faults(new, self.account.login)
        if new == self.cleaned_data.get("old"):
            wrong.append(_("新密码和原来的一样，请换一个。"))
        if wrong:
            raise forms.ValidationError(wrong)
        return new

    def clean(self) -> dict[str, Any]:
        """Both are the same."""
        if "new" in self.cleaned_data and self.cleaned_data.get("again") not in (None, self.cleaned_data["new"]):
            self.add_error("again", _("两次填的不一样，请再填一次。"))
        return self.cleaned_data
