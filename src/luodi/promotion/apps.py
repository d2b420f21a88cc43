"""The app."""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_noop as _

from luodi.engine.source import Said
from luodi.frame.middleware import day_of


class PromotionConfig(AppConfig):
    """From a lead to a signed agreement."""

    name = "luodi.promotion"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Its actions are known before anybody asks which there are; the gates of projects know its checks."""
        import_module("luodi.promotion.actions")
        from luodi.projects.gates import CHECKS
        from luodi.promotion.asked import ASKED
        from luodi.promotion.checks import ALL
        from luodi.promotion.queries import reviews
        from luodi.promotion.steps import STEPS
        from luodi.work.rounds import Round, register
        CHECKS.update(ALL)
        STEPS.append(reviews.step)
        ASKED.append(reviews.OPINIONS)
        register(Round("promotion.silence", timedelta(hours=1), _silent, Said(_("逾期没有提的预审意见，按当地规则算同意"),
                                                                            "take overdue opinions as support where the place says so")))


def _silent(now: datetime) -> str:
    from luodi.promotion.silence import take
    count = take(day_of(now))
    return f"{count} 条意见按规则算同意 · {count} opinions taken as support" if count else ""
