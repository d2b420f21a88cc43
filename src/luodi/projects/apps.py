"""The app."""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_noop as _

from luodi.engine.source import Said


class ProjectsConfig(AppConfig):
    """Projects on one thread."""

    name = "luodi.projects"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Its actions are known before anybody asks which there are; lights follow clocks."""
        import_module("luodi.projects.actions")
        from luodi.clocks.actions import CHANGED
        from luodi.clocks.queries import CONCERNED
        from luodi.imports.kinds import register as known
        from luodi.ledger.queries import SECRET
        from luodi.projects.intake.kind import PROJECTS
        from luodi.projects.lights import changed
        from luodi.projects.queries import concerned, secret_entries
        from luodi.work.rounds import Round, register
        import_module("luodi.projects.library.job")
        CHANGED.append(changed)
        CONCERNED.append(concerned)
        SECRET.append(secret_entries)
        known(PROJECTS)
        register(Round("projects.lights", timedelta(minutes=1), _followed, Said(_("项目的灯跟着时限变"), "have the lights of projects follow their clocks")))
        register(Round("projects.exports", timedelta(hours=1), _swept, Said(_("清理过期的导出文件"), "remove exported files that have expired")))


def _swept(now: datetime) -> str:
    from luodi.projects.library.job import swept
    count = swept(now)
    return f"{count} 个导出文件删除了 · {count} exported files removed" if count else ""


def _followed(now: datetime) -> str:
    from luodi.projects.lights import follow
    count = follow()
    return f"{count} 个项目的灯变了 · {count} projects" if count else ""
