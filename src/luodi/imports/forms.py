"""What is typed to send a table in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from luodi.frame.offering import offer


class UploadForm(forms.Form):
    """A table and where it goes."""

    where = forms.ChoiceField(label=_("导入到"))
    file = forms.FileField(label=_("填好的表"), max_length=200, allow_empty_file=True, widget=forms.FileInput(attrs={"accept": ".xlsx,.csv", "class": "drop"}))

    def __init__(self, where: list[tuple[str, str]], hint: str, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        offer(self, "where", where)
        self.fields["file"].help_text = hint
