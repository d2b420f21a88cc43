"""The app."""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_noop as _

from luodi.engine.source import Said


class NoticesConfig(AppConfig):
    """What people are told, and how it reaches them."""

    name = "luodi.notices"

    def ready(self) -> None:
        """Its verbs are known before any action runs, the outbox knows who sends, and the menu how much is unread."""
        import_module("luodi.notices.actions")
        import_module("luodi.notices.delivery")
        from luodi.notices.here import unread_here
        from luodi.rights.desk import BADGES
        from luodi.work.rounds import Round, register
        BADGES["notices_inbox"] = unread_here
        register(Round("notices.digest", timedelta(minutes=1), _digests, Said(_("发每日汇总"), "send digests")))


def _digests(now: datetime) -> str:
    from luodi.notices.actions import send_digests
    sent = send_digests(now)
    return f"汇总 {sent} 份 · {sent} digests" if sent else ""
