"""What people type to sign in, to confirm, and to change their password."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from luodi.people.models import Account
from luodi.people.passwords import MOST, faults

_HALF = re.compile("[\ud800-\udfff]")


class Text(forms.CharField):
    """A text that can be hashed and stored: no half characters. (Django refuses NUL.)"""

    def to_python(self, value: Any) -> str:
        """The text. Raises ValidationError."""
        text: str = super().to_python(value) or ""
        if _HALF.search(text):
            raise ValidationError(_("里面有不能用的字符，请重新输入。"))
        return text


def password() -> Text:
    """A password, as it was typed."""
    return Text(max_length=MOST, strip=False)


def code() -> Text:
    """A code of the second factor."""
    return Text(max_length=64)


class SignIn(forms.Form):
    """Login name and password."""

    login = Text(max_length=64)
    password = password()


class Code(forms.Form):
    """A code alone."""

    code = code()


class Password(forms.Form):
    """The present password alone."""

    password = password()


class Confirmed(forms.Form):
    """The present password and a code."""

    password = password()
    code = code()


class ChangePassword(forms.Form):
    """The present password, and the new one twice."""

    old = password()
    new = password()
    again = password()

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


def told(form: forms.Form) -> dict[str, list[str]]:
    """What is wrong, by field, in the reader's language: an empty field in our own words."""
    out = {name: list(map(str, found)) for name, found in form.errors.items()}
    for name in form.fields:
        if form.has_error(name, "required"):
            out[name] = [_("这一栏还没有填。")]
    return out
