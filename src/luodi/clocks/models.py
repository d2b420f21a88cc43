"""Clocks and what happened to them. The days in a clock's row are derived from its events by the engine; nothing is counted down."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Index, Q, UniqueConstraint

from luodi.engine.source import Said
from luodi.people.models import Account, Region, Unit


class Clock(models.Model):
    """A time limit of something. What turns by itself stands in its `Standing`."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    assignee = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    name = models.CharField(max_length=200)
    """What is due, in words."""
    thread_id = models.BigIntegerField(null=True)
    """The project on whose thread it runs, if it is of one."""
    url = models.CharField(max_length=200, blank=True)
    """Where the thing itself is seen."""
    confidential = models.BooleanField(default=False)
    limits = models.JSONField()
    """The promised and the statutory limit, as the engine's `Limit` has them."""
    opened_on = models.DateField()
    state = models.CharField(max_length=16)
    statutory_due_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    provisional = models.BooleanField(default=False)
    calendar = models.CharField(max_length=16)
    """The working-day calendar that its days were derived with."""

    class Meta:
        indexes: ClassVar[list[Index]] = [
            Index(name="clock_of_subject", fields=["region", "subject_type", "subject_id"]),
            Index(name="clock_of_thread", fields=["region", "thread_id"], condition=Q(ended_on__isnull=True, thread_id__isnull=False)),
            Index(name="clock_of_unit", fields=["region", "unit"], condition=Q(ended_on__isnull=True)),
            Index(name="clock_of_assignee", fields=["assignee"], condition=Q(ended_on__isnull=True)),
            Index(name="clock_of_nobody", fields=["unit"], condition=Q(ended_on__isnull=True, assignee__isnull=True)),
            Index(name="clock_alone", fields=["region"], condition=Q(ended_on__isnull=True, thread_id__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.name


class Due(Index):
    """On SQLite all that the sweep asks for, in the order in which it groups: it reads no row that it does not move. On PostgreSQL the first two columns:
    it reads the rows page by page anyway, and a broad key costs more at each move than it saves.
    """

    def create_sql(self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor, using: str = "", **kwargs: Any) -> Any:
        """The statement that makes it."""
        if schema_editor.connection.vendor == "postgresql":
            return Index(name=self.name, fields=self.fields[:2], condition=self.condition).create_sql(model, schema_editor, using, **kwargs)
        return super().create_sql(model, schema_editor, using, **kwargs)


class Standing(models.Model):
    """Where a clock stands: the part of it that the sweep moves. Apart and narrow, because every index of a table is paid for each time a row moves.

    `next_on`: the next day on which anything happens by itself; None when nothing will.
    """

    clock = models.OneToOneField(Clock, models.CASCADE, primary_key=True, related_name="standing")
    region_id = models.BigIntegerField()
    ladder = models.CharField(max_length=40)
    light = models.CharField(max_length=16)
    rung = models.PositiveSmallIntegerField(default=0)
    yellow_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    overdue_on = models.DateField(null=True)
    hold_until = models.DateField(null=True)
    """The last day on which nobody is told: an answer or an excuse holds it."""
    reread_on = models.DateField(null=True)
    next_on = models.DateField(null=True)
    broken = models.CharField(max_length=300, blank=True)
    """Why it could not be read; the sweep goes on without it, and tries again the next day."""

    class Meta:
        indexes: ClassVar[list[Index]] = [
            Due(name="clock_due", fields=["region_id", "next_on", "ladder", "light", "rung", "yellow_on", "due_on", "overdue_on", "hold_until", "reread_on",
                                          "clock"], condition=Q(next_on__isnull=False)),
            Index(name="clock_broken", fields=["region_id"], condition=~Q(broken="")),
        ]

    @property
    def why_broken(self) -> Said:
        """Why it could not be read, in words."""
        faults = [fault.partition(" / ") for fault in self.broken.split(" · ")]
        return Said("；".join(zh for zh, _, en in faults), "; ".join(en or zh for zh, _, en in faults))


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
    """What changed by itself: a light, rungs of the ladder, or the due day because the calendar changed.

    Numbers rise in the order in which a region's turns were kept. No foreign key in the database: checking thousands of them doubles a sweep,
    and clocks are never deleted.
    """

    region_id = models.BigIntegerField()
    clock = models.ForeignKey(Clock, models.CASCADE, related_name="turns", db_index=False, db_constraint=False)
    day = models.DateField()
    before = models.CharField(max_length=16)
    light = models.CharField(max_length=16)
    rung_before = models.PositiveSmallIntegerField()
    rung = models.PositiveSmallIntegerField()
    due_before = models.DateField(null=True)
    due_on = models.DateField(null=True)

    class Meta:
        indexes: ClassVar[list[Index]] = [Index(name="turn_of_clock", fields=["clock", "id"])]


class Progress(models.Model):
    """How far the product has got in a region by itself: the newest turn, up to which turn those concerned know, the calendar its clocks were derived with."""

    region_id = models.BigIntegerField(primary_key=True)
    newest = models.BigIntegerField(default=0)
    told = models.BigIntegerField(default=0)
    calendar = models.CharField(max_length=16, blank=True)


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
