"""Where things belong and who does them: regions, units, accounts, posts, absences. Written by `actions` only."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from luodi.rights.kernel import Role


class RegionKind(models.TextChoices):
    """How high a region stands."""

    PROVINCE = "province", _("省")
    CITY = "city", _("市")
    DISTRICT = "district", _("区县")
    PARK = "park", _("园区")
    TOWN = "town", _("镇街")


class UnitKind(models.TextChoices):
    """What a unit is for."""

    PROMOTION = "promotion", _("招商部门")
    APPROVAL = "approval", _("审批部门")
    DEPARTMENT = "department", _("职能部门")
    TOWN = "town", _("镇街")
    PARK = "park", _("园区")
    SUPERVISION = "supervision", _("督查部门")
    LEADERSHIP = "leadership", _("领导")
    ENTERPRISE = "enterprise", _("企业")


class Region(models.Model):
    """A place in the tree of regions. `slug`: the folder of its mechanism, empty where the one above holds."""

    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    kind = models.CharField(max_length=16, choices=RegionKind.choices)
    slug = models.SlugField(max_length=64, blank=True, db_index=False)
    name = models.CharField(max_length=60)
    division = models.CharField(max_length=6, blank=True)
    """The six digits of its administrative division (GB/T 2260); empty where the one above holds."""
    path = models.CharField(max_length=200, blank=True)
    """Ids from the root down, the own one last: `/1/5/9/`."""

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="region_kind", condition=Q(kind__in=RegionKind.values)),
            models.CheckConstraint(name="region_not_its_own_parent", condition=Q(parent__isnull=True) | ~Q(parent=F("id"))),
            models.UniqueConstraint(name="region_name_once", fields=["parent", "name"]),
            models.UniqueConstraint(name="region_root_name_once", fields=["name"], condition=Q(parent__isnull=True)),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(name="region_path", fields=["path"])]

    def __str__(self) -> str:
        return self.name


class HolidayNotice(models.Model):
    """A year of holidays that was published after this version of the product, as the notice's file has it."""

    year = models.PositiveSmallIntegerField(unique=True)
    text = models.TextField()
    mark = models.CharField(max_length=16)
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.year)


class Unit(models.Model):
    """A unit in a region, perhaps part of another one."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="units")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    kind = models.CharField(max_length=16, choices=UnitKind.choices)
    name = models.CharField(max_length=120)
    path = models.CharField(max_length=200, blank=True)
    """Ids from the root down, the own one last: `/1/5/9/`."""
    closed = models.DateField(null=True, blank=True)
    """Since when it is no more."""

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="unit_kind", condition=Q(kind__in=UnitKind.values)),
            models.CheckConstraint(name="unit_not_its_own_parent", condition=Q(parent__isnull=True) | ~Q(parent=F("id"))),
            models.UniqueConstraint(name="unit_name_once", fields=["region", "parent", "name"]),
            models.UniqueConstraint(name="unit_root_name_once", fields=["region", "name"], condition=Q(parent__isnull=True)),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(name="unit_path", fields=["path"])]

    def __str__(self) -> str:
        return self.name


class Accounts(BaseUserManager["Account"]):
    """All accounts."""


class Account(AbstractBaseUser):
    """Somebody who can sign in. What they may do comes from their posts alone."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="accounts")
    """The unit that looks after it; what its owner may do comes from posts, not from here."""
    login = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=60)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    failed_sign_ins = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Accounts] = Accounts()
    USERNAME_FIELD = "login"
    EMAIL_FIELD = "email"

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(Lower("login"), name="account_login_once"),
            models.CheckConstraint(name="account_login_given", condition=~Q(login="")),
        ]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A role that an account has in a unit, from its first day to its last one (none: for good). Both days count."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="posts")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts")
    role = models.CharField(max_length=16)
    first = models.DateField()
    last = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="post_role", condition=Q(role__in=[role.value for role in Role])),
            models.CheckConstraint(name="post_days_in_order", condition=Q(last__isnull=True) | Q(last__gte=F("first"))),
            models.UniqueConstraint(name="post_once", fields=["account", "unit", "role", "first"]),
        ]

    def __str__(self) -> str:
        return f"{self.role}@{self.unit_id}"


class Absence(models.Model):
    """Days on which somebody is away and a deputy stands in, both days counted."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="absences")
    deputy = models.ForeignKey(Account, models.PROTECT, related_name="stands_in")
    first = models.DateField()
    last = models.DateField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="absence_days_in_order", condition=Q(last__gte=F("first"))),
            models.CheckConstraint(name="absence_deputy_is_another", condition=~Q(deputy=F("account"))),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(name="absence_by_deputy", fields=["deputy", "last"])]

    def __str__(self) -> str:
        return f"{self.account_id}->{self.deputy_id}"


class Factor(models.Model):
    """The authenticator of an account. `secret` is encrypted; `counter` the step of the last code accepted: no code is good twice."""

    account = models.OneToOneField(Account, models.PROTECT, primary_key=True, related_name="factor")
    secret = models.TextField()
    counter = models.BigIntegerField()
    since = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.account_id)


class RecoveryCode(models.Model):
    """A code for the day the authenticator is lost, as a hash. It is good once."""

    factor = models.ForeignKey(Factor, models.CASCADE, related_name="recovery")
    hash = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [models.UniqueConstraint(name="recovery_code_once", fields=["factor", "hash"])]

    def __str__(self) -> str:
        return str(self.factor_id)


class Session(models.Model):
    """A browser that has signed in, or is about to. `session_key` is the hash of the key, which only the browser has."""

    session_key = models.CharField(max_length=64, primary_key=True)
    session_data = models.TextField()
    expire_date = models.DateTimeField(db_index=True)
    account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="sessions")
    address = models.CharField(max_length=45, blank=True)
    device = models.CharField(max_length=60, blank=True)
    first_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.ref

    @property
    def ref(self) -> str:
        """Enough of the hash to tell one's own sessions apart."""
        return self.session_key[:16]


class Identity(models.Model):
    """An account at the provider of identities, linked to one here. `subject` is the provider's own name for it."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="identities")
    issuer = models.CharField(max_length=200)
    subject = models.CharField(max_length=255)
    since = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="identity_once", fields=["issuer", "subject"]),
            models.UniqueConstraint(name="identity_one_of_issuer", fields=["account", "issuer"]),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}@{self.issuer}"
