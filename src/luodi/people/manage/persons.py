"""One person: who they are here, their posts, and what is done to their account."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from luodi.ledger.actions import By
from luodi.people import actions
from luodi.people.manage import queries
from luodi.people.manage.forms import AccountForm, HomeForm, NewPerson, PostDays, PostForm, ReasonForm, iso
from luodi.people.manage.page import Page, asked, form_page, there
from luodi.people.models import Account, Post, Unit
from luodi.people.queries import unit_by_id, unit_matter, units_near
from luodi.people.signing.actions import reset_factor
from luodi.people.signing.queries import factor_of
from luodi.rights.door import Signed, needs, require
from luodi.rights.kernel import Denied, Person, Role
from luodi.rights.permissions import ROLES, Right, may, to_give


@require_safe
@needs(Right.PEOPLE_READ)
def person(request: Signed, account: int) -> HttpResponse:
    """Somebody's posts, absences and account, with what may be done, and why not what not."""
    found: Account = there(queries.account_by_id(account))
    posts = queries.all_posts(found)
    seen = queries.reads(request.person, found, posts, request.today)
    if not seen.allowed:
        raise Denied(seen)
    manage, absent = queries.manages(request.person, found), queries.notes_absence(request.person, found)
    told = [(post, _(ROLES[Role(post.role)].zh), _state(post, request.today), (post.last is None or post.last >= request.today)
             and may(request.person, to_give(Role(post.role)), unit_matter(post.unit)).allowed) for post in posts]
    return render(request, "people/manage_person.html", {
        "person": found, "posts": told, "absences": queries.all_absences(found), "manage": manage, "absent": absent,
        "gives": may(request.person, Right.PEOPLE_MANAGE), "locked": bool(found.locked_until and found.locked_until > timezone.now()),
        # Whoever does not manage an account need not know how well it is locked.
        "factor": factor_of(found) if manage.allowed else None, "own": found.pk == request.person.account_id, "passwordless": not found.has_usable_password()})


@sensitive_variables("password")
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.PEOPLE_MANAGE)
def add(request: Signed, unit: int) -> HttpResponse:
    """Somebody new, with a first post. The one-time password is shown once."""
    home: Unit = there(unit_by_id(unit))
    require(request, Right.PEOPLE_MANAGE, unit_matter(home))
    form = NewPerson(_roles(request.person, home), request.POST or None, initial={"first": request.today})

    def do(data: dict[str, Any]) -> HttpResponse:
        made, password = actions.add_person(request.person, home, data["login"], data["name"], Role(data["role"]), data["first"], data["email"])
        return _once(request, made, password)
    lead = _("岗位和账号一起建好，随后显示一次性密码。")
    return form_page(request, Page(_("新增人员"), _("新增"), _of_unit(home), _way(home), lead), form, do)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.PEOPLE_MANAGE)
def change(request: Signed, account: int) -> HttpResponse:
    """Another name or e-mail."""
    found = _mine(request, account)
    shows = {"name": found.name, "email": found.email}
    form = AccountForm(request.POST or None, initial=shows | {"seen": AccountForm.shows(shows)})

    def do(data: dict[str, Any]) -> HttpResponse:
        actions.change_account(request.person, found, data["name"], data["email"], form.was())
        return _saved(request, found)
    return form_page(request, Page(_("改资料"), _("保存"), _home(found), _way(found.unit, found)), form, do)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.PEOPLE_MANAGE)
def home(request: Signed, account: int) -> HttpResponse:
    """Another home unit."""
    found = _mine(request, account)
    units = [unit for unit in units_near(request.person, Right.PEOPLE_MANAGE) if unit.region_id == found.unit.region_id]
    form = HomeForm(units, request.POST or None, initial={"unit": str(found.unit_id), "seen": HomeForm.shows({"unit_id": found.unit_id})})

    def do(data: dict[str, Any]) -> HttpResponse:
        actions.move_account(request.person, found, next(unit for unit in units if str(unit.pk) == data["unit"]), form.was())
        return _saved(request, found)
    return form_page(request, Page(_("换所属单位"), _("保存"), _home(found), _way(found.unit, found)), form, do)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.PEOPLE_MANAGE)
def close(request: Signed, account: int) -> HttpResponse:
    """Ask once, then close the account."""
    found = _mine(request, account)

    def do(data: dict[str, Any]) -> HttpResponse:
        actions.close_account(request.person, found)
        return _saved(request, found)
    page = Page(_("停用“%(name)s”的账号") % {"name": found.name}, _("停用"), _home(found), _way(found.unit, found),
                _("今天起不能登录，各个岗位今天结束；做过的事都留着。"))
    return form_page(request, page, asked(request), do, danger=True)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.PEOPLE_MANAGE)
def reopen(request: Signed, account: int) -> HttpResponse:
    """Ask once, then open it again."""
    found = _mine(request, account)

    def do(data: dict[str, Any]) -> HttpResponse:
        actions.reopen_account(request.person, found)
        return _saved(request, found)
    page = Page(_("启用“%(name)s”的账号") % {"name": found.name}, _("启用"), _home(found), _way(found.unit, found), _("启用后还没有岗位，要另外安排。"))
    return form_page(request, page, asked(request), do)


