"""The app, and the rounds that belong to nobody else: sending what waits in the outbox, and tidying up."""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_noop as _

from luodi.engine.source import Said


class WorkConfig(AppConfig):
    """What goes on in the background."""

    name = "luodi.work"

    def ready(self) -> None:
        """Verbs and rounds are known before any work begins."""
        import_module("luodi.work.actions")
        from luodi.work.rounds import Round, register
        register(Round("outbox", timedelta(seconds=2), _outbox, Said(_("发出消息"), "send messages")))
        register(Round("ledger.prune", timedelta(days=1), _prune, Said(_("清理已发的消息和用过的标记"), "remove sent messages and used keys")))
        register(Round("work.tidy", timedelta(minutes=1), _tidy, Said(_("整理后台任务"), "tidy up jobs and workers")))


def _outbox(now: datetime) -> str:
    """Send a batch: a slow receiver must not keep a worker from stopping."""
    from luodi.ledger import outbox
    done = outbox.deliver(now, outbox.route, limit=outbox.BATCH)
    if done == outbox.Delivered():
        return ""
    return f"已发 {done.sent}，待重试 {done.failed}，放弃 {done.dead} · {done.sent} sent, {done.failed} to be tried again, {done.dead} given up"


def _prune(now: datetime) -> str:
    from luodi.ledger.pruning import Pruned, prune
    done = prune(now)
    return "" if done == Pruned(0, 0) else f"标记 {done.keys}，消息 {done.messages} · {done.keys} keys, {done.messages} messages"


def _tidy(now: datetime) -> str:
    from luodi.work.tidy import tidy
    return tidy(now)
