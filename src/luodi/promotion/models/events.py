"""Promotion events: who was invited, who came, what came of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Index, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from luodi.people.models import Account, Region, Unit
from luodi.projects.models import Enterprise, Project


class Event(models.Model):
    """A promotion event."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=120)
    on = models.DateField()
    place = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    held = models.BooleanField(default=False)
    dropped = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        indexes: ClassVar[list[Index]] = [Index(name="event_of_region", fields=["region", "-on", "-id"])]

    def __str__(self) -> str:
        return self.name


class Invitation(models.Model):
    """A firm that is invited to an event. `why`: by which choice; `came`: None until somebody noted it; `project`: the lead that came of it.

    `enterprise`: None for a name that was typed. A name may stand twice, typed and as an enterprise: to refuse the one would tell whoever types it of
    the other, which they may not see.
    """

    class Answer(models.TextChoices):
        """What it answered."""

        NONE = "none", _("未答复")
        YES = "yes", _("参加")
        NO = "no", _("不参加")

    event = models.ForeignKey(Event, models.CASCADE, related_name="invitations", db_index=False)
    name = models.CharField(max_length=120)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, null=True, related_name="invitations", db_index=False)
    why = models.CharField(max_length=200, blank=True)
    answer = models.CharField(max_length=6, choices=Answer.choices, default=Answer.NONE)
    came = models.BooleanField(null=True)
    project = models.ForeignKey(Project, models.SET_NULL, null=True, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            UniqueConstraint(name="invitation_once", fields=["event", "name"], condition=Q(enterprise__isnull=True)),
        ]
        indexes: ClassVar[list[Index]] = [Index(name="invitation_of_event", fields=["event", "id"]),
                                          Index(name="invitation_project", fields=["project"], condition=Q(project__isnull=False))]
