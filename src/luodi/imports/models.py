"""Tables that were sent in and read. Scratch: nothing refers to them, and they are in no backup."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models

from luodi.people.models import Account, Region, Unit
from luodi.work.models import Job


class Upload(models.Model):
    """A table, kept until it expires. Its key is not used again, in no restored database either: what is done once is done once by it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=40)
    region = models.ForeignKey(Region, models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, models.CASCADE, null=True, blank=True, related_name="+")
    """The unit within which it may write; none for the whole region."""
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    file = models.CharField(max_length=120)
    size = models.PositiveIntegerField()
    """Rows."""
    notes = models.JSONField()
    """How it was read, in both languages."""
    count = models.JSONField()
    """How many rows would be new, changed, the same, faulty, when it was looked at."""
    shown = models.JSONField()
    """The first ones of each, as the page shows them."""
    at = models.DateTimeField()
    expires = models.DateTimeField(db_index=True)
    confirmed = models.DateTimeField(null=True, blank=True, db_index=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    done = models.JSONField(null=True, blank=True)
    """How many of each were saved; none before all of it is."""

    def __str__(self) -> str:
        return self.file


class Part(models.Model):
    """Some rows of one sheet, which are saved together. `before`: rows in the parts before it."""

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="parts", db_index=False)
    number = models.PositiveIntegerField()
    before = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    sheet = models.CharField(max_length=40)
    letters = models.JSONField()
    rows = models.JSONField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [models.UniqueConstraint(name="import_part_once", fields=["upload", "number"])]

    def __str__(self) -> str:
        return f"{self.upload_id} {self.number}"
