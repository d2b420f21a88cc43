"""What people fill in about a clock."""

from __future__ import annotations

from django import forms


class AskExcuse(forms.Form):
    """A reason, and the day until which it should hold."""

    reason = forms.CharField(max_length=500)
    until = forms.DateField()


class Decide(forms.Form):
    """Yes or no, and a word about it."""

    verdict = forms.ChoiceField(choices=[("approve", ""), ("refuse", "")])
    words = forms.CharField(max_length=500, required=False)
