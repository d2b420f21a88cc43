"""Projects and all that hangs on their thread. Written by `actions` only; region comes first in the keys of what grows."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Index, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from luodi.clocks.models import Clock
from luodi.people.models import Account, Region, Unit


class Status(models.TextChoices):
    """Whether a project goes on. How far it is, is its stage; how healthy, its light."""

    ACTIVE = "active", _("推进中")
    STALLED = "stalled", _("停滞")
    PAUSED = "paused", _("暂停")
    ENDED = "ended", _("终止")


class Enterprise(models.Model):
    """Whoever invests. `uscc`: the unified social credit code; empty while the firm is yet to be registered.

    A code may stand with two names: to refuse the second one would tell a stranger that there is a confidential project with the first.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=120)
    uscc = models.CharField(max_length=18, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            UniqueConstraint(name="enterprise_once", fields=["region", "uscc", "name"]),
        ]
        indexes: ClassVar[list[Index]] = [Index(name="enterprise_name", fields=["region", "name"])]

    def __str__(self) -> str:
        return self.name


class Numbering(models.Model):
    """How many serial numbers were given out for a division and a year. `key`: makes their order; without one they follow one another."""

    division = models.CharField(max_length=6)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)
    key = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [UniqueConstraint(name="numbering_once", fields=["division", "year"])]


class Project(models.Model):
    """One project. `stage`, `status` and `light` are three facts: how far, whether it goes on, how healthy.

    `facts`: what was stated, by attribute; numbers as text. `light`, `due_on`: the worst light of its running clocks and their first due day; derived.
    The figures beside `facts` are copies of some of them, for lists.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    """The lead unit."""
    code = models.CharField(max_length=24, unique=True)
    name = models.CharField(max_length=120)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, null=True, blank=True, related_name="projects")
    national_code = models.CharField(max_length=32, blank=True)
    confidential = models.BooleanField(default=False)
    stage = models.CharField(max_length=24)
    stage_since = models.DateField()
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.ACTIVE)
    light = models.CharField(max_length=16, blank=True)
    due_on = models.DateField(null=True, blank=True)
    target_on = models.DateField(null=True, blank=True)
    """When works are to begin, as agreed."""
    way = models.TextField()
    """The stages that it has been in, in their order, a space around each; derived from its moves. Funnels count by it."""
    facts = models.JSONField(default=dict)
    category = models.CharField(max_length=40, blank=True)
    investment_wan = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    land_area_mu = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="project_status", condition=Q(status__in=Status.values)),
        ]
        indexes: ClassVar[list[Index]] = [
            # Everything that lists choose, count and sort by: it is walked through as a whole, and the wide rows are read for one page alone. An index in the
            # order of a list would be quicker for what is common, and read every wide row to find what is rare.
            Index(name="project_card", fields=["region", "confidential", "stage", "status", "light", "category", "unit", "due_on", "changed_at",
                                               "investment_wan", "land_area_mu", "way", "id"]),
            Index(name="project_light", fields=["region", "light", "due_on", "id"]),
            Index(name="project_lane", fields=["stage", "due_on", "id"]),
            Index(name="project_national", fields=["national_code"], condition=~Q(national_code="")),
            Index(name="project_unit", fields=["unit", "-changed_at", "-id"]),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def enterprise_name(self) -> str:
        """What its enterprise is called; empty for none."""
        return self.enterprise.name if self.enterprise else ""

    @property
    def enterprise_code(self) -> str:
        """The code of its enterprise; empty for none."""
        return self.enterprise.uscc if self.enterprise else ""


class Fact(models.Model):
    """What was stated of a project and when; the newest row of an attribute holds. `value`: None for "not known any more"."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="history", db_index=False)
    attribute = models.CharField(max_length=60)
    value = models.JSONField(null=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        indexes: ClassVar[list[Index]] = [Index(name="fact_of_project", fields=["project", "attribute", "-id"])]


class Move(models.Model):
    """A stage that a project entered: from which one, on which day."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    project = models.ForeignKey(Project, models.CASCADE, related_name="moves", db_index=False)
    before = models.CharField(max_length=24, blank=True)
    stage = models.CharField(max_length=24)
    on = models.DateField()
    left_on = models.DateField(null=True, blank=True)
    """When it was left for another one."""
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[Index]] = [
            Index(name="move_of_project", fields=["project", "id"]),
            Index(name="move_left", fields=["region", "-left_on", "-id"], condition=Q(left_on__isnull=False)),
            Index(name="move_left_all", fields=["-left_on", "-id"], condition=Q(left_on__isnull=False)),
        ]


class Part(models.Model):
    """Somebody, or a unit, in a project, from its first day to its last one. `kind`: as the place's data has it."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="parts", db_index=False)
    kind = models.CharField(max_length=24)
    right = models.CharField(max_length=16, blank=True)
    """What the table of rights calls it: owner, team, leader, contact; empty for units."""
    account = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    first = models.DateField()
    last = models.DateField(null=True, blank=True)
    """The last day; none while it lasts."""

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="part_one_of_both",
                                   condition=Q(account__isnull=False, unit__isnull=True) | Q(account__isnull=True, unit__isnull=False)),
            UniqueConstraint(name="part_account_once", fields=["project", "kind", "account"], condition=Q(last__isnull=True)),
            UniqueConstraint(name="part_unit_once", fields=["project", "kind", "unit"], condition=Q(last__isnull=True)),
        ]
        indexes: ClassVar[list[Index]] = [
            Index(name="part_of_project", fields=["project"]),
            Index(name="part_of_account", fields=["account", "right", "project"], condition=Q(last__isnull=True)),
            Index(name="part_of_unit", fields=["unit", "project"], condition=Q(last__isnull=True, unit__isnull=False)),
        ]


