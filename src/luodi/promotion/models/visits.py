"""Visits to an enterprise, reports to leaders, and what leaders said to them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Index

from luodi.clocks.models import Clock
from luodi.people.models import Account, Unit
from luodi.projects.models import Paper, Project


class Visit(models.Model):
    """A visit: when, where, who went, what was seen. Its photographs are files of the project."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="visits", db_index=False)
    on = models.DateField()
    place = models.CharField(max_length=120)
    who = models.CharField(max_length=300)
    met = models.CharField(max_length=300, blank=True)
    text = models.TextField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    photos = models.ManyToManyField(Paper, related_name="+")

    class Meta:
        indexes: ClassVar[list[Index]] = [Index(name="visit_of_project", fields=["project", "-on", "-id"])]


class Report(models.Model):
    """A report to leaders about a project. `number`: within its year; `sections`: headings and words as they were sent; `clock`: until it is sent."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="reports", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField(default=0)
    sections = models.JSONField(default=list)
    begun_on = models.DateField()
    sent_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    clock = models.OneToOneField(Clock, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes: ClassVar[list[Index]] = [Index(name="report_of_project", fields=["project", "-id"])]


class Instruction(models.Model):
    """What a leader wants done, to a report or of their own accord. `unit`: who does it; `result`: what came of it."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="instructions", db_index=False)
    report = models.ForeignKey(Report, models.PROTECT, null=True, related_name="instructions", db_index=False)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    text = models.TextField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    given_on = models.DateField()
    clock = models.OneToOneField(Clock, models.PROTECT, null=True, related_name="+")
    result = models.TextField(blank=True)
    done_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    done_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes: ClassVar[list[Index]] = [Index(name="instruction_of_project", fields=["project", "-id"])]
