"""Reads about notices, each with a known number of statements."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db.models import Q, QuerySet, Subquery

from luodi.engine.source import Said
from luodi.engine.timelimit import Quiet
from luodi.frame.sealing import opened
from luodi.notices.channels import ROBOT
from luodi.notices.models import Choice, Endpoint, Notice, Preference
from luodi.people.models import Account, Unit

PAGE: Final = 30
TABS: Final[Mapping[str, Q]] = {"unread": Q(read_at__isnull=True), "answer": Q(answer=True, acknowledged_at__isnull=True), "all": Q()}


@dataclass(frozen=True)
class Wish:
    """How somebody wants what they are told. `choices`: by `group.channel`; what is not in it arrives at once. `quiet`: None for the region's hours."""

    choices: Mapping[str, str] = field(default_factory=dict)
    quiet: Quiet | None = None
    digest_hour: int = 9

    def of(self, group: str, channel: str) -> Choice:
        """Whether notices of a group come by a channel (mail, robot)."""
        said = self.choices.get(f"{group}.{channel}")
        return Choice(said) if said in Choice.values else Choice.ON


def of_account(account_id: int) -> QuerySet[Notice]:
    """The notices of an account, in the region that looks after it."""
    home = Unit.objects.filter(accounts=account_id).values("region_id")[:1]
    return Notice.objects.filter(region_id=Subquery(home), account_id=account_id)


def unread(account_id: int) -> int:
    """How many notices an account has not read. One statement."""
    return of_account(account_id).filter(TABS["unread"]).count()


def unanswered(account_id: int) -> int:
    """How many notices wait to be acknowledged. One statement."""
    return of_account(account_id).filter(TABS["answer"]).count()


def page(account_id: int, tab: str, before: int | None) -> tuple[list[Notice], int | None]:
    """A page of a tab, newest first, from before a key on; and the key for the next page. One statement."""
    rows = of_account(account_id).filter(TABS[tab]).order_by("-id")
    found = list((rows.filter(pk__lt=before) if before is not None else rows)[:PAGE + 1])
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None


def notice_of(account_id: int, notice: int) -> Notice | None:
    """One notice of an account. One statement."""
    return of_account(account_id).filter(pk=notice).first()


def receivers(account_ids: Iterable[int]) -> dict[int, Account]:
    """Open accounts with unit and region. One statement."""
    return {account.pk: account for account in Account.objects.filter(pk__in=set(account_ids), is_active=True).select_related("unit__region")}


def wishes(account_ids: Iterable[int]) -> dict[int, Wish]:
    """How accounts want their notices; those that never said are missing. One statement."""
    return {one.pk: wish_of(one) for one in Preference.objects.filter(pk__in=set(account_ids))}


def wish_of(preference: Preference | None) -> Wish:
    """What a row says, or what holds without one."""
    if preference is None:
        return Wish()
    start, end = preference.quiet_from, preference.quiet_to
    quiet = Quiet(start, end, preference.quiet_days_off) if start is not None and end is not None else None
    return Wish(preference.choices if isinstance(preference.choices, dict) else {}, quiet, preference.digest_hour)


def preference_of(account_id: int) -> Preference:
    """What an account has said, or what holds without it. One statement."""
    return Preference.objects.filter(pk=account_id).first() or Preference(account_id=account_id)


def listening(accounts: Collection[Account]) -> list[Endpoint]:
    """The active robots of some accounts and of their units. One statement."""
    units, regions = {one.unit_id for one in accounts}, {one.unit.region_id for one in accounts}
    of_one = Q(account__isnull=True) | Q(account_id__in={one.pk for one in accounts})
    return list(Endpoint.objects.filter(of_one, region_id__in=regions, unit_id__in=units, active=True).order_by("id"))


def endpoints_in(units: Collection[Unit]) -> list[Endpoint]:
    """The robots of some units. One statement."""
    regions = {unit.region_id for unit in units}
    found = Endpoint.objects.filter(region_id__in=regions, unit_id__in={unit.pk for unit in units})
    return list(found.select_related("unit", "account").order_by("unit_id", "id"))


def endpoint_by_id(endpoint: int) -> Endpoint | None:
    """A robot with its unit and region. One statement."""
    return Endpoint.objects.select_related("unit__region", "account").filter(pk=endpoint).first()


def failing_endpoints() -> list[tuple[str, Said]]:
    """Robots in use that could not be told last time, with why. One statement."""
    return [(one.name, one.last_error) for one in Endpoint.objects.filter(active=True).exclude(last_error_zh="").order_by("pk")[:20]]


def unreadable_endpoints(now: datetime) -> list[str]:
    """Robots in use whose address was sealed with another secret key. One statement."""
    held = Endpoint.objects.filter(active=True).order_by("pk").values_list("name", "sealed")
    return [name for name, sealed in held if opened(ROBOT, sealed, now) is None]


def newest(account_id: int, most: int) -> list[Notice]:
    """The newest notices of an account. One statement."""
    return list(of_account(account_id).order_by("-id")[:most])


def to_answer(account_id: int, most: int) -> list[Notice]:
    """The newest notices that an account has yet to acknowledge. One statement."""
    return list(of_account(account_id).filter(TABS["answer"]).order_by("-id")[:most])
