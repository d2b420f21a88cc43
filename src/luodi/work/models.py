"""What is to be done in the background. Whoever takes something up writes its mark (`claim`) on it, for as long as its lease lasts."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Index, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from luodi.engine.source import Said
from luodi.rights.kernel import NOTHING


class State(models.TextChoices):
    """How far a job is."""

    WAITING = "waiting", _("等待")
    RUNNING = "running", _("进行中")
    DONE = "done", _("已完成")
    FAILED = "failed", _("没有成功")
    STOPPED = "stopped", _("已停止")


LIVE = (State.WAITING, State.RUNNING)


class Job(models.Model):
    """Long work that somebody asked for. `done` of `total`: where it goes on after a crash; `attempts`: in vain since `done` last grew.

    `next_at`: from when on a worker may take it up; while one has it, the end of its lease. `moved_at`: when it was last heard of.
    """

    region_id = models.BigIntegerField()
    kind = models.CharField(max_length=80)
    key = models.CharField(max_length=200, blank=True)
    params = models.JSONField()
    title = models.JSONField()
    asked_by = models.ForeignKey("people.Account", models.PROTECT, null=True, related_name="+", db_index=False)
    """None: the product itself."""
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    said = models.JSONField(default=list)
    error = models.TextField(blank=True)
    result = models.JSONField(default=dict)
    attempts = models.PositiveSmallIntegerField(default=0)
    claim = models.CharField(max_length=32, blank=True)
    next_at = models.DateTimeField()
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    moved_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="job_state", condition=Q(state__in=State.values)),
            UniqueConstraint(fields=["region_id", "kind", "key"], name="job_key_once", condition=~Q(key="")),
        ]
        indexes: ClassVar = [
            Index(fields=["next_at"], name="job_due", condition=Q(state__in=LIVE)),
            Index(F("region_id"), F("id").desc(), name="job_of_region"),
            Index(F("region_id"), F("asked_by"), F("id").desc(), name="job_of_person"),
            Index(fields=["ended_at"], name="job_over", condition=Q(ended_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def name(self) -> Said:
        """Its title in words."""
        return Said(*self.title)

    @property
    def words(self) -> Said:
        """What it last had to say."""
        return Said(*self.said) if self.said else NOTHING

    @property
    def live(self) -> bool:
        """Whether it is still to be done."""
        return self.state in LIVE

    @property
    def link(self) -> str:
        """Where its result is: an address of ours, or nothing."""
        url = str(self.result.get("url", ""))
        return url if url.startswith("/") and not url.startswith(("//", "/\\")) else ""


class Turn(models.Model):
    """Where a round stands. `last_said`: what it last had to say; `failures`: in a row, until it works again."""

    name = models.CharField(max_length=80, primary_key=True)
    next_at = models.DateTimeField()
    claim = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)
    last_said = models.TextField(blank=True)
    last_error = models.TextField(blank=True)
    failures = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.name


class Worker(models.Model):
    """A process that works. One that was not seen for a while is gone."""

    name = models.CharField(max_length=32, primary_key=True)
    host = models.CharField(max_length=200)
    pid = models.IntegerField()
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.host}:{self.pid}"
