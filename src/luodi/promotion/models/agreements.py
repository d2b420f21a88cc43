"""Agreements: drafts, what was changed in them, who decided, what was promised."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Index, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from luodi.clocks.models import Clock
from luodi.people.models import Account, Unit
from luodi.projects.models import Project


class Agreement(models.Model):
    """The agreement that is made about a project. `template`: as the place's data has it. How far it is, is that of its newest draft."""

    class State(models.TextChoices):
        """How far it is."""

        DRAFT = "draft", _("起草中")
        CHECKED = "checked", _("审查通过")
        DECIDED = "decided", _("决策同意")
        SIGNED = "signed", _("已签订")
        DROPPED = "dropped", _("已作废")

    project = models.ForeignKey(Project, models.CASCADE, related_name="agreements", db_index=False)
    template = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    begun_on = models.DateField()
    signed_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            UniqueConstraint(name="agreement_open_once", fields=["project"], condition=Q(state__in=("draft", "checked", "decided"))),
        ]
        indexes: ClassVar[list[Index]] = [Index(name="agreement_of_project", fields=["project", "-id"])]


class Draft(models.Model):
    """One version of an agreement, from 1. `clauses`: in their order, each with its key, heading and words, and the library's own words for it as they
    were filled in then, empty for one of one's own.
    """

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="drafts", db_index=False)
    number = models.PositiveSmallIntegerField()
    clauses = models.JSONField(default=list)
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [UniqueConstraint(name="draft_once", fields=["agreement", "number"])]


class ClauseCheck(models.Model):
    """What is said of a clause that is not as the library has it. `mark`: of its words, so that the same words need no second look; `unit`: who is asked;
    `clock`: one for all clauses that were asked together; `passed`: None until it was said.
    """

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="checks", db_index=False)
    clause = models.CharField(max_length=40)
    mark = models.CharField(max_length=64)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    asked_on = models.DateField()
    clock = models.ForeignKey(Clock, models.PROTECT, null=True, related_name="+", db_index=False)
    passed = models.BooleanField(null=True)
    text = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [UniqueConstraint(name="clause_check_once", fields=["agreement", "clause", "mark"])]


class FairReview(models.Model):
    """The fair-competition review of an agreement (公平竞争审查条例): by whom, of which version, with what result. `unit`: who is asked; `first`: what the
    unit that drafts it says itself. One with a day and without a result was called off: there is a newer version.
    """

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="fair_reviews", db_index=False)
    number = models.PositiveSmallIntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    asked_on = models.DateField()
    clock = models.OneToOneField(Clock, models.PROTECT, null=True, related_name="+")
    first = models.TextField(blank=True)
    passed = models.BooleanField(null=True)
    basis = models.CharField(max_length=500, blank=True)
    text = models.TextField(blank=True)
    by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [UniqueConstraint(name="fair_review_once", fields=["agreement", "number"])]


class Decision(models.Model):
    """A version of an agreement on the agenda of who decides. `level`: as the place's data has it; `agreed`: the result, None until there is one. One with a
    day and without a result was taken off the agenda.
    """

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="decisions", db_index=False)
    number = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    meeting_on = models.DateField()
    agenda = models.CharField(max_length=200)
    agreed = models.BooleanField(null=True)
    text = models.TextField(blank=True)
    by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    on = models.DateField(null=True, blank=True)
    clock = models.OneToOneField(Clock, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes: ClassVar[list[Index]] = [Index(name="decision_of_agreement", fields=["agreement", "-id"])]


class Promise(models.Model):
    """What one side promised in a signed agreement. `side`: ours or theirs; `unit`: who sees to it or watches it; `due_on`: so many calendar days after
    the signing, or the first working day from there.
    """

    class State(models.TextChoices):
        """Whether it was kept."""

        OPEN = "open", _("履行中")
        KEPT = "kept", _("已履行")
        BROKEN = "broken", _("未履行")

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="promises", db_index=False)
    project = models.ForeignKey(Project, models.CASCADE, related_name="promises", db_index=False)
    side = models.CharField(max_length=8)
    clause = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    due_on = models.DateField()
    clock = models.OneToOneField(Clock, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    result = models.CharField(max_length=500, blank=True)
    done_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [models.CheckConstraint(name="promise_side", condition=Q(side__in=("ours", "theirs")))]
        indexes: ClassVar[list[Index]] = [Index(name="promise_of_project", fields=["project", "due_on", "id"]),
                                          Index(name="promise_of_agreement", fields=["agreement"]),
                                          Index(name="promise_due", fields=["due_on", "id"])]
