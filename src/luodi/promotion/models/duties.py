"""Which unit answers for what."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import UniqueConstraint

from luodi.people.models import Region, Unit


class Duty(models.Model):
    """A unit of a region that answers for a duty, as the place's promotion.yaml names it."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [UniqueConstraint(name="duty_once", fields=["region", "key"])]

    def __str__(self) -> str:
        return self.key
