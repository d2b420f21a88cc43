"""Absences and deputies: one's own, and those of the people one manages."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from luodi.engine.source import refuse
from luodi.people import actions
from luodi.people.here import account_here
from luodi.people.manage import queries
from luodi.people.manage.forms import AbsenceForm
from luodi.people.manage.page import Page, asked, form_page, there
from luodi.people.models import Absence, Account
from luodi.people.queries import absences_of
from luodi.rights.door import Signed, needs
from luodi.rights.kernel import Denied
from luodi.rights.permissions import Right


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.OWN_ACCOUNT)
def own(request: Signed) -> HttpResponse:
    """The own absences, and noting one."""
    me: Account = there(account_here(request))
    page = Page(_("不在岗和代理"), _("登记"), reverse("people_own"), [(_("我的账号"), reverse("people_own"))],
                _("出差、休假时请人代理：这几天代理人可以做您岗位能做的事，记录里写明代谁。"))
    return _page(request, page, me, absences=absences_of(me, request.today))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.ABSENCE_SET)
def add(request: Signed, account: int) -> HttpResponse:
    """An absence of somebody one manages."""
    found: Account = there(queries.account_by_id(account))
    verdict = queries.notes_absence(request.person, found)
    if not verdict.allowed:
        raise Denied(verdict)
    home = reverse("people_person", args=[found.pk])
    return _page(request, Page(_("登记“%(name)s”不在岗") % {"name": found.name}, _("登记"), home, [(found.name, home)]), found)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.ABSENCE_SET)
def cancel(request: Signed, absence: int) -> HttpResponse:
    """Ask once: the person is back."""
    found: Absence = there(queries.absence_by_id(absence))
    verdict = queries.notes_absence(request.person, found.account)
    if not verdict.allowed:
        raise Denied(verdict)
    onward = _onward(request, found.account)

    def do(data: dict[str, Any]) -> HttpResponse:
        actions.cancel_absence(request.person, found)
        messages.success(request, _("已取消，代理到此为止。"))
        return HttpResponseRedirect(onward)
    lead = _("%(name)s 不在的这几天由 %(deputy)s 代理；取消后代理马上结束。") % {"name": found.account.name, "deputy": found.deputy.name}
    return form_page(request, Page(_("取消不在岗"), _("取消这一次"), onward, [], lead), asked(request), do)


def _page(request: Signed, page: Page, account: Account, **more: Any) -> HttpResponse:
    form = AbsenceForm(request.POST or None, initial={"first": request.today})

    def do(data: dict[str, Any]) -> HttpResponse:
        found = queries.people_called(data["deputy"].strip(), account.unit.region)
        if len(found) != 1:
            listed = "、".join(f"{one.name}（{one.login}）" for one in found)
            words = data["deputy"][:40]
            if found:
                refuse(None, f"叫“{words}”的不止一个，请填登录名：{listed}", f"'{words}' is more than one person; write the login name: {listed}")
            refuse(None, f"本区域没有“{words}”，请填登录名或全名", f"there is no '{words}' in this region; write the login name or the whole name")
        actions.set_absence(request.person, account, found[0], data["first"], data["last"])
        messages.success(request, _("已登记，由 %(name)s 代理。") % {"name": found[0].name})
        return HttpResponseRedirect(_onward(request, account))
    return form_page(request, page, form, do, **more)


def _onward(request: Signed, account: Account) -> str:
    return reverse("people_absences") if account.pk == request.person.account_id else reverse("people_person", args=[account.pk])
