"""Industrial chains: their links, who is on them, who is wanted there, and the meetings that keep them moving."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Index, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from luodi.clocks.models import Clock
from luodi.people.models import Account, Region, Unit
from luodi.projects.models import Enterprise, Project


class Chain(models.Model):
    """An industrial chain with its leader, adviser and team (一产业一链长一顾问一专班)."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=60)
    leader = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    adviser = models.ForeignKey("promotion.Adviser", models.PROTECT, null=True, related_name="+", db_index=False)
    team = models.ManyToManyField(Account, related_name="+")
    since = models.DateField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [UniqueConstraint(name="chain_name_once", fields=["region", "name"])]

    def __str__(self) -> str:
        return self.name


class Link(models.Model):
    """A link of a chain. `place`: up, mid or down the stream; `strength`: whether it is there."""

    class Place(models.TextChoices):
        """Where it stands."""

        UP = "up", _("上游")
        MID = "mid", _("中游")
        DOWN = "down", _("下游")

    class Strength(models.TextChoices):
        """Whether it is there."""

        PRESENT = "present", _("已有")
        WEAK = "weak", _("薄弱")
        MISSING = "missing", _("缺失")

    chain = models.ForeignKey(Chain, models.CASCADE, related_name="links", db_index=False)
    name = models.CharField(max_length=60)
    place = models.CharField(max_length=4, choices=Place.choices)
    strength = models.CharField(max_length=8, choices=Strength.choices)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [UniqueConstraint(name="link_name_once", fields=["chain", "name"])]

    def __str__(self) -> str:
        return self.name


class LinkTie(models.Model):
    """One link delivers to another one."""

    giver = models.ForeignKey(Link, models.CASCADE, related_name="gives", db_index=False)
    taker = models.ForeignKey(Link, models.CASCADE, related_name="takes")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            UniqueConstraint(name="tie_once", fields=["giver", "taker"]),
            models.CheckConstraint(name="tie_of_two", condition=~Q(giver=models.F("taker"))),
        ]


class LinkFirm(models.Model):
    """A firm on a link: there already, or wanted. `project`: what came of it."""

    class Kind(models.TextChoices):
        """Whether it is there or wanted."""

        THERE = "there", _("已有企业")
        TARGET = "target", _("目标企业")

    link = models.ForeignKey(Link, models.CASCADE, related_name="firms", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    name = models.CharField(max_length=120)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, null=True, related_name="links", db_index=False)
    why = models.CharField(max_length=300, blank=True)
    project = models.ForeignKey(Project, models.SET_NULL, null=True, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [UniqueConstraint(name="link_firm_once", fields=["link", "name"])]

    def __str__(self) -> str:
        return self.name


class ChainMeeting(models.Model):
    """A meeting of a chain that its cadence raised. `cadence`: as the place's data has it; `turn`: the first day of its span, so that each comes once."""

    chain = models.ForeignKey(Chain, models.CASCADE, related_name="meetings", db_index=False)
    cadence = models.CharField(max_length=40)
    turn = models.DateField()
    clock = models.OneToOneField(Clock, models.PROTECT, null=True, related_name="+")
    held_on = models.DateField(null=True, blank=True)
    text = models.TextField(blank=True)
    by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [UniqueConstraint(name="chain_meeting_once", fields=["chain", "cadence", "turn"])]
        indexes: ClassVar[list[Index]] = [Index(name="chain_meeting_of", fields=["chain", "-turn"])]
