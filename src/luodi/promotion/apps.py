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
        from luodi.promotion.queries import briefings, visits
        from luodi.promotion.steps import STEPS
        from luodi.work.rounds import Round, register
        CHECKS.update(ALL)
        STEPS.append(briefings.step)
        STEPS.append(visits.step)
        register(Round("promotion.nodes", timedelta(minutes=1), _reached, Said(_("到了推送节点的项目开始计时"), "begin the clocks of nodes that were reached")))
        register(Round("promotion.nodes.all", timedelta(days=1), _reached_all,
                       Said(_("每天全部查一遍到了推送节点的项目"), "look at all projects for nodes that were reached")))


def _reached(now: datetime) -> str:
    from luodi.promotion.nodes import LOOKED_BACK, begin_due
    return _said(begin_due(now, now - LOOKED_BACK))


def _reached_all(now: datetime) -> str:
    from luodi.promotion.nodes import begin_due
    return _said(begin_due(now))


def _said(count: int) -> str:
    return f"{count} 个推送节点开始计时 · {count} nodes" if count else ""
