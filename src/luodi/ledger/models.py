"""What the ledger keeps. Integer ids instead of foreign keys: it stands below every other app, and region comes first in every key."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.db.models import CompositePrimaryKey, F, Index, Q, UniqueConstraint


class Outcome(StrEnum):
    """What became of an attempt."""

    DONE = "done"
    REFUSED = "refused"


class Algorithm(StrEnum):
    """How an entry is hashed."""

    SHA256 = "sha256"
    SM3 = "sm3"


class State(StrEnum):
    """Where a message of the outbox is."""

    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"


class Head(models.Model):
    """The end of a region's chain. An action holds it locked, so that entries of one region follow one another."""

    region_id = models.BigIntegerField(primary_key=True)
    number = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="", blank=True)


class Entry(models.Model):
    """One attempt and what became of it. The database refuses to change or remove it (migration 0002).

    `confidential`: whether its subject was. `others`: the entries that stand for the same attempt in chains of other regions, as [{region, number, hash}].
    """

    pk = CompositePrimaryKey("region_id", "number")
    region_id = models.BigIntegerField()
    number = models.BigIntegerField()
    at = models.DateTimeField()
    person_id = models.BigIntegerField(null=True)
    on_behalf_of_id = models.BigIntegerField(null=True)
    verb = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=80)
    subject_id = models.BigIntegerField(null=True)
    payload = models.JSONField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    reason = models.TextField(blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    outcome = models.CharField(max_length=8)
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)
    algorithm = models.CharField(max_length=8, default=Algorithm.SHA256.value)
    confidential = models.BooleanField(default=False)
    others = models.JSONField(null=True)

    class Meta:
        indexes: ClassVar = [
            Index(F("region_id"), F("subject_type"), F("subject_id"), F("number").desc(), name="ledger_entry_of_subject"),
            Index(F("region_id"), F("person_id"), F("number").desc(), name="ledger_entry_of_person"),
        ]


class Outbox(models.Model):
    """A message that follows from an entry. `key` tells a receiver that it has had this one before. `next_at`: when it is due, or has been sent or given up."""

    pk = CompositePrimaryKey("region_id", "number", "place")
    region_id = models.BigIntegerField()
    number = models.BigIntegerField()
    place = models.IntegerField()
    key = models.CharField(max_length=200)
    topic = models.CharField(max_length=80)
    payload = models.JSONField()
    state = models.CharField(max_length=8, default=State.WAITING.value)
    attempts = models.IntegerField(default=0)
    next_at = models.DateTimeField()
    claim = models.CharField(max_length=32, blank=True, default="")
    error = models.TextField(blank=True, default="")

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["region_id", "key"], name="ledger_outbox_key")]
        indexes: ClassVar = [
            Index(fields=["next_at"], name="ledger_outbox_due", condition=Q(state="waiting")),
            Index(fields=["region_id", "next_at"], name="ledger_outbox_dead", condition=Q(state="dead")),
            Index(fields=["next_at"], name="ledger_outbox_sent", condition=Q(state="sent")),
        ]


class Idempotency(models.Model):
    """The answer that a key was given. Keys belong to the person who made them (0: nobody signed in)."""

    pk = CompositePrimaryKey("region_id", "person_id", "verb", "key")
    region_id = models.BigIntegerField()
    person_id = models.BigIntegerField()
    verb = models.CharField(max_length=80)
    key = models.CharField(max_length=200)
    asked = models.CharField(max_length=64)
    answer = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [Index(fields=["at"], name="ledger_idempotency_at")]
