"""Projects that a unit has made ready for an investor to come."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Index

from luodi.people.models import Account, Region, Unit
from luodi.projects.models import Project


class Packaged(models.Model):
    """A packaged project: what it is, the policy, land and supplies that wait for it, whom it aims at. `year`: whose target it counts for; `project`: the lead
    that it became.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    category = models.CharField(max_length=40, blank=True)
    investment_wan = models.DecimalField(max_digits=16, decimal_places=2)
    land_area_mu = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    content = models.TextField()
    policy = models.TextField(blank=True)
    supplies = models.TextField(blank=True)
    aims = models.TextField(blank=True)
    link = models.ForeignKey("promotion.Link", models.SET_NULL, null=True, related_name="+", db_index=False)
    project = models.OneToOneField(Project, models.SET_NULL, null=True, related_name="packaged")
    dropped_on = models.DateField(null=True, blank=True)
    why_dropped = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[Index]] = [Index(name="packaged_of_region", fields=["region", "year", "-id"]),
                                          Index(name="packaged_of_unit", fields=["unit", "year"])]

    def __str__(self) -> str:
        return self.name
