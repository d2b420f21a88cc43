"""What people are told, how they want it, where robots listen, what waits for a digest."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Index, Q
from django.utils.translation import gettext_lazy as _

from luodi.engine.source import Said
from luodi.people.models import Account, Region, Unit


class Choice(models.TextChoices):
    """Whether something arrives: at once, once a day with others, not at all."""

    ON = "on", _("随时")
    DIGEST = "digest", _("每天汇总")
    OFF = "off", _("不要")


class Channel(models.TextChoices):
    """What a robot speaks."""

    WECOM = "wecom", _("企业微信群机器人")
    DINGTALK = "dingtalk", _("钉钉群机器人")
    GENERIC = "generic", _("通用 Webhook")


class Notice(models.Model):
    """One thing that one account is told. `region`: the one that looks after the account. `batch`: the call that wrote it."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="notices", db_index=False)
    kind = models.CharField(max_length=80)
    key = models.CharField(max_length=150)
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    body_zh = models.TextField(blank=True)
    body_en = models.TextField(blank=True)
    url = models.CharField(max_length=500, blank=True)
    subject_type = models.CharField(max_length=80, blank=True)
    subject_id = models.BigIntegerField(null=True)
    urgent = models.BooleanField(default=False)
    answer = models.BooleanField(default=False)
    batch = models.UUIDField()
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [models.UniqueConstraint(name="notice_once", fields=["region", "account", "key"])]
        indexes: ClassVar[list[Index]] = [
            Index(F("region"), F("account"), F("id").desc(), name="notice_of_account"),
            Index(F("region"), F("account"), F("id").desc(), name="notice_unread", condition=Q(read_at__isnull=True)),
            Index(F("region"), F("account"), F("id").desc(), name="notice_unanswered", condition=Q(answer=True, acknowledged_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def title(self) -> Said:
        """Its headline."""
        return Said(self.title_zh, self.title_en)

    @property
    def body(self) -> Said:
        """What it says."""
        return Said(self.body_zh, self.body_en)

    @property
    def waits(self) -> bool:
        """Whether it is still to be acknowledged."""
        return self.answer and self.acknowledged_at is None


class Preference(models.Model):
    """How an account wants its notices. `choices`: by `group.channel` (channel: mail, robot). Hours are local.

    `quiet_from` and `quiet_to`: its own quiet hours, equal ones for none; without them those of its region hold, days off as there.
    """

    account = models.OneToOneField(Account, models.PROTECT, primary_key=True, related_name="preference")
    choices = models.JSONField(default=dict)
    quiet_from = models.TimeField(null=True)
    quiet_to = models.TimeField(null=True)
    quiet_days_off = models.BooleanField(default=True)
    digest_hour = models.PositiveSmallIntegerField(default=9)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="preference_digest_hour", condition=Q(digest_hour__lte=23)),
            models.CheckConstraint(name="preference_quiet_whole", condition=Q(quiet_from__isnull=True, quiet_to__isnull=True)
                                   | Q(quiet_from__isnull=False, quiet_to__isnull=False))]

    def __str__(self) -> str:
        return str(self.account_id)


class Endpoint(models.Model):
    """A robot that listens for a unit, or for one account of it. Address and secret are sealed: a robot's address is all one needs to speak through it.

    `minute` and `used`: how much was sent in the running minute. `resume_at`: before this it does not want to hear anything.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="endpoints", db_index=False)
    account = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="endpoints", db_index=False)
    channel = models.CharField(max_length=16, choices=Channel.choices)
    name = models.CharField(max_length=60)
    host = models.CharField(max_length=253)
    sealed = models.TextField()
    active = models.BooleanField(default=True)
    minute = models.DateTimeField(null=True)
    used = models.PositiveSmallIntegerField(default=0)
    resume_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)
    last_error_zh = models.CharField(max_length=300, blank=True)
    last_error_en = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [models.CheckConstraint(name="endpoint_channel", condition=Q(channel__in=Channel.values))]
        indexes: ClassVar[list[Index]] = [Index(name="endpoint_of_unit", fields=["region", "unit"])]

    def __str__(self) -> str:
        return self.name

    @property
    def last_error(self) -> Said:
        """What went wrong the last time, if it did."""
        return Said(self.last_error_zh, self.last_error_en)


class Waiting(models.Model):
    """A notice that waits for a digest of one receiver: the account's mail, or a robot. What has been put together is removed."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    notice = models.ForeignKey(Notice, models.CASCADE, related_name="+", db_index=False)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    endpoint = models.ForeignKey(Endpoint, models.PROTECT, null=True, related_name="+", db_index=False)
    due_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="waiting_has_one_receiver", condition=Q(account__isnull=True) ^ Q(endpoint__isnull=True))]
        indexes: ClassVar[list[Index]] = [Index(name="waiting_due", fields=["region", "due_at"])]

    def __str__(self) -> str:
        return str(self.notice_id)
