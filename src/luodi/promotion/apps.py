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
        from luodi.promotion.queries import experts, services
        from luodi.promotion.steps import STEPS
        from luodi.work.rounds import Round, register
        CHECKS.update(ALL)
        STEPS.append(experts.step)
        STEPS.append(services.step)
        said = Said(_("联动服务清单跟着项目情况变"), "have the list of linked services follow the facts")
        register(Round("promotion.services", timedelta(minutes=1), _services, said))


def _services(now: datetime) -> str:
    """Those that changed since the last time; once a day all: rules change with the place's data."""
    from luodi.frame.middleware import day_of
    from luodi.promotion.actions.services import follow
    from luodi.work.models import Turn
    last = Turn.objects.filter(name="promotion.services").values_list("last_at", flat=True).first()
    today = day_of(now)
    count = follow(last if last and day_of(last) == today else None, today)
    return f"{count} 个项目进出联动服务清单 · {count} projects" if count else ""
