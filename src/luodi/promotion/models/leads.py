"""Leads: who spoke first, who holds it, what was talked about, who disputes it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Index, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from luodi.clocks.models import Clock
from luodi.people.models import Account, Region, Unit
from luodi.projects.models import Paper, Project


class Lead(models.Model):
    """The first contact of a project, and how long it is protected. `first_by`, `first_unit`: who spoke first, for good; who works on it now is the owner.

    `state`: held while nobody else may take it, open once it lies in the pool, over when it was signed or given up. `held_until`: the last protected day,
    a calendar day. `clock`: runs from contact to contact.
    """

    class State(models.TextChoices):
        """Whether somebody else may take it."""

        HELD = "held", _("受保护")
        OPEN = "open", _("公开池")
        OVER = "over", _("已结束")

    project = models.OneToOneField(Project, models.CASCADE, primary_key=True, related_name="lead")
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    first_by = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    first_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    first_on = models.DateField()
    way = models.CharField(max_length=24)
    contact_name = models.CharField(max_length=60, blank=True)
    contact_phone = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.HELD)
    held_until = models.DateField()
    renewals = models.PositiveSmallIntegerField(default=0)
    contacted_on = models.DateField(null=True, blank=True)
    clock = models.OneToOneField(Clock, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [models.CheckConstraint(name="lead_state", condition=Q(state__in=("held", "open", "over")))]
        # In the order in which the pool and what ends soon are shown, for whoever sees many regions too; the region says whose it is without the row.
        indexes: ClassVar[list[Index]] = [Index(name="lead_until", fields=["state", "held_until", "project", "region"]),
                                          Index(name="lead_of_unit", fields=["first_unit", "-first_on", "project"])]


class Claim(models.Model):
    """That a firm is taken in a region: by its code and by its plain name, each once. Whoever comes second meets the row of the first."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=140)
    project = models.ForeignKey(Project, models.CASCADE, related_name="claims")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [UniqueConstraint(name="claim_once", fields=["region", "key"])]


class Contact(models.Model):
    """A talk with the enterprise: how, with whom, what was said, and when the next one is due."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="contacts", db_index=False)
    on = models.DateField()
    way = models.CharField(max_length=24)
    whom = models.CharField(max_length=120, blank=True)
    text = models.TextField()
    next_on = models.DateField(null=True, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[Index]] = [Index(name="contact_of_project", fields=["project", "-on", "-id"])]


class Transfer(models.Model):
    """A lead goes to another unit, perhaps of another district, once that unit says yes. `share`: how much of it stays to the one that gives, in percent."""

    class State(models.TextChoices):
        """What became of it."""

        ASKED = "asked", _("待接收")
        TAKEN = "taken", _("已接收")
        REFUSED = "refused", _("不接收")
        WITHDRAWN = "withdrawn", _("已撤回")

    project = models.ForeignKey(Project, models.CASCADE, related_name="transfers", db_index=False)
    giver = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    taker = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    share = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=500)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    answer = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    asked_on = models.DateField()
    answered_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    answered_on = models.DateField(null=True, blank=True)
    clock = models.OneToOneField(Clock, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            UniqueConstraint(name="transfer_open_once", fields=["project"], condition=Q(state="asked")),
            models.CheckConstraint(name="transfer_share", condition=Q(share__lte=100)),
        ]
        indexes: ClassVar[list[Index]] = [Index(name="transfer_of_project", fields=["project", "-id"]),
                                          Index(name="transfer_to", fields=["taker"], condition=Q(state="asked"))]


class Dispute(models.Model):
    """A unit says that a lead is its own. It does not see the lead: it knows the name that it typed, and which unit holds it. `verdict`: for whom
    it was ruled.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    project = models.ForeignKey(Project, models.CASCADE, related_name="disputes")
    named = models.CharField(max_length=120)
    holder = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    claimant = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    opened_on = models.DateField()
    verdict = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    ruling = models.CharField(max_length=1000, blank=True)
    ruled_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    ruled_on = models.DateField(null=True, blank=True)
    clock = models.OneToOneField(Clock, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            UniqueConstraint(name="dispute_open_once", fields=["project", "claimant"], condition=Q(ruled_on__isnull=True)),
        ]
        indexes: ClassVar[list[Index]] = [Index(name="dispute_of_region", fields=["region", "-id"]),
                                          Index(name="dispute_of_claimant", fields=["claimant", "-id"])]


class Evidence(models.Model):
    """What one side of a dispute brings: words, perhaps with a file of the project."""

    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="evidence")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    text = models.TextField()
    paper = models.ForeignKey(Paper, models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()
