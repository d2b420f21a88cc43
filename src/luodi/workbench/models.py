"""What somebody was shown once and does not want to see again. Written by `actions` only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import UniqueConstraint

from luodi.people.models import Account


class Seen(models.Model):
    """Something, such as the first tour, that an account has put away."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+", db_index=False)
    what = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [UniqueConstraint(name="seen_once", fields=["account", "what"])]

    def __str__(self) -> str:
        return f"{self.account_id} {self.what}"
