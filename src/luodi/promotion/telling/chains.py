"""What is told of chains: to those who lead them and work on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from django.utils.translation import gettext_noop as _

from luodi.engine.source import Said
from luodi.ledger.actions import Act
from luodi.notices.actions import New, notify
from luodi.notices.kinds import declare
from luodi.projects.telling.send import stamp
from luodi.projects.telling.words import by, headline
from luodi.promotion.models import Chain

CHAIN: Final = declare("project.chain", _("产业链和例会"), "chains and their meetings")


def named(act: Act, chain: Chain, leader: bool, accounts: Iterable[int]) -> None:
    """Those who have just come to lead a chain, or to work on it, learn of it."""
    title = Said(f"请您任链长：{chain.name}", f"you lead a chain: {chain.name}") if leader else Said(
        f"您进了产业链专班：{chain.name}", f"you are in the team of a chain: {chain.name}")
    _tell(act, chain, f"named.{'leader' if leader else 'team'}.{stamp(act)}", title, by(act, "登记", "noted"), accounts)


def due(act: Act, chain: Chain, meetings: Sequence[tuple[Said, int]], accounts: Iterable[int], key: str) -> None:
    """Meetings of a chain are due: each with the working days in which it is to be held."""
    zh, en = "、".join(name.zh for name, _days in meetings), ", ".join(name.en for name, _days in meetings)
    said = Said("；".join(f"{name.zh}在 {days} 个工作日内开，开完把纪要记在产业链页上" for name, days in meetings) + "。",
                "; ".join(f"{name.en}: to be held within {days} working days; write the minutes on the page of the chain" for name, days in meetings) + ".")
    _tell(act, chain, f"due.{key}", Said(f"该开{zh}了：{chain.name}", f"{en} due: {chain.name}"), said, accounts)


def _tell(act: Act, chain: Chain, what: str, title: Said, said: Said, accounts: Iterable[int]) -> None:
    """Statements: those of `notify`."""
    notify(act, [New(one, CHAIN.name, f"chain.{chain.pk}.{what}", headline(title), said, f"/promotion/chains/{chain.pk}", "chain", chain.pk)
                 for one in sorted(set(accounts)) if one != act.person.account_id])
