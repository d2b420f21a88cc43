"""What is known of enterprises and investors."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Index, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from luodi.people.models import Region, Unit
from luodi.projects.models import Enterprise


class Profile(models.Model):
    """An enterprise as promotion knows it. `unit`: who keeps it; `tags`: as the place's data has them; `group`: the enterprise that it belongs to."""

    enterprise = models.OneToOneField(Enterprise, models.PROTECT, primary_key=True, related_name="profile")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    group = models.ForeignKey(Enterprise, models.PROTECT, null=True, blank=True, related_name="members", db_index=False)
    tags = models.JSONField(default=list)
    background = models.TextField(blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="profile_not_its_own_group", condition=Q(group__isnull=True) | ~Q(group=models.F("enterprise"))),
        ]
        indexes: ClassVar[list[Index]] = [Index(name="profile_of_group", fields=["group"], condition=Q(group__isnull=False)),
                                          Index(name="profile_of_unit", fields=["unit", "enterprise"])]


class FirmName(models.Model):
    """A name of an enterprise. `plain`: without what all firms have in their names, in small letters, as it is compared; `initials`: of its pinyin."""

    class Kind(models.TextChoices):
        """What sort of name it is."""

        FULL = "full", _("全称")
        SHORT = "short", _("简称")
        FORMER = "former", _("曾用名")

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="names", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    name = models.CharField(max_length=120)
    plain = models.CharField(max_length=120)
    initials = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [UniqueConstraint(name="firm_name_once", fields=["enterprise", "kind", "name"])]
        indexes: ClassVar[list[Index]] = [Index(name="firm_name_plain", fields=["region", "plain"]),
                                          Index(name="firm_name_initials", fields=["region", "initials"])]

    def __str__(self) -> str:
        return self.name
