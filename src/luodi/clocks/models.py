"""Clocks and what happened to them. The days in a clock's row are derived from its events by the engine; nothing is counted down."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Index, Q, UniqueConstraint

from luodi.people.models import Account, Region, Unit


class Clock(models.Model):
    """A time limit of something. `next_on`: the next day on which anything happens by itself; None when nothing will."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    assignee = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    name = models.CharField(max_length=200)
    """What is due, in words."""
    url = models.CharField(max_length=200, blank=True)
    """Where the thing itself is seen."""
    confidential = models.BooleanField(default=False)
    ladder = models.CharField(max_length=40)
    limits = models.JSONField()
    """The promised and the statutory limit, as the engine's `Limit` has them."""
    opened_on = models.DateField()
    state = models.CharField(max_length=16)
    light = models.CharField(max_length=16)
    due_on = models.DateField(null=True)
    statutory_due_on = models.DateField(null=True)
    yellow_on = models.DateField(null=True)
    overdue_on = models.DateField(null=True)
    reread_on = models.DateField(null=True)
    hold_until = models.DateField(null=True)
    """The last day on which nobody is told: an answer or an excuse holds it."""
    rung = models.PositiveSmallIntegerField(default=0)
    next_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    provisional = models.BooleanField(default=False)
    broken = models.CharField(max_length=300, blank=True)
    """Why it could not be read; the sweep goes on without it, and tries again the next day."""
    calendar = models.CharField(max_length=16)
    """The working-day calendar that its days were derived with."""

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="clock_ended_rests", condition=Q(ended_on__isnull=True) | Q(next_on__isnull=True)),
        ]
        indexes: ClassVar[list[Index]] = [
            Index(name="clock_next", fields=["region", "next_on"], condition=Q(next_on__isnull=False)),
            Index(name="clock_of_subject", fields=["region", "subject_type", "subject_id"]),
            Index(name="clock_of_unit", fields=["region", "unit", "due_on"], condition=Q(ended_on__isnull=True)),
            Index(name="clock_of_assignee", fields=["assignee", "due_on"], condition=Q(ended_on__isnull=True)),
            Index(name="clock_broken", fields=["region"], condition=~Q(broken="")),
        ]

    def __str__(self) -> str:
        return self.name


class Event(models.Model):
    """One of the things that happened to a clock, in order."""

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="events", db_index=False)
    place = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20)
    day = models.DateField()
    data = models.JSONField()
    """The rest of the engine's event."""

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [UniqueConstraint(name="clock_event_place", fields=["clock", "place"])]


class Turn(models.Model):
    """What changed by itself: a light, rungs of the ladder, or days because the calendar changed. `told`: those concerned know."""

    region_id = models.BigIntegerField()
    clock = models.ForeignKey(Clock, models.CASCADE, related_name="turns", db_index=False)
    day = models.DateField()
    before = models.CharField(max_length=16)
    light = models.CharField(max_length=16)
    rung_before = models.PositiveSmallIntegerField()
    rung = models.PositiveSmallIntegerField()
    due_before = models.DateField(null=True)
    due_on = models.DateField(null=True)
    told = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="turn_rungs_rise", condition=Q(rung__gte=F("rung_before"))),
        ]
        indexes: ClassVar[list[Index]] = [
            Index(name="turn_untold", fields=["region_id", "id"], condition=Q(told=False)),
            Index(name="turn_of_clock", fields=["clock", "id"]),
        ]


class Excuse(models.Model):
    """A good reason (正当理由) why a clock may be late: asked for, decided by a supervisor, good until its last day."""

    class State(models.TextChoices):
        """What became of it."""

        ASKED = "asked", "asked"
        APPROVED = "approved", "approved"
        REFUSED = "refused", "refused"

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="excuses", db_index=False)
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    reason = models.CharField(max_length=500)
    until = models.DateField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            UniqueConstraint(name="clock_excuse_open_once", fields=["clock"], condition=Q(state="asked")),
        ]
        indexes: ClassVar[list[Index]] = [Index(name="clock_excuse_of", fields=["clock", "id"])]


class HolidayNotice(models.Model):
    """A year of holidays that was published after this version of the product, as the notice's file has it."""

    year = models.PositiveSmallIntegerField(unique=True)
    text = models.TextField()
    mark = models.CharField(max_length=16)
    added_at = models.DateTimeField()
