"""Posts: given, changed, ended. A post that has begun is never removed: it ends."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from luodi.engine.source import refuse
from luodi.frame.middleware import local_today
from luodi.frame.paths import ids
from luodi.ledger.actions import Act, Subject, action, snapshot
from luodi.people import verbs
from luodi.people.actions.shared import in_order, locked, of_unit, open_unit, still
from luodi.people.models import Account, Post, Region, Unit
from luodi.rights.kernel import Role
from luodi.rights.permissions import ROLES, Right, to_give


def _giving(account: Account, unit: Unit, role: Role, *rest: object, **named: object) -> Subject:
    return of_unit(unit, "account", account.pk, needs=to_give(role))


def _of_post(post: Post, *rest: object, **named: object) -> Subject:
    return of_unit(post.unit, "account", post.account_id, needs=to_give(Role(post.role)))


@action(verb=verbs.POST_GIVE, needs=Right.PEOPLE_MANAGE, subject=_giving)
def give_post(act: Act, account: Account, unit: Unit, role: Role, first: date, last: date | None = None) -> Post:
    """Give an account a role in a unit. Raises Refused when the days are in the wrong order, the same post is held then, or either is closed."""
    in_order(first, last)
    open_unit(unit)
    now = locked(account)
    if not now.is_active:
        refuse(None, f"“{now.name}”的账号已停用，请先启用", f"the account of '{now.name}' is closed; reopen it first")
    _no_other(now, unit, role, first, last)
    act.note(account=now.pk, unit=unit.pk, role=role.value, first=first, last=last)
    return Post.objects.create(account=now, unit=unit, role=role, first=first, last=last)


@action(verb=verbs.POST_CHANGE, needs=Right.PEOPLE_MANAGE, subject=_of_post)
def change_post(act: Act, post: Post, last: date | None, seen: date | None) -> Post:
    """Have a post last until another day, or for good. `seen`: the last day as it was shown. Raises Refused when that has changed or does not fit."""
    account = locked(post.account)
    now = _now(post)
    if now.last != seen:
        refuse(None, f"这个岗位刚才被别人改过：最后一天现在是 {now.last or '长期'}。请看过再改",
               f"this post was changed by somebody else just now: its last day is {now.last or 'open'}. Look again, then change it")
    in_order(now.first, last)
    today = local_today()
    if now.last and now.last < today:
        refuse(None, f"这个岗位已于 {now.last} 结束，请另外安排", f"this post ended on {now.last}; give a new one")
    if last and last < today:
        refuse(None, f"最后一天 {last} 已经过去，请选 {today} 或以后", f"the last day {last} is past; choose {today} or later")
    _no_other(account, now.unit, Role(now.role), now.first, last, now)
    if last:
        keep_admin([now], last)
    before = snapshot(now, "last")
    now.last = last
    now.save(update_fields=["last"])
    act.note(account=now.account_id, unit=now.unit_id, role=now.role, first=now.first, last=last)
    act.change(before, snapshot(now, "last"))
    return now


@action(verb=verbs.POST_END, needs=Right.PEOPLE_MANAGE, subject=_of_post)
def end_post(act: Act, post: Post) -> None:
    """End a post today. One that has not begun is taken back. Raises Refused for one that has ended, and for the last platform administrator."""
    locked(post.account)
    now = _now(post)
    today = local_today()
    if now.last and now.last < today:
        refuse(None, f"这个岗位已于 {now.last} 结束", f"this post ended on {now.last}")
    keep_admin([now], today)
    act.note(account=now.account_id, unit=now.unit_id, role=now.role, first=now.first, last=today if now.first <= today else None)
    ended([now], today)
    act.change({"post": now.pk, "last": post.last}, {"post": now.pk, "last": today if now.first <= today else None})


def ended(posts: list[Post], on: date) -> None:
    """End posts on a day; those that begin later are taken back. Two statements."""
    Post.objects.filter(pk__in=[post.pk for post in posts if post.first <= on]).update(last=on)
    Post.objects.filter(pk__in=[post.pk for post in posts if post.first > on]).delete()


def keep_admin(going: list[Post], on: date) -> None:
    """Raises Refused when nobody who can sign in would be platform administrator of a region that has one now.

    The other administrators are held locked, so that two who close one another do not both succeed.
    """
    admin = Role.PLATFORM_ADMIN.value
    for region in {post.unit.region_id: post.unit.region for post in going if post.role == admin and post.first <= on}.values():
        others = Post.objects.select_for_update(of=("self", "account")).select_related("account").filter(
            Q(last__isnull=True) | Q(last__gt=on), first__lte=on, role=admin, unit__region__in=ids(region.path), account__is_active=True).order_by("id")
        if not [post for post in others if post.account_id not in {one.account_id for one in going}]:
            _last_one(region)


def _last_one(region: Region) -> None:
    refuse(None, f"这是“{region.name}”最后一个平台管理员，不能停用或结束；请先另外安排一个",
           f"this is the last platform administrator of '{region.name}' and stays; appoint another one first")


def _now(post: Post) -> Post:
    found = Post.objects.select_for_update(of=("self",)).select_related("unit__region").filter(pk=post.pk).first()
    if found is None:
        refuse(None, "这个岗位刚才被别人撤回了", "this post was taken back by somebody else just now")
    return found


def _no_other(account: Account, unit: Unit, role: Role, first: date, last: date | None, but: Post | None = None) -> None:
    """The same post is held once at a time."""
    same = Post.objects.filter(still(first), account=account, unit=unit, role=role)
    if last:
        same = same.filter(first__lte=last)
    if but:
        same = same.exclude(pk=but.pk)
    other = same.order_by("first").first()
    if other:
        refuse(None, f"“{account.name}”从 {other.first} 起已经是“{unit.name}”的{ROLES[role].zh}，不用再安排",
               f"'{account.name}' is {ROLES[role].en} of '{unit.name}' from {other.first} on already")
