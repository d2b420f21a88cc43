"""Advisers from outside, and the groups that approval departments lend to a promotion department."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Index, UniqueConstraint

from luodi.clocks.models import Clock
from luodi.people.models import Account, Region, Unit
from luodi.projects.models import Project


class Adviser(models.Model):
    """Somebody who is asked for advice. `skills`: as the place's data has them; `account`: theirs, where they have one."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=60)
    from_where = models.CharField(max_length=120, blank=True)
    skills = models.JSONField(default=list)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    active = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [UniqueConstraint(name="adviser_once", fields=["region", "name"])]

    def __str__(self) -> str:
        return self.name


class Group(models.Model):
    """The group of a promotion department (招商工作服务组)."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    unit = models.OneToOneField(Unit, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.unit.name


class Member(models.Model):
    """Somebody of an approval or planning department in a group, for a skill."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="members", db_index=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    skill = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [UniqueConstraint(name="member_once", fields=["group", "account", "skill"])]


class Consultation(models.Model):
    """Advice that was asked for a project, of an adviser or of somebody in a group, and what they said."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="consultations", db_index=False)
    skill = models.CharField(max_length=40)
    question = models.TextField()
    adviser = models.ForeignKey(Adviser, models.PROTECT, null=True, related_name="+", db_index=False)
    member = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    asked_on = models.DateField()
    clock = models.OneToOneField(Clock, models.PROTECT, null=True, related_name="+")
    held_on = models.DateField(null=True, blank=True)
    together = models.CharField(max_length=300, blank=True)
    """Who was there, when it was a joint negotiation."""
    advice = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar[list[Index]] = [Index(name="consultation_of_project", fields=["project", "-id"])]
