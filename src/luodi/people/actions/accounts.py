"""Accounts: added, changed, closed, reopened, given a one-time password."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from luodi.engine.source import refuse
from luodi.frame.middleware import local_today
from luodi.ledger.actions import Act, Subject, action, snapshot
from luodi.people import verbs
from luodi.people.actions.posts import ended, give_post, keep_admin
from luodi.people.actions.shared import good_email, good_login, good_name, inside, locked, of_account, of_unit, open_unit, still, unchanged
from luodi.people.models import Account, Post, Unit
from luodi.people.passwords import faults, one_time
from luodi.people.queries import account_by_login
from luodi.rights.kernel import Role
from luodi.rights.permissions import Right, to_give

_SEEN = {"name": ("姓名", "the name"), "email": ("邮箱", "the e-mail"), "unit_id": ("所属单位", "the home unit")}


def _adding(unit: Unit, login: str, name: str, role: Role, *rest: object, **named: object) -> Subject:
    return of_unit(unit, "account", None, needs=to_give(role))


@action(verb=verbs.ACCOUNT_ADD, needs=Right.PEOPLE_MANAGE, subject=lambda unit, *rest, **named: of_unit(unit, "account", None))
def add_account(act: Act, unit: Unit, login: str, name: str, password: str | None = None, email: str = "", must_change_password: bool = True) -> Account:
    """Add an account that `unit` looks after. Without a password nobody can sign in to it. Raises Refused for a login name or password that cannot be used."""
    open_unit(unit)
    good_login(login)
    if account_by_login(login):
        refuse(None, f"登录名“{login}”已经有人用，请换一个", f"login name '{login}' is taken; choose another")
    if password is not None:
        for fault in faults(password, login):
            refuse(None, f"密码：{fault}", f"password: {fault}")
    account = Account(unit=unit, login=login, name=good_name(name, 60), email=good_email(email), password=make_password(password),
                      must_change_password=must_change_password)
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError:  # in another region, at the same instant
        refuse(None, f"登录名“{login}”已经有人用，请换一个", f"login name '{login}' is taken; choose another")
    act.about(account.pk)
    act.change(None, snapshot(account, "login", "name", "email", "unit_id"))
    return account


@action(verb=verbs.PERSON_ADD, needs=Right.PEOPLE_MANAGE, subject=_adding)
def add_person(act: Act, unit: Unit, login: str, name: str, role: Role, first: date, email: str = "") -> tuple[Account, str]:
    """Add somebody with a first post. The account, and the one-time password, which is told here and nowhere else."""
    password = one_time(login)
    account = add_account(inside(act), unit, login, name, password, email)
    give_post(inside(act), account, unit, role, first)
    act.about(account.pk)
    return account, password


@action(verb=verbs.ACCOUNT_CHANGE, needs=Right.PEOPLE_MANAGE, subject=lambda account, *rest, **named: of_account(account))
def change_account(act: Act, account: Account, name: str, email: str, seen: Mapping[str, Any]) -> Account:
    """Change name and e-mail. `seen`: both as they were shown; Refused when they have changed since."""
    now = locked(account)
    unchanged(now, seen, _SEEN)
    before = snapshot(now, "name", "email")
    now.name, now.email = good_name(name, 60), good_email(email)
    now.save(update_fields=["name", "email"])
    act.change(before, snapshot(now, "name", "email"))
    return now


@action(verb=verbs.ACCOUNT_MOVE, needs=Right.PEOPLE_MANAGE, subject=lambda account, unit, *rest, **named: of_unit(unit, "account", account.pk))
def move_account(act: Act, account: Account, unit: Unit, seen: Mapping[str, Any]) -> Account:
    """Have another unit of the same region look after an account; posts stay as they are. Who does it needs the right at both units.

    `seen`: `unit_id` as it was shown. Raises Refused when it has changed since, for a closed unit and one of another region.
    """
    if account.unit.region_id != unit.region_id:
        refuse(None, f"“{unit.name}”不在同一个区域，账号不能跨区域调动；请在那边新建账号",
               f"'{unit.name}' is in another region; accounts stay in theirs, add a new one there")
    return _leave(inside(act), account, unit, seen)


@action(verb=verbs.ACCOUNT_LEAVE, needs=Right.PEOPLE_MANAGE, subject=lambda account, *rest, **named: of_account(account))
def _leave(act: Act, account: Account, unit: Unit, seen: Mapping[str, Any]) -> Account:
    now = locked(account)
    unchanged(now, seen, _SEEN)
    open_unit(unit)
    before = snapshot(now, "unit_id")
    now.unit = unit
    now.save(update_fields=["unit"])
    act.change(before, snapshot(now, "unit_id"))
    return now


@action(verb=verbs.ACCOUNT_CLOSE, needs=Right.PEOPLE_MANAGE, subject=lambda account: of_account(account))
def close_account(act: Act, account: Account) -> Account:
    """Close an account: nobody signs in to it, and its posts end today. Raises Refused for the last platform administrator."""
    now, today = locked(account), local_today()
    if not now.is_active:
        refuse(None, f"“{now.name}”的账号已经停用", f"the account of '{now.name}' is closed already")
    posts = list(Post.objects.filter(still(today), account=now).select_related("unit__region"))
    keep_admin(posts, today)
    ended(posts, today)
    now.is_active = False
    now.save(update_fields=["is_active"])
    act.change({"is_active": True, "posts": {str(post.pk): post.last for post in posts}},
               {"is_active": False, "posts": {str(post.pk): today if post.first <= today else None for post in posts}})
    return now


@action(verb=verbs.ACCOUNT_REOPEN, needs=Right.PEOPLE_MANAGE, subject=lambda account: of_account(account))
def reopen_account(act: Act, account: Account) -> Account:
    """Open an account again. It has no posts until they are given."""
    now = locked(account)
    if now.is_active:
        refuse(None, f"“{now.name}”的账号没有停用", f"the account of '{now.name}' is open")
    open_unit(now.unit)
    now.is_active = True
    now.save(update_fields=["is_active"])
    act.change({"is_active": False}, {"is_active": True})
    return now


@action(verb=verbs.ACCOUNT_ONE_TIME, needs=Right.PEOPLE_MANAGE, subject=lambda account: of_account(account))
def new_password(act: Act, account: Account) -> str:
    """A one-time password, told here and nowhere else. It unlocks the account, ends its sessions, and must be changed at once. Refused for a closed one."""
    if act.by.key:
        raise ValueError("with a key the password would be kept as the answer")
    now = locked(account)
    if not now.is_active:
        refuse(None, f"“{now.name}”的账号已停用，请先启用", f"the account of '{now.name}' is closed; reopen it first")
    password = one_time(now.login)
    now.password, now.must_change_password, now.failed_sign_ins, now.locked_until = make_password(password), True, 0, None
    now.save(update_fields=["password", "must_change_password", "failed_sign_ins", "locked_until"])
    return password
