"""The app."""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_noop as _

from luodi.engine.source import Said


class PromotionConfig(AppConfig):
    """From a lead to a signed agreement."""

    name = "luodi.promotion"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Its actions are known before anybody asks which there are; the gates of projects know its checks."""
        import_module("luodi.promotion.actions")
        from luodi.projects.gates import CHECKS
        from luodi.promotion.checks import ALL
        from luodi.promotion.queries import leads
        from luodi.promotion.steps import STEPS
        from luodi.work.rounds import Round, register
        CHECKS.update(ALL)
        STEPS.append(leads.step)
        register(Round("promotion.leads", timedelta(days=1), _let_go, Said(_("到期的首接保护进公开池"), "let leads go whose protection is over")))


def _let_go(now: datetime) -> str:
    from luodi.frame.middleware import day_of
    from luodi.promotion.actions.leads import let_go
    count = let_go(day_of(now))
    return f"{count} 条线索的首接保护到期或结束 · {count} leads" if count else ""
