"""The own account: password, second factor, sessions."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from luodi.engine.source import Refused
from luodi.frame.sealing import opened, seal
from luodi.people.here import own_account
from luodi.people.models import Account
from luodi.people.queries import person_of
from luodi.people.signing import actions, codes, queries
from luodi.people.signing.forms import ChangePassword, Code, Confirmed, told
from luodi.people.signing.origin import origin
from luodi.people.signing.sessions import key_here
from luodi.rights.door import Signed, needs
from luodi.rights.permissions import Right

PENDING = "second_factor"
"""Where the session keeps a secret that is not yet confirmed, sealed."""
_REF = re.compile(r"[0-9a-f]{16}\Z")


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.OWN_ACCOUNT)
def password(request: Signed) -> HttpResponse:
    """Change the own password. A wrong present one counts as a failed sign-in."""
    account = own_account(request)
    if request.method != "POST":
        return render(request, "people/password.html", {"account": account})
    form = ChangePassword(account, request.POST)
    if form.is_valid():
        if found := actions.try_sign_in(account.login, form.cleaned_data["old"], timezone.now(), origin(request)):
            actions.change_password(request.person, found, form.cleaned_data["new"], key_here(request.session))
            update_session_auth_hash(request, found)
            messages.success(request, _("密码已经改好，其他地方的登录已退出。"))
            return HttpResponseRedirect(reverse(person_of(found, request.today).first or "people_own"))
        form.add_error("old", wrong_password())
    return render(request, "people/password.html", {"account": account, "errors": told(form)}, status=422)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.OWN_ACCOUNT)
def second_factor(request: Signed) -> HttpResponse:
    """Set the second factor up; once it is on: new recovery codes, turn off."""
    account, now = own_account(request), timezone.now()
    factor = queries.factor_of(account)
    if factor is None:
        return _set_up(request, account, now)
    page: dict[str, Any] = {"factor": factor, "left": queries.recovery_left(account), "of": codes.RECOVERY}
    if request.method != "POST":
        return render(request, "people/second_factor_on.html", page)
    form, do = Confirmed(request.POST), request.POST.get("do")
    if form.is_valid() and do in ("new", "off"):
        typed = form.cleaned_data["code"]
        if not actions.try_sign_in(account.login, form.cleaned_data["password"], now, origin(request)):
            form.add_error("password", wrong_password())
        elif not actions.try_code(account, typed, now, origin(request)):
            form.add_error("code", _wrong_code())
        else:
            try:
                if do == "new":
                    return _shown(request, actions.new_recovery(request.person, account, typed, now))
                actions.remove_factor(request.person, account, typed, now, key_here(request.session))
            except actions.NotNow:
                form.add_error("code", _wrong_code())
            else:
                messages.success(request, _("第二步验证已经关闭，其他地方的登录已退出。"))
                return HttpResponseRedirect(reverse("people_own"))
    return render(request, "people/second_factor_on.html", {**page, "errors": told(form), "do": do}, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.OWN_ACCOUNT)
def sessions(request: Signed) -> HttpResponse:
    """Where one is signed in; end one of them or all others."""
    account, here = own_account(request), key_here(request.session)
    if request.method == "POST":
        ref = request.POST.get("one")
        if ref is None or _REF.match(ref):
            count = actions.end_sessions(request.person, account, here, ref)
            messages.success(request, _("已经退出那里的登录。") if count else _("没有别处的登录要退出。"))
        return HttpResponseRedirect(reverse("people_sessions"))
    rows = [(row, row.session_key == here) for row in queries.sessions_of(account, timezone.now())]
    return render(request, "people/sessions.html", {"rows": rows, "others": len(rows) > 1})


def wrong_password() -> str:
    """What is said of a present password that does not fit."""
    return _("现在的密码不对，或者账号暂时锁定。连错 5 次会锁 15 分钟。")


def _wrong_code() -> str:
    return _("验证码不对、已经用过，或者账号暂时锁定。请等验证器显示下一个再填。")


def _set_up(request: Signed, account: Account, now: datetime) -> HttpResponse:
    errors: dict[str, list[str]] = {}
    secret = opened(PENDING, request.session.get(PENDING, ""), now)
    if request.method == "POST" and secret:
        form = Code(request.POST)
        if form.is_valid():
            try:
                made = actions.add_factor(request.person, account, secret, form.cleaned_data["code"], now, key_here(request.session))
            except Refused as refused:
                errors["code"] = [fault.to(request.lang) for fault in refused.faults]
            else:
                del request.session[PENDING]
                return _shown(request, made)
        else:
            errors = told(form)
    if not secret:
        secret = codes.new_secret()
        request.session[PENDING] = seal(PENDING, secret, now)
    page = {"account": account, "must": bool(request.person.first), "address": codes.address(secret, account.login), "secret": codes.grouped(secret),
            "errors": errors}
    return render(request, "people/second_factor.html", page, status=422 if errors else 200)


def _shown(request: Signed, made: list[str]) -> HttpResponse:
    """The recovery codes, this once."""
    return render(request, "people/recovery.html", {"codes": [codes.grouped(code) for code in made]})
