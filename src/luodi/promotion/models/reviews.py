"""What the approval side is told, and what it says before an agreement is made."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Index, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from luodi.clocks.models import Clock
from luodi.people.models import Account, Region, Unit
from luodi.projects.models import Paper, Project


class Briefing(models.Model):
    """What was told at a node. `content`: each line of the form as it stood, key to words; `skipped`: why it was not told."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="briefings", db_index=False)
    node = models.CharField(max_length=40)
    content = models.JSONField(default=dict)
    skipped = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[Index]] = [Index(name="briefing_of_project", fields=["project", "node", "-id"])]


class Delivery(models.Model):
    """A briefing at one unit, and its answer that it has it."""

    briefing = models.ForeignKey(Briefing, models.CASCADE, related_name="deliveries", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    clock = models.OneToOneField(Clock, models.PROTECT, null=True, related_name="+")
    acknowledged_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    acknowledged_on = models.DateField(null=True, blank=True)
    answer = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [UniqueConstraint(name="delivery_once", fields=["briefing", "unit"])]
        indexes: ClassVar[list[Index]] = [Index(name="delivery_open", fields=["unit"], condition=Q(acknowledged_on__isnull=True))]

    @property
    def given_up(self) -> bool:
        """Whether nobody waits for its answer any more, because it was told anew. Its clock must have been read with it."""
        return self.acknowledged_on is None and self.clock is not None and self.clock.ended_on is not None

    @property
    def waits(self) -> bool:
        """Whether the unit has yet to say that it has it."""
        return self.acknowledged_on is None and not self.given_up


class Review(models.Model):
    """A joint pre-review of a project: asked once, answered by several. `conclusion`: the joint opinion in words, written when it is closed.

    `left`: departments that it may concern and that were not asked, each with the reason.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="reviews", db_index=False)
    text = models.TextField(blank=True)
    left = models.JSONField(default=dict)
    asked_on = models.DateField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    conclusion = models.TextField(blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            UniqueConstraint(name="review_open_once", fields=["project"], condition=Q(closed_on__isnull=True)),
        ]
        indexes: ClassVar[list[Index]] = [Index(name="review_of_project", fields=["project", "-id"])]


class Opinion(models.Model):
    """What one department says in a review. `department`: as the place's data has it; `veto`: whether an opinion against ends the matter;
    `lifting`: the condition that lifts it; `lifted`: how it was met, `paper`: with which file. `silent`: nobody answered, and the place's rule took it as
    support. `supplied`: what the owner answered to what was missing. `given_on`: empty while something is missing.
    """

    class Answer(models.TextChoices):
        """What is said."""

        SUPPORT = "support", _("同意")
        CONDITIONAL = "conditional", _("有条件同意")
        AGAINST = "against", _("不同意")
        MORE = "more", _("要补充材料")

    review = models.ForeignKey(Review, models.CASCADE, related_name="opinions", db_index=False)
    department = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    veto = models.BooleanField(default=False)
    clock = models.OneToOneField(Clock, models.PROTECT, null=True, related_name="+")
    answer = models.CharField(max_length=12, choices=Answer.choices, blank=True)
    text = models.TextField(blank=True)
    basis = models.CharField(max_length=500, blank=True)
    lifting = models.CharField(max_length=500, blank=True)
    silent = models.BooleanField(default=False)
    given_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    given_on = models.DateField(null=True, blank=True)
    supplied = models.TextField(blank=True)
    lifted = models.CharField(max_length=500, blank=True)
    lifted_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    lifted_on = models.DateField(null=True, blank=True)
    paper = models.ForeignKey(Paper, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [UniqueConstraint(name="opinion_once", fields=["review", "department"])]
        indexes: ClassVar[list[Index]] = [Index(name="opinion_open", fields=["unit"], condition=Q(given_on__isnull=True))]

    @property
    def stands_against(self) -> bool:
        """Whether it ends the matter as long as nobody lifts it."""
        return self.veto and self.answer == self.Answer.AGAINST and self.lifted_on is None


class ServiceEntry(models.Model):
    """A project in the list of linked services, from a day to a day. `rule`: by which rule it came; empty for one that somebody put there, with a reason."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    project = models.ForeignKey(Project, models.CASCADE, related_name="entries", db_index=False)
    rule = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    first = models.DateField()
    last = models.DateField(null=True, blank=True)
    why_out = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [UniqueConstraint(name="entry_open_once", fields=["project"], condition=Q(last__isnull=True))]
        indexes: ClassVar[list[Index]] = [Index(name="entry_now", fields=["-first", "-id", "project"], condition=Q(last__isnull=True)),
                                          Index(name="entry_of_project", fields=["project", "-id"])]