@sensitive_variables("password")
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.PEOPLE_MANAGE)
def password(request: Signed, account: int) -> HttpResponse:
    """Ask once, then show a one-time password once."""
    found = _mine(request, account)

    def do(data: dict[str, Any]) -> HttpResponse:
        return _once(request, found, actions.new_password(request.person, found))
    page = Page(_("给“%(name)s”发一次性密码") % {"name": found.name}, _("发一次性密码"), _home(found), _way(found.unit, found),
                _("原来的密码作废，别处的登录退出，锁定解除；下次登录时必须改密码。"))
    return form_page(request, page, asked(request), do)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.PEOPLE_MANAGE)
def factor(request: Signed, account: int) -> HttpResponse:
    """Ask why, then turn off a second factor that was lost."""
    found = _mine(request, account)
    form = ReasonForm(request.POST if request.method == "POST" else None)

    def do(data: dict[str, Any]) -> HttpResponse:
        reset_factor(By(request.person, data["reason"]), found)
        messages.success(request, _("“%(name)s”的第二步验证已关闭，各处的登录已退出。") % {"name": found.name})
        return HttpResponseRedirect(_home(found))
    page = Page(_("关闭“%(name)s”的第二步验证") % {"name": found.name}, _("关闭第二步验证"), _home(found), _way(found.unit, found),
                _("手机和备用码都没了才用得着；先确认是本人。关闭后备用码作废，各处的登录都退出；下次登录只要密码，岗位要求第二步验证的，登录后先重新设置。"))
    return form_page(request, page, form, do, danger=True)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.PEOPLE_MANAGE)
def post_add(request: Signed, account: int) -> HttpResponse:
    """One more post, in a unit that one manages."""
    found: Account = there(queries.account_by_id(account))
    seen = queries.reads(request.person, found, queries.all_posts(found), request.today)
    if not seen.allowed:
        raise Denied(seen)
    units = units_near(request.person, Right.PEOPLE_MANAGE)
    form = PostForm(units, _roles(request.person), request.POST or None, initial={"unit": str(found.unit_id), "first": request.today})

    def do(data: dict[str, Any]) -> HttpResponse:
        unit = next(unit for unit in units if str(unit.pk) == data["unit"])
        actions.give_post(request.person, found, unit, Role(data["role"]), data["first"], data["last"])
        return _saved(request, found)
    return form_page(request, Page(_("安排岗位"), _("安排"), _home(found), _way(found.unit, found)), form, do)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.PEOPLE_MANAGE)
def post_change(request: Signed, post: int) -> HttpResponse:
    """How long a post lasts."""
    found = _post(request, post)
    form = PostDays(request.POST or None, initial={"last": found.last, "seen": PostDays.shows({"last": iso(found.last)})})

    def do(data: dict[str, Any]) -> HttpResponse:
        seen = form.was()["last"]
        actions.change_post(request.person, found, data["last"], date.fromisoformat(seen) if seen else None)
        return _saved(request, found.account)
    page = Page(_("调整任期"), _("保存"), _home(found.account), _way(found.account.unit, found.account), _named(found))
    return form_page(request, page, form, do)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.PEOPLE_MANAGE)
def post_end(request: Signed, post: int) -> HttpResponse:
    """Ask once, then end a post today, or take back one to come."""
    found = _post(request, post)

    def do(data: dict[str, Any]) -> HttpResponse:
        actions.end_post(request.person, found)
        return _saved(request, found.account)
    page = Page(_("结束岗位"), _("今天结束") if found.first <= request.today else _("撤回"), _home(found.account), _way(found.account.unit, found.account),
                _named(found))
    return form_page(request, page, asked(request), do, danger=True)


def _once(request: Signed, account: Account, password: str) -> HttpResponse:
    return render(request, "people/manage_password.html", {"person": account, "one_time": password})


def _roles(person: Person, unit: Unit | None = None) -> list[Role]:
    """The roles that somebody may give, in a unit or at all somewhere."""
    return [role for role in Role if may(person, to_give(role), unit_matter(unit) if unit else None).allowed]


def _mine(request: Signed, account: int) -> Account:
    found: Account = there(queries.account_by_id(account))
    verdict = queries.manages(request.person, found)
    if not verdict.allowed:
        raise Denied(verdict)
    return found


def _post(request: Signed, post: int) -> Post:
    found: Post = there(queries.post_by_id(post))
    require(request, to_give(Role(found.role)), unit_matter(found.unit))
    return found


def _named(post: Post) -> str:
    return f"{post.account.name} · {post.unit.name} · {_(ROLES[Role(post.role)].zh)}"


def _state(post: Post, on: date) -> str:
    if post.first > on:
        return "to_come"
    return "over" if post.last and post.last < on else "held"


def _saved(request: Signed, account: Account) -> HttpResponse:
    messages.success(request, _("已保存。"))
    return HttpResponseRedirect(_home(account))


def _home(account: Account) -> str:
    return reverse("people_person", args=[account.pk])


def _of_unit(unit: Unit) -> str:
    return reverse("people_unit", args=[unit.pk])


def _way(unit: Unit, account: Account | None = None) -> list[tuple[str, str]]:
    out = [(_("单位和人员"), reverse("people_units")), (unit.name, _of_unit(unit))]
    return [*out, (account.name, _home(account))] if account else out
