"""`luodi people first|password|factor|list`: who may sign in, from the operator's command line."""

from __future__ import annotations

import argparse
import os
from typing import Any

from luodi.cli.common import page
from luodi.engine.source import Said, near, refuse

KINDS = ("province", "city", "district", "park", "town")
MOST = 1_000
"""Lines of a list."""


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser], shared: argparse.ArgumentParser, today: str) -> None:
    """Add the commands."""
    people = commands.add_parser("people", help="人员和账号 · people and accounts").add_subparsers(dest="what", required=True, metavar="what")
    first = people.add_parser("first", parents=[shared], help="建第一个区域、单位和平台管理员 · the first region, unit and platform administrator")
    first.add_argument("--region", required=True, metavar="NAME", help="区域名称，如 示例区 · name of the region")
    first.add_argument("--kind", choices=KINDS, default="district", help="区域级别 · how high the region stands")
    first.add_argument("--mechanism", default="", metavar="ID", help="用哪个机制，见 luodi mechanisms list · its mechanism")
    first.add_argument("--unit", required=True, metavar="NAME", help="单位名称 · name of the unit")
    first.add_argument("--login", required=True, help="登录名 · login name")
    first.add_argument("--name", required=True, help="姓名 · name of the person")
    first.add_argument("--email", default="", help="邮箱 · e-mail")
    first.set_defaults(run=run_first)
    password = people.add_parser("password", parents=[shared], help="发一次性密码 · give a one-time password")
    password.add_argument("login", help="登录名 · login name")
    password.set_defaults(run=run_password)
    factor = people.add_parser("factor", parents=[shared], help="关闭第二步验证：手机和恢复码都丢了 · turn a second factor off: phone and codes are lost")
    factor.add_argument("login", help="登录名 · login name")
    factor.set_defaults(run=run_factor)
    listed = people.add_parser("list", parents=[shared], help="列出账号 · list the accounts")
    listed.add_argument("--all", action="store_true", help="停用的也列 · closed ones too")
    listed.set_defaults(run=run_list)


def run_first(args: argparse.Namespace) -> int:
    """Make them in one go, and print the one-time password."""
    _ready()
    if args.mechanism:
        from luodi.engine.mechanism import names
        if args.mechanism not in names():
            hint = near(args.mechanism, names())
            refuse(None, f"没有机制“{args.mechanism}”{hint.zh}；luodi mechanisms list 列出全部", f'there is no mechanism "{args.mechanism}"{hint.en}')
    from luodi.people import actions
    from luodi.people.models import RegionKind
    from luodi.rights.kernel import MACHINE
    made = _told(lambda: actions.first_people(
        MACHINE, args.region, RegionKind(args.kind), args.unit, args.login, args.name, args.mechanism, args.email))
    page(args).say(Said(f"已建“{args.region}”“{args.unit}”和平台管理员 {args.name}。",
                        f"made '{args.region}', '{args.unit}' and the platform administrator {args.name}."))
    return _once(args, args.login, made)


def run_password(args: argparse.Namespace) -> int:
    """Reset a password."""
    _ready()
    from luodi.people import actions
    from luodi.rights.kernel import MACHINE
    return _once(args, args.login, _told(lambda: actions.new_password(MACHINE, _account(args.login))))


def run_factor(args: argparse.Namespace) -> int:
    """Turn somebody's second factor off. Whoever must have one sets it up at the next sign-in."""
    _ready()
    from luodi.people.signing.actions import reset_factor
    from luodi.rights.kernel import MACHINE
    _told(lambda: reset_factor(MACHINE, _account(args.login)))
    page(args).say(Said(f"{args.login} 的第二步验证已关闭，登录状态已全部结束；岗位要求的，下次登录时重新设置。",
                        f"the second factor of {args.login} is off and all its sessions have ended; if the post demands one, the next sign-in sets it up."))
    return 0


def _account(login: str) -> Any:
    from luodi.people import queries
    account = queries.account_by_login(login)
    if account is None:
        refuse(None, f"没有登录名“{login}”；luodi people list 列出全部", f'there is no login name "{login}"; luodi people list shows all')
    return account


def run_list(args: argparse.Namespace) -> int:
    """One line an account: login, name, home unit, posts of today."""
    _ready()
    from luodi.frame.middleware import local_today
    from luodi.people import queries
    from luodi.rights.kernel import Role
    from luodi.rights.permissions import ROLES
    out = page(args)
    found = _told(lambda: queries.accounts_with_posts(local_today(), closed=args.all, most=MOST + 1))
    if not found:
        out.say(Said("还没有账号；用 luodi people first 建第一个。", "there are no accounts; make the first with luodi people first."))
    for account in found[:MOST]:
        held = [(post.unit.name, ROLES[Role(post.role)]) for post in getattr(account, "held", [])]
        state = Said("", "") if account.is_active else Said("（已停用）", " (closed)")
        zh, en = "、".join(f"{unit} {role.zh}" for unit, role in held) or "没有岗位", ", ".join(f"{role.en} of {unit}" for unit, role in held) or "no post"
        home = f"{account.unit.region.name} · {account.unit.name}"
        out.say(Said(f"{account.login}  {account.name}{state.zh}  {home}  {zh}", f"{account.login}  {account.name}{state.en}  {home}  {en}"))
    if len(found) > MOST:
        out.say(Said(f"只列了前 {MOST} 个。", f"only the first {MOST} are shown."))
    return 0


def _ready() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luodi.site.settings")
    import django
    from django.core.management import call_command
    django.setup()
    from django.conf import settings
    settings.DATA.mkdir(mode=0o700, parents=True, exist_ok=True)
    _told(lambda: call_command("migrate", verbosity=0))


def _told(do: Any) -> Any:
    """What it gives; a database that cannot be reached in words."""
    from django.db import DatabaseError
    try:
        return do()
    except DatabaseError as problem:
        refuse(None, f"数据库用不了：{problem}", f"the database cannot be used: {problem}")


def _once(args: argparse.Namespace, login: str, password: str) -> int:
    page(args).say(Said(f"登录名 {login}，一次性密码：{password}", f"login name {login}, one-time password: {password}"))
    page(args).say(Said("只显示这一次；登录后必须改密码。", "it is shown only now, and must be changed after signing in."))
    return 0
