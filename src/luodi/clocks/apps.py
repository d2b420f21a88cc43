"""The app."""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_noop as _

from luodi.engine.source import Said


class ClocksConfig(AppConfig):
    """Time limits, their lights, and who is told."""

    name = "luodi.clocks"

    def ready(self) -> None:
        """Its actions are known before anybody asks which there are, and it is swept every minute."""
        from luodi.clocks.queries import secret_entries
        from luodi.ledger.queries import SECRET
        from luodi.notices.kinds import ANSWERS
        from luodi.work.rounds import Round, register
        ANSWERS["clock.red"] = import_module("luodi.clocks.actions").heard
        SECRET.append(secret_entries)
        register(Round("clocks.sweep", timedelta(minutes=1), _swept, Said(_("亮灯、催办、按新日历重算"), "turn lights, chase, derive anew")))


def _swept(now: datetime) -> str:
    from luodi.clocks.daily import make
    return make(now)
