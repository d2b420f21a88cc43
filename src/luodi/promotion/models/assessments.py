"""Assessments: who judged what, what was recommended, who decided, who took over."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Index, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from luodi.clocks.models import Clock
from luodi.people.models import Account, Unit
from luodi.projects.models import Project


class Assessment(models.Model):
    """A project is judged by a scheme of the place's data. `rules`: the scheme as it was when it began; `result`: points from 0 to 100, kept when
    all have judged.

    `park`: the unit that is recommended to receive it, `receiver`: who there, if somebody was named; `decision`: what the leader said to that.
    `clock`: the one that runs now, or ran last: of the whole, then of the decision.
    """

    class State(models.TextChoices):
        """How far it is."""

        OPEN = "open", _("评估中")
        SCORED = "scored", _("待推荐")
        PROPOSED = "proposed", _("待领导决定")
        AGREED = "agreed", _("同意")
        REFUSED = "refused", _("不同意")
        VETOED = "vetoed", _("一票否决")
        WITHDRAWN = "withdrawn", _("已撤回")

    project = models.ForeignKey(Project, models.CASCADE, related_name="assessments", db_index=False)
    scheme = models.CharField(max_length=40)
    rules = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    begun_on = models.DateField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    clock = models.OneToOneField(Clock, models.PROTECT, null=True, related_name="+")
    result = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    lowest = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    highest = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    park = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    receiver = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    advice = models.CharField(max_length=1000, blank=True)
    decision = models.CharField(max_length=1000, blank=True)
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    decided_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            UniqueConstraint(name="assessment_open_once", fields=["project"], condition=Q(state__in=("open", "scored", "proposed"))),
        ]
        indexes: ClassVar[list[Index]] = [Index(name="assessment_of_project", fields=["project", "-id"])]


class Scoring(models.Model):
    """What one assessor says. `points`: by dimension, from 0 to 100; `reasons`: by dimension; `vetoes`: dimensions that end the matter. Nobody else sees it
    before all have handed theirs in.
    """

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="scorings", db_index=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    points = models.JSONField(default=dict)
    reasons = models.JSONField(default=dict)
    vetoes = models.JSONField(default=list)
    total = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    handed_in_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [UniqueConstraint(name="scoring_once", fields=["assessment", "account"])]
        indexes: ClassVar[list[Index]] = [Index(name="scoring_of_account", fields=["account"], condition=Q(handed_in_at__isnull=True))]


class HandOver(models.Model):
    """A project goes to the unit that is to receive it, once it says that it has it."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="handovers", db_index=False)
    assessment = models.OneToOneField(Assessment, models.PROTECT, null=True, related_name="handover")
    giver = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    taker = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    handed_on = models.DateField()
    taken_on = models.DateField(null=True, blank=True)
    taken_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    answer = models.CharField(max_length=500, blank=True)
    clock = models.OneToOneField(Clock, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            UniqueConstraint(name="handover_open_once", fields=["project"], condition=Q(taken_on__isnull=True)),
        ]
        indexes: ClassVar[list[Index]] = [Index(name="handover_of_project", fields=["project", "-id"])]