class Task(models.Model):
    """Something to be done for a project by a day. `key`: the place's data that it began by; empty for one that somebody added."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="tasks", db_index=False)
    key = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=120)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    clock = models.OneToOneField(Clock, models.PROTECT, null=True, related_name="+")
    result = models.CharField(max_length=500, blank=True)
    done_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes: ClassVar[list[Index]] = [Index(name="task_of_project", fields=["project", "id"])]

    def __str__(self) -> str:
        return self.name


class Sight(models.TextChoices):
    """Who sees a note or a file."""

    UNIT = "unit", _("本单位")
    OFFICIALS = "officials", _("项目里的各单位")
    ENTERPRISE = "enterprise", _("各单位和企业")


class Note(models.Model):
    """Something that somebody wrote on the thread. `unit`: whose it is."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="notes", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    sight = models.CharField(max_length=12, choices=Sight.choices)
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[Index]] = [Index(name="note_of_project", fields=["project", "-id"])]


class Blob(models.Model):
    """The bytes of files, once, by what they are (SHA-256). They lie in the store beside the database. `kind`: the type that the bytes show."""

    hash = models.CharField(max_length=64, primary_key=True)
    size = models.BigIntegerField()
    kind = models.CharField(max_length=80)
    at = models.DateTimeField()


class Paper(models.Model):
    """A file on the thread. Its versions follow one another; the newest holds."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="papers", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=160)
    sight = models.CharField(max_length=12, choices=Sight.choices)

    class Meta:
        indexes: ClassVar[list[Index]] = [Index(name="paper_of_project", fields=["project", "id"])]

    def __str__(self) -> str:
        return self.name


class Version(models.Model):
    """One version of a file, from 1."""

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveSmallIntegerField()
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="+")
    name = models.CharField(max_length=160)
    by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [UniqueConstraint(name="version_once", fields=["paper", "number"])]


class Relation(models.Model):
    """Two projects that belong together, said once for both: `first` is the older one."""

    first = models.ForeignKey(Project, models.CASCADE, related_name="+", db_index=False)
    second = models.ForeignKey(Project, models.CASCADE, related_name="+")
    why = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            UniqueConstraint(name="relation_once", fields=["first", "second"]),
            models.CheckConstraint(name="relation_in_order", condition=Q(first__lt=models.F("second"))),
        ]


class Words(models.Model):
    """What a project is found by: its names and codes (`note` none), or the words of a note. `plain`: in small letters; `grams`: their pairs of characters.

    `grams` has an index in PostgreSQL (migration 0002); SQLite, which holds few, looks through `plain`.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    project = models.ForeignKey(Project, models.CASCADE, related_name="+", db_index=False)
    note = models.OneToOneField(Note, models.CASCADE, null=True, related_name="+")
    plain = models.TextField()
    grams = models.TextField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            UniqueConstraint(name="words_of_project_once", fields=["project"], condition=Q(note__isnull=True)),
        ]
        indexes: ClassVar[list[Index]] = [Index(name="words_of_project", fields=["project"])]


class Followed(models.Model):
    """Up to which turn of a region's clocks the lights of its projects are true."""

    region_id = models.BigIntegerField(primary_key=True)
    turn = models.BigIntegerField(default=0)


class SavedFilter(models.Model):
    """A choice of projects that somebody keeps. `query`: as the address has it; `unit`: whose people see it too; `first`: the list opens with it."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=1500, blank=True)
    first = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            UniqueConstraint(name="filter_name_once", fields=["account", "name"]),
            UniqueConstraint(name="filter_first_once", fields=["account"], condition=Q(first=True)),
        ]
        indexes: ClassVar[list[Index]] = [Index(name="filter_of_unit", fields=["unit"], condition=Q(unit__isnull=False))]

    def __str__(self) -> str:
        return self.name


class Layout(models.Model):
    """How somebody has the list of projects: its columns in their order, and whether its rows stand close."""

    account = models.OneToOneField(Account, models.CASCADE, primary_key=True, related_name="+")
    columns = models.JSONField(default=list)
    dense = models.BooleanField(default=False)
