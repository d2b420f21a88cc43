"""Choices of projects that people keep, and how they have the list. What only its owner sees is not told by the ledger either."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from luodi.engine.source import refuse
from luodi.ledger.actions import Act, Subject, action
from luodi.people.models import Account
from luodi.people.queries import unit_matter
from luodi.projects import verbs
from luodi.projects.actions.shared import line
from luodi.projects.models import Layout, SavedFilter
from luodi.rights.permissions import Right

MOST: Final = 30
"""Filters of one account."""
LONGEST: Final = 1500


def _of(account: Account, key: int | None) -> Subject:
    return Subject(account.unit.region_id, "filter", key, unit_matter(account.unit, frozenset({("self", account.pk)})))


@action(verb=verbs.FILTER_KEEP, needs=Right.FILTER_OWN, subject=lambda account, *rest: _of(account, None))
def keep_filter(act: Act, account: Account, name: str, query: str, shared: bool, first: bool) -> SavedFilter:
    """Keep a choice of projects; the account's unit and region must have been read. Raises Refused for a name that is taken, and beyond MOST."""
    if SavedFilter.objects.filter(account=account).count() >= MOST:
        refuse(None, f"最多保存 {MOST} 个筛选，请先删掉不用的", f"at most {MOST} filters; delete one first")
    if len(query) > LONGEST:
        refuse(None, "条件太长，保存不了，请去掉几个", "the conditions are too long to keep; take some off")
    kept = SavedFilter(account=account, query=query)
    _put(kept, name, shared, first)
    act.about(kept.pk)
    act.change(None, _said(kept))
    return kept


@action(verb=verbs.FILTER_CHANGE, needs=Right.FILTER_OWN, subject=lambda kept, *rest: _of(kept.account, kept.pk))
def change_filter(act: Act, kept: SavedFilter, name: str, shared: bool, first: bool) -> SavedFilter:
    """Give a filter another name, share it with the unit or no longer, have the list open with it. Raises Refused for a name that is taken."""
    before = _said(kept)
    _put(kept, name, shared, first)
    act.change(before, _said(kept))
    return kept


@action(verb=verbs.FILTER_DROP, needs=Right.FILTER_OWN, subject=lambda kept: _of(kept.account, kept.pk))
def drop_filter(act: Act, kept: SavedFilter) -> None:
    """Delete a filter."""
    act.change(_said(kept), None)
    kept.delete()


@action(verb=verbs.LAYOUT, needs=Right.FILTER_OWN, subject=lambda account, *rest: _of(account, None))
def set_layout(_act: Act, account: Account, columns: Sequence[str], dense: bool) -> None:
    """Keep how somebody has the list. One statement or two."""
    Layout.objects.update_or_create(account=account, defaults={"columns": list(columns), "dense": dense})


def _put(kept: SavedFilter, name: str, shared: bool, first: bool) -> None:
    """Three statements at most."""
    kept.name, kept.unit_id, kept.first = line(name, "名称", "name", 40), kept.account.unit_id if shared else None, first
    others = SavedFilter.objects.filter(account=kept.account).exclude(pk=kept.pk)
    if others.filter(name=kept.name).exists():
        refuse(None, f"已经有叫“{kept.name}”的筛选，请换个名称", f'there is a filter "{kept.name}" already; choose another name')
    if first:
        others.filter(first=True).update(first=False)
    kept.save()


def _said(kept: SavedFilter) -> dict[str, Any]:
    """What an entry says of a filter: the words of a private one may speak of what nobody else knows."""
    told = {"unit_id": kept.unit_id, "first": kept.first}
    return told | {"name": kept.name, "query": kept.query} if kept.unit_id else told
