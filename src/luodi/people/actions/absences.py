"""Absences and their deputies. Nobody notes one as somebody's deputy: the table says so."""

from __future__ import annotations

from datetime import date, timedelta

from luodi.engine.source import refuse
from luodi.frame.middleware import local_today
from luodi.ledger.actions import Act, Subject, action, snapshot
from luodi.people import verbs
from luodi.people.actions.shared import in_order, locked, of_account, of_unit
from luodi.people.models import Absence, Account
from luodi.rights.kernel import Matter
from luodi.rights.permissions import Right


def _of(account: Account, *rest: object, **named: object) -> Subject:
    """Somebody notes the own absence. For others it is done by those who manage them: a deputy gets their rights."""
    parts = frozenset({("self", account.pk)})
    about = of_account(account)
    if about.needs:
        # The own absence is noted by anybody; that of somebody with a reserved role by those who may appoint them.
        return Subject(about.region_id, "account", account.pk, Matter(region_path=about.matter.region_path, parts=parts))
    return of_unit(account.unit, "account", account.pk, parts=parts)


@action(verb=verbs.ABSENCE_SET, needs=Right.ABSENCE_SET, subject=_of)
def set_absence(act: Act, account: Account, deputy: Account, first: date, last: date) -> Absence:
    """Note that somebody is away and who stands in.

    Raises Refused when the days are in the wrong order or overlap an absence, nobody else stands in, or the deputy is closed or of another region.
    """
    in_order(first, last)
    if account.pk == deputy.pk:
        refuse(None, "代理人不能是本人，请选别人", "the deputy must be somebody else")
    now = locked(account)
    if not deputy.is_active:
        refuse(None, f"“{deputy.name}”的账号已停用，不能代理，请选别人", f"the account of '{deputy.name}' is closed; choose another deputy")
    if deputy.unit.region_id != now.unit.region_id:
        refuse(None, f"“{deputy.name}”不在同一个区域，请选“{now.unit.region.name}”的人",
               f"'{deputy.name}' is of another region; choose somebody of '{now.unit.region.name}'")
    other = Absence.objects.filter(account=now, first__lte=last, last__gte=first).select_related("deputy").order_by("first").first()
    if other:
        refuse(None, f"{other.first} 到 {other.last} 已经登记过（由{other.deputy.name}代理），请避开这几天，或先取消那一次",
               f"{other.first} to {other.last} is noted already (deputy: {other.deputy.name}); choose other days, or cancel that one first")
    act.note(account=now.pk, deputy=deputy.pk, first=first, last=last)
    return Absence.objects.create(account=now, deputy=deputy, first=first, last=last)


@action(verb=verbs.ABSENCE_CANCEL, needs=Right.ABSENCE_SET, subject=lambda absence: _of(absence.account))
def cancel_absence(act: Act, absence: Absence) -> None:
    """The person is back: an absence that has begun ends yesterday, one that has not is taken back. Refused for one that is over."""
    locked(absence.account)
    now = Absence.objects.select_for_update().filter(pk=absence.pk).first()
    today = local_today()
    if now is None or now.last < today:
        refuse(None, "这次不在岗已经结束或取消了", "this absence is over or was cancelled")
    act.note(account=now.account_id, deputy=now.deputy_id, first=now.first, last=now.last)
    before = snapshot(now, "first", "last")
    if now.first < today:
        now.last = today - timedelta(days=1)
        now.save(update_fields=["last"])
        act.change(before, snapshot(now, "first", "last"))
    else:
        now.delete()
        act.change(before, None)
